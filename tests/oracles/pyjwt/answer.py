"""Answers questions like those of `claimgate verify --batch` with PyJWT: a line of JSON in, a line out."""

import json
import sys
import warnings

import jwt
import jwt.api_jwt

ALGORITHMS = ["RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "EdDSA"]


class LocalKeys(jwt.PyJWKClient):
    """Chooses among the keys of a set as the library does, without fetching it."""

    def __init__(self, jwks):
        super().__init__("https://issuer.invalid/jwks", cache_jwk_set=False)
        self.jwks = jwks

    def fetch_data(self):
        return self.jwks


class Clock:
    """Stands for `datetime` in the library, which cannot be told the time."""

    seconds = 0

    @classmethod
    def now(cls, tz):
        return cls()

    def timestamp(self):
        return Clock.seconds


def answer(question):
    Clock.seconds = question["now"]
    try:
        key = LocalKeys(question["jwks"]).get_signing_key_from_jwt(question["token"])
        jwt.decode(
            question["token"],
            key,
            algorithms=question.get("algorithms", ALGORITHMS),
            issuer=question["issuer"],
            audience=question["audience"],
            leeway=question.get("leeway", 60),
            options={"require": ["exp", "iss", "aud"]},
        )
        return {"verdict": "accept"}
    except Exception as error:  # whatever the library does with a bad token is a refusal
        return {"verdict": "reject", "why": type(error).__name__}


warnings.simplefilter("ignore")
jwt.api_jwt.datetime = Clock
for line in sys.stdin:
    print(json.dumps(answer(json.loads(line))))
