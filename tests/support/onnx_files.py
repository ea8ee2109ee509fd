"""Small ONNX files: a network with one layer, told of a room, that answers a pitch."""

from __future__ import annotations

from collections.abc import Sequence

from onnx import TensorProto, helper


def pitch(weights: Sequence[float], more: float, told: str = "room") -> bytes:
    """weights · (width, height, mounting height) + more."""
    graph = helper.make_graph(
        [helper.make_node("Gemm", [told, "weights", "more"], ["pitch"])],
        "pitch",
        [helper.make_tensor_value_info(told, TensorProto.FLOAT, [1, 3])],
        [helper.make_tensor_value_info("pitch", TensorProto.FLOAT, [1, 1])],
        [
            helper.make_tensor("weights", TensorProto.FLOAT, [3, 1], weights),
            helper.make_tensor("more", TensorProto.FLOAT, [1], [more]),
        ],
    )
    # An older form than the newest: a runtime reads those of its own time and before.
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 17)], ir_version=9)
    content: bytes = model.SerializeToString()
    return content
