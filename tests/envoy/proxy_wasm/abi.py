"""The numbers and the layout of proxy-wasm ABI 0.2.1."""

import enum
import struct


class Status(enum.IntEnum):
    OK = 0
    NOT_FOUND = 1
    BAD_ARGUMENT = 2
    SERIALIZATION_FAILURE = 3
    EMPTY = 7
    CAS_MISMATCH = 8
    INTERNAL_FAILURE = 10
    UNIMPLEMENTED = 12


class Level(enum.IntEnum):
    TRACE = 0
    DEBUG = 1
    INFO = 2
    WARN = 3
    ERROR = 4
    CRITICAL = 5


class Map(enum.IntEnum):
    REQUEST_HEADERS = 0
    REQUEST_TRAILERS = 1
    RESPONSE_HEADERS = 2
    RESPONSE_TRAILERS = 3
    CALL_RESPONSE_HEADERS = 6
    CALL_RESPONSE_TRAILERS = 7


class Buffer(enum.IntEnum):
    REQUEST_BODY = 0
    RESPONSE_BODY = 1
    CALL_RESPONSE_BODY = 4
    VM_CONFIGURATION = 6
    PLUGIN_CONFIGURATION = 7


class Metric(enum.IntEnum):
    COUNTER = 0
    GAUGE = 1
    HISTOGRAM = 2


CONTINUE = 0
PAUSE = 1
REQUEST_STREAM = 0


def pack_pairs(pairs):
    """Names and values as the ABI passes them: how many, all lengths, then all texts, each with a NUL behind it."""
    sizes = b"".join(struct.pack("<II", len(name), len(value)) for name, value in pairs)
    texts = b"".join(name + b"\0" + value + b"\0" for name, value in pairs)
    return struct.pack("<I", len(pairs)) + sizes + texts


def unpack_pairs(data):
    if not data:
        return []
    (count,) = struct.unpack_from("<I", data)
    position = 4 + 8 * count
    pairs = []
    for index in range(count):
        sizes = struct.unpack_from("<II", data, 4 + 8 * index)
        pair = []
        for size in sizes:
            pair.append(data[position : position + size])
            position += size + 1
        pairs.append(tuple(pair))
    return pairs
