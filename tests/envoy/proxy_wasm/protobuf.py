"""As much of the protobuf wire format as Envoy's foreign functions need: numbers and byte strings."""


def decode(data):
    """The last value of each field, by its number."""
    fields, position = {}, 0
    while position < len(data):
        key, position = varint(data, position)
        if key & 7 == 0:
            fields[key >> 3], position = varint(data, position)
        elif key & 7 == 2:
            size, position = varint(data, position)
            if position + size > len(data):
                raise ValueError("a field is cut off")
            fields[key >> 3] = data[position : position + size]
            position += size
        else:
            raise ValueError(f"wire type {key & 7} is not used here")
    return fields


def encode(fields):
    """Fields by number; numbers and byte strings. Defaults are left out, as protobuf does."""
    parts = []
    for number, value in fields.items():
        if isinstance(value, bytes):
            if value:
                parts += [encode_varint(number << 3 | 2), encode_varint(len(value)), value]
        elif value:
            parts += [encode_varint(number << 3), encode_varint(value)]
    return b"".join(parts)


def varint(data, position):
    """A number in LEB128, and where it ends."""
    value = shift = 0
    while True:
        if position >= len(data) or shift > 63:
            raise ValueError("a number is cut off")
        byte = data[position]
        value |= (byte & 0x7F) << shift
        position, shift = position + 1, shift + 7
        if byte < 0x80:
            return value, position


def encode_varint(value):
    out = bytearray()
    while value >= 0x80:
        out.append(value & 0x7F | 0x80)
        value >>= 7
    out.append(value)
    return bytes(out)
