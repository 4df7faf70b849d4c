"""Write the shipped model: the network as an ONNX graph, its weights as 8-bit integers.

    python -m indexer.model.export CHECKPOINT OUT_DIR

The graph is written by hand with the operators that are fastest on a CPU. Weights are quantised
per channel (per tensor loses up to a point of F1) and with reduced range (full range can saturate
on CPUs without VNNI).
"""

from __future__ import annotations

import argparse
import hashlib
import json
import shutil
import tempfile
from pathlib import Path

import numpy as np
import numpy.typing as npt
import onnx
import torch
from onnx import TensorProto, helper, numpy_helper
from onnxruntime.quantization import QuantType, quantize_dynamic

from indexer.model.features import LABELS, TAGS, WINDOW
from indexer.model.network import HEADS, LAYERS
from indexer.model.tagger import SHIPPED

Weights = dict[str, npt.NDArray[np.float32]]
_FUSED = "com.microsoft"


class _Graph:
    """Collects nodes and weights; each method returns the name of what it makes."""

    def __init__(self, weights: Weights) -> None:
        self.weights = weights
        self.nodes: list[onnx.NodeProto] = []
        self.constants: list[onnx.TensorProto] = []

    def constant(self, name: str, value: npt.NDArray[np.generic]) -> str:
        self.constants.append(numpy_helper.from_array(np.ascontiguousarray(value), name))
        return name

    def weight(self, name: str) -> str:
        return self.constant(name, self.weights[name])

    def node(
        self, kind: str, inputs: list[str], name: str, domain: str = "", **options: object
    ) -> str:
        made = helper.make_node(
            kind, inputs, [name], name=f"{name}.{kind}", domain=domain, **options
        )
        self.nodes.append(made)
        return name

    def linear(self, states: str, layer: str) -> str:
        """A linear layer; onnxruntime fuses product and bias."""
        transposed = self.constant(f"{layer}.weight", self.weights[f"{layer}.weight"].T)
        product = self.node("MatMul", [states, transposed], f"{layer}.product")
        return self.node("Add", [product, self.weight(f"{layer}.bias")], f"{layer}.out")

    def add_and_norm(self, new: str, old: str, norm: str) -> str:
        """Apart, and kept apart at run time: SkipLayerNormalization takes four times as long."""
        total = self.node("Add", [new, old], f"{norm}.sum")
        inputs = [total, self.weight(f"{norm}.weight"), self.weight(f"{norm}.bias")]
        return self.node("LayerNormalization", inputs, f"{norm}.out", epsilon=1e-12)


def build_graph(weights: Weights) -> onnx.ModelProto:
    """The float network; inputs ids, shapes and mask (batch, length), output logits."""
    g = _Graph(weights)
    words = g.node("Gather", [g.weight("words.weight"), "input_ids"], "words")
    shapes = g.node("Gather", [g.weight("shapes.weight"), "case_ids"], "shapes")
    zero = g.constant("zero", np.array([0], np.int64))
    length = g.node("Shape", ["input_ids"], "length", start=1, end=2)
    table = g.constant("positions", weights["positions.weight"][: WINDOW + 2])
    positions = g.node("Slice", [table, zero, length, zero], "positions.used")
    placed = g.node("Add", [shapes, positions], "shapes.placed")
    states = g.add_and_norm(words, placed, "norm")
    mask = g.node("Cast", ["mask"], "mask.int32", to=TensorProto.INT32)
    for number in range(LAYERS):
        block = f"blocks.{number}"
        name = f"{block}.query_key_value"
        inputs = [states, g.constant(f"{name}.weight", weights[f"{name}.weight"].T)]
        inputs += [g.weight(f"{name}.bias"), mask]
        mixed = g.node("Attention", inputs, f"{block}.attention", _FUSED, num_heads=HEADS)
        mixed = g.linear(mixed, f"{block}.attention_out")
        states = g.add_and_norm(mixed, states, f"{block}.attention_norm")
        fed = g.node("Gelu", [g.linear(states, f"{block}.expand")], f"{block}.gelu", _FUSED)
        states = g.add_and_norm(g.linear(fed, f"{block}.contract"), states, f"{block}.feed_norm")
    g.node("Identity", [g.linear(states, "tags")], "logits")
    return _model(g)


def _model(g: _Graph) -> onnx.ModelProto:
    inputs = [
        helper.make_tensor_value_info(name, TensorProto.INT64, ["batch", "length"])
        for name in ("input_ids", "case_ids", "mask")
    ]
    logits = helper.make_tensor_value_info(
        "logits", TensorProto.FLOAT, ["batch", "length", len(TAGS)]
    )
    graph = helper.make_graph(g.nodes, "recogniser", inputs, [logits], g.constants)
    opsets = [helper.make_opsetid("", 17), helper.make_opsetid(_FUSED, 1)]
    model = helper.make_model(graph, opset_imports=opsets, producer_name="dramatis")
    model.ir_version = 8
    return model


def export(checkpoint: Path, folder: Path, *, facts: dict[str, object]) -> None:
    """Write model.int8.onnx, tokenizer.json and meta.json (with ``facts``) into ``folder``."""
    state = torch.load(checkpoint, map_location="cpu")
    weights = {name: value.float().numpy() for name, value in state.items()}
    folder.mkdir(parents=True, exist_ok=True)
    target = folder / "model.int8.onnx"
    with tempfile.TemporaryDirectory() as scratch:
        full = Path(scratch) / "model.onnx"
        onnx.save(build_graph(weights), full)
        quantize_dynamic(
            full,
            target,
            weight_type=QuantType.QInt8,
            per_channel=True,
            reduce_range=True,
            extra_options={"DefaultTensorType": TensorProto.FLOAT},
        )
    if (folder / "tokenizer.json").resolve() != (SHIPPED / "tokenizer.json").resolve():
        shutil.copyfile(SHIPPED / "tokenizer.json", folder / "tokenizer.json")
    digest = hashlib.sha256(target.read_bytes()).hexdigest()
    meta = {"labels": list(LABELS), "sha256": digest, **facts}
    (folder / "meta.json").write_text(json.dumps(meta, indent=2) + "\n", encoding="utf-8")


def main() -> None:
    """Command line."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n", maxsplit=1)[0])
    parser.add_argument("checkpoint", type=Path)
    parser.add_argument("folder", type=Path)
    options = parser.parse_args()
    export(options.checkpoint, options.folder, facts={"checkpoint": options.checkpoint.name})


if __name__ == "__main__":
    main()
