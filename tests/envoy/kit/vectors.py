"""The shared vectors (`tests/vectors`), as questions to a proxy."""

import copy
import json

from . import tokens
from .paths import VECTORS

PLATFORMS = {"github-actions": tokens.GITHUB, "gitlab-ci": "https://gitlab.com"}


def load(name):
    return json.loads((VECTORS / f"{name}.json").read_text())


def cases(prefix):
    """All cases of the files with that prefix: the file's name, what is common to its cases, and the case."""
    for path in sorted(VECTORS.glob(f"{prefix}*.json")):
        content = load(path.stem)
        for case in content["cases"]:
            yield path.stem, content, case


def decisions():
    """The cases of `decisions-*.json` that name no e-mail address: a request has none. Each with its whole policy and the time."""
    for file, content, case in cases("decisions-"):
        if "email" not in case:
            yield f"{file} / {case['name']}", policy_of(content, case["policy"]), case.get("now", content["now"]), case


def policy_of(content, name):
    """A policy with its keys in it, and a role for every identity: without one nobody may do anything."""
    policy = copy.deepcopy(content["policies"][name])
    trusted = {identity.get("issuer", PLATFORMS.get(identity["platform"])) for identity in policy["identities"]}
    policy["issuers"] = [{"issuer": issuer, "jwks": keys} for issuer, keys in content["keySets"].items() if issuer in trusted]
    for identity in policy["identities"]:
        identity["roles"] = ["everything"]
    policy["roles"] = {"everything": [{"methods": ["GET"], "path": "/**"}]}
    return policy


def at_another_time(token, seconds):
    """A token whose times are so many seconds later, signed anew; the same token if none of our keys signed it."""
    name = tokens.signer_of(token)
    if name is None:
        return token
    header, claims = (json.loads(tokens.decode(part)) for part in token.split(".")[:2])
    for claim in ("exp", "nbf", "iat"):
        if isinstance(claims.get(claim), (int, float)) and not isinstance(claims[claim], bool):
            claims[claim] += seconds
    return tokens.sign(name, header, claims)
