"""The filter as it is shipped, with one number changed: how much memory it may have."""

from .paths import FILTER

# The number of a module's section (WebAssembly 2.0, section 5.5.2), and of a limit with a maximum (5.3.7).
MEMORY, WITH_MAXIMUM = 5, b"\x01"


def with_little_memory(path, pages):
    """Writes the module that may take so many pages of 64 KiB beyond those that it starts with."""
    data = FILTER.read_bytes()
    written, position = [data[:8]], 8
    while position < len(data):
        number = data[position]
        size, start = _unsigned(data, position + 1)
        position = start + size
        content = data[start:position]
        if number == MEMORY:
            assert content[:2] == b"\x01\x00", "one memory without a maximum"
            least, _ = _unsigned(content, 2)
            content = b"\x01" + WITH_MAXIMUM + _encoded(least) + _encoded(least + pages)
        written += [bytes([number]), _encoded(len(content)), content]
    path.write_bytes(b"".join(written))


def _unsigned(data, position):
    """A number in LEB128, and where it ends."""
    value = shift = 0
    while True:
        byte = data[position]
        value |= (byte & 0x7F) << shift
        position, shift = position + 1, shift + 7
        if byte < 0x80:
            return value, position


def _encoded(value):
    out = bytearray()
    while value >= 0x80:
        out.append(value & 0x7F | 0x80)
        value >>= 7
    return bytes([*out, value])
