"""Gold sets that measure the recogniser: the project's test part, and those of a data folder."""

from __future__ import annotations

import tarfile
import xml.etree.ElementTree as ET
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from indexer.model.corpus import read_corpus
from indexer.model.data import Passage, article_passage, change_case, read_passages
from indexer.model.features import LABELS
from indexer.model.gmb import join_tokens

CORPUS = Path(__file__).parents[2] / "corpus" / "articles"


@dataclass(frozen=True)
class GoldSet:
    """Passages with their right answer, and the labels that the set annotates."""

    name: str
    passages: tuple[Passage, ...]
    labels: tuple[str, ...] = LABELS


def own_sets() -> Iterator[GoldSet]:
    """The articles of the corpus that never train, as written and in capitals."""
    articles = read_corpus(sorted(CORPUS.glob("*.txt")))
    passages = tuple(article_passage(a) for a in articles if a.is_test)
    yield GoldSet("own_test", passages)
    capitals = (change_case(p, str.upper) for p in passages)
    yield GoldSet("own_test_capitals", tuple(p for p in capitals if p))


def data_sets(data: Path) -> Iterator[GoldSet]:
    """The sets of a data folder that are there; the others are told on the screen."""
    for name, path in (
        ("worldwide_dev", data / "ner" / "eval" / "worldwide_dev.jsonl.xz"),
        ("gmb_dev", data / "ner" / "train" / "gmb_dev.jsonl.xz"),
    ):
        if path.is_file():
            yield GoldSet(name, tuple(read_passages(path)))
        else:
            print(f"SKIPPED {name}: {path} is missing")
    meantime = data / "dates" / "meantime_newsreader_english_oct15.tar.xz"
    if meantime.is_file():
        labels = ("PERSON", "ORG", "LOC")
        yield GoldSet("meantime", tuple(read_meantime(meantime)), labels)
    else:
        print(f"SKIPPED meantime: {meantime} is missing")


_MEANTIME_SENTENCES = 5
"""Only the title, the date and the first five sentences are annotated."""
_MEANTIME_LABELS = {"PER": "PERSON", "ORG": "ORG", "LOC": "LOC"}


def read_meantime(path: Path) -> Iterator[Passage]:
    """The annotated beginnings of the articles; of nested names the innermost counts."""
    with tarfile.open(path) as archive:
        for member in sorted(archive.getmembers(), key=lambda m: m.name):
            inner = "/intra-doc_annotation/" in member.name and member.name.endswith(".xml")
            stream = archive.extractfile(member) if inner and "/._" not in member.name else None
            if stream:
                root = ET.parse(stream).getroot()
                yield _meantime_passage(root)


def _meantime_passage(root: ET.Element) -> Passage:
    tokens = [t for t in root.iter("token") if int(t.get("sentence", "0")) <= _MEANTIME_SENTENCES]
    index = {t.get("t_id"): i for i, t in enumerate(tokens)}
    text, offsets = join_tokens(t.text or "" for t in tokens)
    kinds = {e.get("m_id"): e.get("ent_type", "") for e in root.iter("ENTITY")}
    entity: dict[str | None, str] = {}
    for relation in root.iter("REFERS_TO"):
        target = relation.find("target")
        for source in relation.iter("source"):
            if target is not None:
                entity[source.get("m_id")] = kinds.get(target.get("m_id"), "")
    names: list[tuple[int, int, str]] = []
    for mention in root.iter("ENTITY_MENTION"):
        anchors = [index.get(a.get("t_id")) for a in mention.iter("token_anchor")]
        label = _MEANTIME_LABELS.get(entity.get(mention.get("m_id"), "")[:3])
        named = mention.get("syntactic_type") in {"NAM", "PRE.NAM"}
        places = [a for a in anchors if a is not None]
        if label and named and places and len(places) == len(anchors):
            names.append((offsets[places[0]][0], offsets[places[-1]][1], label))
    names = sorted(set(names))
    innermost = [
        n for n in names if not any(o != n and n[0] <= o[0] and o[1] <= n[1] for o in names)
    ]
    return Passage(text, tuple(innermost))
