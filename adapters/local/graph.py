"""Gives a VITS network's two noise sources to the caller, so that the same text always gives the same samples.

The exported network draws noise inside (`RandomNormalLike`, twice), from a state that moves on with every run. Each
such node is replaced, in the bytes of the ONNX file, by nodes that take it from a new network input of one dimension:

    y = Reshape(Slice(input, 0, ReduceProd(Shape(x))), Shape(x))

Written on the protobuf wire format itself (onnx.proto: ModelProto.graph = 7; GraphProto.node = 1, initializer = 5,
input = 11; NodeProto.input = 1, output = 2, name = 3, op_type = 4), because the onnx package is large and only this is
needed.
"""

from collections.abc import Iterator

_GRAPH, _NODE, _INITIALIZER, _GRAPH_INPUT = 7, 1, 5, 11
_FLOAT, _INT64 = 1, 7
_ZERO = "podwright_zero"


def with_noise_inputs(model: bytes) -> tuple[bytes, tuple[str, ...]]:
    """The rewritten model and the names of its noise inputs (float32, one dimension), in the order of the nodes."""
    names: list[str] = []
    out = bytearray()
    for number, wire, value in _fields(memoryview(model)):
        if number == _GRAPH and isinstance(value, memoryview):
            out += _message(_GRAPH, _rewritten_graph(value, names))
        else:
            out += _field(number, wire, value)
    return bytes(out), tuple(names)


def _rewritten_graph(graph: memoryview, names: list[str]) -> bytes:
    out = bytearray()
    for number, wire, value in _fields(graph):
        if number == _NODE and isinstance(value, memoryview):
            strings = _strings(value)
            if strings.get(4) == ["RandomNormalLike"]:
                name = f"noise_{len(names)}"
                names.append(name)
                out += _noise_nodes(name, like=strings[1][0], output=strings[2][0])
                continue
        out += _field(number, wire, value)
    zero = _varint_field(1, 1) + _varint_field(2, _INT64) + _message(8, _ZERO.encode()) + _message(9, bytes(8))
    out += _message(_INITIALIZER, zero)
    for name in names:
        shape = _message(1, _message(2, f"{name}_length".encode()))
        kind = _message(1, _varint_field(1, _FLOAT) + _message(2, shape))
        out += _message(_GRAPH_INPUT, _message(1, name.encode()) + _message(2, kind))
    return bytes(out)


def _noise_nodes(name: str, *, like: str, output: str) -> bytes:
    shape, count, cut = f"{name}_shape", f"{name}_count", f"{name}_cut"
    nodes = (
        ("Shape", (like,), shape),
        ("ReduceProd", (shape,), count),
        ("Slice", (name, _ZERO, count), cut),
        ("Reshape", (cut, shape), output),
    )
    return b"".join(_message(_NODE, _node(operator, inputs, result)) for operator, inputs, result in nodes)


def _node(operator: str, inputs: tuple[str, ...], result: str) -> bytes:
    named = b"".join(_message(1, one.encode()) for one in inputs)
    return (
        named
        + _message(2, result.encode())
        + _message(3, f"podwright/{result}".encode())
        + _message(4, operator.encode())
    )


def _strings(message: memoryview) -> dict[int, list[str]]:
    """Input, output, name and operator of a node."""
    found: dict[int, list[str]] = {}
    for number, _, value in _fields(message):
        if number in (1, 2, 3, 4) and isinstance(value, memoryview):
            found.setdefault(number, []).append(bytes(value).decode())
    return found


def _fields(message: memoryview) -> Iterator[tuple[int, int, int | memoryview]]:
    """(field number, wire type, value) of each field: an int for varints, the bytes for the other wire types."""
    at = 0
    while at < len(message):
        key, at = _read_varint(message, at)
        number, wire = key >> 3, key & 7
        if wire == 0:
            whole, at = _read_varint(message, at)
            yield number, wire, whole
            continue
        if wire == 2:
            length, at = _read_varint(message, at)
        elif wire in (1, 5):
            length = 8 if wire == 1 else 4
        else:
            raise ValueError(f"not an ONNX file: wire type {wire}")
        yield number, wire, message[at : at + length]
        at += length


def _read_varint(message: memoryview, at: int) -> tuple[int, int]:
    value = shift = 0
    while True:
        byte = message[at]
        at += 1
        value |= (byte & 0x7F) << shift
        if byte < 0x80:
            return value, at
        shift += 7


def _varint(value: int) -> bytes:
    out = bytearray()
    while value > 0x7F:
        out.append(value & 0x7F | 0x80)
        value >>= 7
    out.append(value)
    return bytes(out)


def _varint_field(number: int, value: int) -> bytes:
    return _varint(number << 3) + _varint(value)


def _message(number: int, data: bytes) -> bytes:
    return _varint(number << 3 | 2) + _varint(len(data)) + data


def _field(number: int, wire: int, value: int | memoryview) -> bytes:
    if isinstance(value, int):
        return _varint_field(number, value)
    length = _varint(len(value)) if wire == 2 else b""
    return _varint(number << 3 | wire) + length + bytes(value)
