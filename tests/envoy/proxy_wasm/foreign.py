"""Envoy's foreign functions, by name. Each takes bytes and answers with a status and bytes."""

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa

from . import protobuf
from .abi import Status

HASHES = {b"sha1": hashes.SHA1, b"sha224": hashes.SHA224, b"sha256": hashes.SHA256, b"sha384": hashes.SHA384, b"sha512": hashes.SHA512}


def verify_signature(arguments):
    """Envoy's own: RSASSA-PKCS1-v1_5 or ECDSA, by the type of the key."""
    try:
        fields = protobuf.decode(arguments)
        key = serialization.load_der_public_key(fields.get(2, b""))
    except ValueError:
        return Status.BAD_ARGUMENT, b""
    hash_function = HASHES.get(fields.get(1, b"").lower())
    if hash_function is None:
        return Status.OK, protobuf.encode({1: 0, 2: b"unknown hash function"})
    signature, text = fields.get(3, b""), fields.get(4, b"")
    try:
        if isinstance(key, rsa.RSAPublicKey):
            key.verify(signature, text, padding.PKCS1v15(), hash_function())
        elif isinstance(key, ec.EllipticCurvePublicKey):
            key.verify(signature, text, ec.ECDSA(hash_function()))
        else:
            return Status.OK, protobuf.encode({1: 0, 2: b"a key of this type cannot verify"})
    except InvalidSignature:
        return Status.OK, protobuf.encode({1: 0, 2: b"signature mismatch"})
    return Status.OK, protobuf.encode({1: 1})


# What hosts may have in its place: such a host's filter must decide all the same.
VERIFIERS = {
    "present": verify_signature,
    "absent": None,
    "failing": lambda arguments: (Status.INTERNAL_FAILURE, b""),
    "refusing arguments": lambda arguments: (Status.BAD_ARGUMENT, b""),
    "answering garbage": lambda arguments: (Status.OK, b"\xff\xff\xff"),
}

# In protobuf nothing at all is an answer, too: no.
VERIFIERS["saying no"] = lambda arguments: (Status.OK, b"")
