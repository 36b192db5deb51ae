"""The shared verdicts about tokens, as far as a policy can put the question."""

import re
import unittest

from host.filter import ask, configured, outcome
from kit import vectors
from proxy_wasm import Refused

ALGORITHMS = ["RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "EdDSA"]
# A proxy counts nanoseconds in 64 bits: in the year 2554 its clock stops.
END_OF_CLOCK = 2**64 // 10**9
TOKEN68 = re.compile(r"[A-Za-z0-9._~+/-]+=*")


class Verification(unittest.TestCase):
    def test_whatever_cannot_be_verified_is_rejected_for_its_own_reason(self):
        refused = 0
        for file, content, case in vectors.cases("verification-"):
            setting = {name: case.get(name, content.get(name)) for name in ("now", "issuer", "audience", "algorithms", "leeway", "jwks")}
            if setting["now"] > END_OF_CLOCK:
                continue
            if isinstance(setting["jwks"], str):
                setting["jwks"] = content["keySets"][setting["jwks"]]
            try:
                plugin = configured(policy(setting), setting["now"])
            except Refused:
                # No policy says "no audience" or "no algorithm", and none has a key set that is none.
                refused += 1
                continue
            with self.subTest(f"{file} / {case['name']}"):
                self.assertRegex(outcome(ask(plugin, case["token"])), expected(case))
        self.assertLess(refused, 20)


def expected(case):
    token = case["token"]
    if len("Bearer " + token) > 16 * 1024:
        return "^401 token_too_long$"
    if case["expect"]["verdict"] == "accept":
        # It is genuine; whether the identity wants it is another question.
        return r"^(allow|403 \w+)$"
    if token.startswith(" "):
        # A space more behind the scheme says nothing, and what remains is another token.
        return r"^401 \w+$"
    # What is no token68 does not get as far as the verifier.
    return f"^401 {case['expect']['code']}$" if TOKEN68.fullmatch(token) else "^400 authorization_malformed$"


def policy(setting):
    many = lambda value: value if isinstance(value, list) else [value]
    platforms = {issuer: platform for platform, issuer in vectors.PLATFORMS.items()}
    identities, issuers = [], []
    for number, issuer in enumerate(many(setting["issuer"])):
        identities.append(
            {
                "name": issuer,
                "email": f"number-{number}@workload.bytebase.com",
                "platform": platforms.get(issuer, "oidc"),
                "audiences": many(setting["audience"]),
                "roles": ["everything"],
                **({} if issuer in platforms else {"issuer": issuer, "subject": "nobody:*"}),
                **({"owner": "nobody", "repository": "nothing", "branch": "main"} if issuer in platforms else {}),
            }
        )
        algorithms = ALGORITHMS if setting["algorithms"] is None else setting["algorithms"]
        issuers.append({"issuer": issuer, "jwks": setting["jwks"], "algorithms": algorithms})
    return {
        "identities": identities,
        "issuers": issuers,
        "roles": {"everything": [{"methods": ["GET"], "path": "/**"}]},
        **({} if setting["leeway"] is None else {"leeway": setting["leeway"]}),
    }
