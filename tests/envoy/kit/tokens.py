"""Tokens signed by the keys of `tests/kit/keys`, and those keys as an issuer publishes them."""

import base64
import functools
import json

from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, padding, rsa
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature, encode_dss_signature

from .paths import KEYS

GITHUB = "https://token.actions.githubusercontent.com"
AUDIENCE = "https://github.com/my-org"
# As `tests/kit/src/keys.rs` has them.
KIDS = {"github": "657dd4ed-c7c1-5c0f-aea9-9113a09c1d93", "github-next": "3535be74-bc4a-5620-8e61-25bc0789c161"}


def encode(data):
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


def decode(text):
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))


@functools.cache
def key(name):
    return serialization.load_der_private_key((KEYS / f"{name}.pk8").read_bytes(), None)


def kid(name):
    return KIDS.get(name, name)


def algorithm(name):
    if isinstance(key(name), rsa.RSAPrivateKey):
        return "RS256"
    return "EdDSA" if isinstance(key(name), ed25519.Ed25519PrivateKey) else f"ES{key(name).key_size}"


def jwk(name):
    public = key(name).public_key()
    common = {"kid": kid(name), "use": "sig", "alg": algorithm(name)}
    if isinstance(public, rsa.RSAPublicKey):
        numbers = public.public_numbers()
        return {**common, "kty": "RSA", "n": _number(numbers.n), "e": _number(numbers.e)}
    if isinstance(public, ed25519.Ed25519PublicKey):
        return {**common, "kty": "OKP", "crv": "Ed25519", "x": encode(public.public_bytes_raw())}
    numbers, size = public.public_numbers(), public.key_size // 8
    return {**common, "kty": "EC", "crv": f"P-{public.key_size}", "x": _number(numbers.x, size), "y": _number(numbers.y, size)}


def key_set(*names):
    return {"keys": [jwk(name) for name in names]}


def sign(name, header, claims):
    """A token in JWS compact form. `header` and `claims` are what is signed, whatever they say."""
    return sign_bytes(name, header, _json(claims))


def sign_bytes(name, header, payload):
    """The same of a payload as it is, which need be no JSON."""
    text = f"{encode(_json(header))}.{encode(payload)}"
    return f"{text}.{encode(_signature(key(name), header['alg'], text.encode()))}"


def token(now, name="github", **changes):
    """A usual token of GitHub's for a push to main; a claim that is `None` is left out."""
    claims = {
        "iss": GITHUB,
        "sub": "repo:my-org/my-repo:ref:refs/heads/main",
        "aud": AUDIENCE,
        "repository": "my-org/my-repo",
        "repository_owner": "my-org",
        "repository_id": "1410796915",
        "repository_owner_id": "84790634",
        "ref": "refs/heads/main",
        "ref_type": "branch",
        "event_name": "push",
        "workflow_ref": "my-org/my-repo/.github/workflows/deploy.yml@refs/heads/main",
        "job_workflow_ref": "my-org/my-repo/.github/workflows/deploy.yml@refs/heads/main",
        "jti": "a71fccd5-a254-47bc-8e4b-d652c9d5233f",
        "iat": now - 10,
        "nbf": now - 310,
        "exp": now + 300,
        **changes,
    }
    header = {"typ": "JWT", "alg": algorithm(name), "kid": kid(name)}
    return sign(name, header, {member: value for member, value in claims.items() if value is not None})


def signer_of(text):
    """The name of the key that made the signature, if it is one of ours and of the usual algorithm, or of PSS."""
    try:
        signed, _, signature = text.rpartition(".")
        header = json.loads(decode(signed.split(".")[0]))
        signature, signed = decode(signature), signed.encode()
    except ValueError:
        return None
    return next((name for name in _names() if _made(name, header, signed, signature)), None)


def _names():
    return sorted(path.stem for path in KEYS.glob("*.pk8") if path.stem != "any-rsa")


def _made(name, header, signed, signature):
    try:
        # RSASSA-PKCS1-v1_5 and EdDSA sign the same twice; what others sign is verified.
        private, alg = key(name), header["alg"]
        if alg[:2] == "RS" or alg in ("EdDSA", "Ed25519"):
            return _signature(private, alg, signed) == signature
        if alg[:2] == "PS" and isinstance(private, rsa.RSAPrivateKey):
            private.public_key().verify(signature, signed, _pss(alg), _hash(alg))
            return True
        if alg[:2] == "ES" and isinstance(private, ec.EllipticCurvePrivateKey):
            half = len(signature) // 2
            pair = (int.from_bytes(signature[:half], "big"), int.from_bytes(signature[half:], "big"))
            private.public_key().verify(encode_dss_signature(*pair), signed, ec.ECDSA(_hash(alg)))
            return True
    except Exception:
        return False
    return False


def _signature(private, alg, text):
    if isinstance(private, ed25519.Ed25519PrivateKey):
        return private.sign(text)
    if isinstance(private, ec.EllipticCurvePrivateKey):
        size = private.key_size // 8
        pair = decode_dss_signature(private.sign(text, ec.ECDSA(_hash(alg))))
        return b"".join(part.to_bytes(size, "big") for part in pair)
    return private.sign(text, _pss(alg) if alg.startswith("PS") else padding.PKCS1v15(), _hash(alg))


def _hash(alg):
    return {"256": hashes.SHA256, "384": hashes.SHA384, "512": hashes.SHA512}[alg[2:]]()


def _pss(alg):
    return padding.PSS(padding.MGF1(_hash(alg)), padding.PSS.DIGEST_LENGTH)


def _number(value, size=None):
    return encode(value.to_bytes(size or (value.bit_length() + 7) // 8, "big"))


def _json(value):
    return json.dumps(value, separators=(",", ":")).encode()
