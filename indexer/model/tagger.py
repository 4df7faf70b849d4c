"""The trained model at run time: a text in, labelled offsets out.

Needs onnxruntime, tokenizers and numpy; no torch. One window is one call of the network: dynamic
int8 scales cover a whole batch, so that what is found would depend on what shares it; and on one
core single windows are a sixth faster than a batch with its padding.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from indexer.model.decode import FORBIDDEN, INSIDE_TAGS, Scores, best_tags, label_chances, tag_spans
from indexer.model.features import (
    CLS,
    SEP,
    TAGS,
    Ids,
    Window,
    cut_windows,
    first_subtokens,
    read_subtokens,
    split_words,
    subtoken_shapes,
)

if TYPE_CHECKING:
    import onnxruntime
    from tokenizers import Tokenizer

SHIPPED = Path(__file__).parent / "recogniser"
MODEL_FILES = ("model.int8.onnx", "tokenizer.json", "meta.json")
CHUNK = 20_000
"""Characters that are tokenised at once, cut at white space where there is any."""


class Found(NamedTuple):
    """A mention, and how likely each of LABELS is for it."""

    start: int
    end: int
    label: str
    chances: tuple[float, ...]


class Tagger:
    """The network and its tokeniser, loaded at the first use.

    ``source`` is a folder with MODEL_FILES or their contents by name. Raises FileNotFoundError,
    with what to do, where a file is missing.
    """

    def __init__(self, source: Path | Mapping[str, bytes] = SHIPPED, *, threads: int = 1) -> None:
        self.source = source
        self.threads = threads
        for name in MODEL_FILES:
            if not (source / name).is_file() if isinstance(source, Path) else name not in source:
                raise FileNotFoundError(
                    f"{source if isinstance(source, Path) else 'the saved recogniser'} holds no "
                    f"{name}; a recogniser has the files {', '.join(MODEL_FILES)}, as written by "
                    "'python -m indexer.model.train'"
                )

    def files(self) -> dict[str, bytes]:
        """The contents of MODEL_FILES."""
        return {name: self._read(name) for name in MODEL_FILES}

    def _read(self, name: str) -> bytes:
        return (
            (self.source / name).read_bytes()
            if isinstance(self.source, Path)
            else self.source[name]
        )

    def __getstate__(self) -> dict[str, object]:
        """What another process needs; it opens its own session."""
        return {"source": self.source, "threads": self.threads}

    @cached_property
    def _session(self) -> onnxruntime.InferenceSession:
        # It reports machine and program to its maker unless told not to before it is
        # loaded (1.32; disable_telemetry_events comes too late): nothing leaves a newsroom.
        os.environ.setdefault("ORT_DISABLE_TELEMETRY", "1")
        import onnxruntime

        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = self.threads
        options.inter_op_num_threads = 1
        return onnxruntime.InferenceSession(
            self._read("model.int8.onnx"),
            options,
            providers=["CPUExecutionProvider"],
            disabled_optimizers=["SkipLayerNormFusion"],  # slower than its parts: see export.py
        )

    @cached_property
    def _tokenizer(self) -> Tokenizer:
        from tokenizers import Tokenizer

        tokenizer = Tokenizer.from_buffer(self._read("tokenizer.json"))
        tokenizer.no_truncation()
        tokenizer.no_padding()
        return tokenizer

    def find(self, text: str) -> list[Found]:
        """Mentions of a text with offsets in code points, in order, without overlap."""
        return [
            found._replace(start=found.start + shift, end=found.end + shift)
            for shift, part in _chunks(text)
            for found in self._find(part)
        ]

    def _find(self, text: str) -> list[Found]:
        subtokens = read_subtokens(text, self._tokenizer)
        words = split_words(text)
        kept, firsts = first_subtokens(words, subtokens.starts, subtokens.ends)
        if not len(kept):
            return []
        scores = self._scores(
            subtokens.ids,
            subtoken_shapes(text, words, subtokens.starts),
            cut_windows(text, subtokens.starts, subtokens.ends),
        )[firsts]
        scores[np.ix_(subtokens.ids[firsts - 1] == SEP, INSIDE_TAGS)] = FORBIDDEN
        chances = label_chances(scores)
        return [
            Found(
                words[kept[a]][0],
                words[kept[b - 1]][1],
                label,
                tuple(chances[a:b].mean(0).tolist()),
            )
            for a, b, label in tag_spans(best_tags(scores))
        ]

    def _scores(self, ids: Ids, shapes: Ids, windows: list[Window]) -> Scores:
        result = np.zeros((len(ids), len(TAGS)), np.float32)
        for window in windows:
            length = window.stop - window.start + 2
            inputs = np.zeros((2, 1, length), np.int64)
            inputs[0, 0, 0], inputs[0, 0, -1] = CLS, SEP
            inputs[0, 0, 1:-1] = ids[window.start : window.stop]
            inputs[1, 0, 1:-1] = shapes[window.start : window.stop]
            feed = {"input_ids": inputs[0], "case_ids": inputs[1], "mask": np.ones_like(inputs[0])}
            (logits,) = self._session.run(["logits"], feed)
            skip = 1 - window.start
            result[window.first : window.last] = logits[0, window.first + skip : window.last + skip]
        return result


def _chunks(text: str) -> list[tuple[int, str]]:
    """The text in parts of about CHUNK characters, with the offset of each."""
    parts, start = [], 0
    while len(text) - start > CHUNK:
        window = text[start : start + CHUNK]
        cut = max(window.rfind("\n"), 0) or max(window.rfind(" "), 0) or CHUNK - 1
        parts.append((start, window[: cut + 1]))
        start += cut + 1
    parts.append((start, text[start:]))
    return parts
