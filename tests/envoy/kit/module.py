"""The filter as it is shipped, with one number changed: how much memory it may have."""

from proxy_wasm.protobuf import encode_varint, varint

from .paths import FILTER

# The number of a module's section (WebAssembly 2.0, section 5.5.2), and of a limit with a maximum (5.3.7).
MEMORY, WITH_MAXIMUM = 5, b"\x01"


def with_little_memory(path, pages):
    """Writes the module that may take so many pages of 64 KiB beyond those that it starts with."""
    data = FILTER.read_bytes()
    written, position = [data[:8]], 8
    while position < len(data):
        number = data[position]
        size, start = varint(data, position + 1)
        position = start + size
        content = data[start:position]
        if number == MEMORY:
            assert content[:2] == b"\x01\x00", "one memory without a maximum"
            least, _ = varint(content, 2)
            content = b"\x01" + WITH_MAXIMUM + encode_varint(least) + encode_varint(least + pages)
        written += [bytes([number]), encode_varint(len(content)), content]
    path.write_bytes(b"".join(written))
