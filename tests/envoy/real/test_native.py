"""The same tokens to Envoy's own `jwt_authn` and to the filter: where they answer otherwise, and that it is nowhere else."""

import json
import time

from kit import envoy, tokens
from kit.policies import PLANS, deploy
from kit.real import Proxy

KEYS = {"keys": [tokens.jwk("github"), {**tokens.jwk("github-next"), "use": "enc"}, tokens.jwk("p256")]}
POLICY = {**deploy(), "issuers": [{"issuer": tokens.GITHUB, "jwks": KEYS, "algorithms": ["RS256", "ES256"]}]}


def header(**changes):
    usual = {"typ": "JWT", "alg": "RS256", "kid": tokens.kid("github"), **changes}
    return {name: value for name, value in usual.items() if value is not None}


def claims():
    """A usual token's."""
    return json.loads(tokens.decode(tokens.token(int(time.time())).split(".")[1]))


def with_member(member):
    return tokens.sign_bytes("github", header(), json.dumps(claims())[:-1].encode() + b"," + member + b"}")


def stray_bits(text):
    """The same signature, but for bits that its last character has to spare."""
    alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"
    return text[:-1] + alphabet[alphabet.index(text[-1]) | 1]


def wide(text):
    """The two numbers of an ECDSA signature with a needless zero before each."""
    head, _, signature = text.rpartition(".")
    signature = tokens.decode(signature)
    return f"{head}.{tokens.encode(bytes(1) + signature[:32] + bytes(1) + signature[32:])}"


class Native(Proxy):
    @classmethod
    def listeners(cls):
        return [
            envoy.listener("native", [envoy.jwt_authn(tokens.GITHUB, tokens.AUDIENCE, KEYS)]),
            envoy.listener("main", [envoy.wasm({"policy": POLICY})]),
        ]

    def both(self, name, *arguments, native, code=None):
        with self.subTest(name):
            status, answer = self.ask(*arguments, listener="native").status, self.ask(*arguments)
            self.assertEqual((status, answer.status == 200, answer.code), (native, code is None, code))

    def test_tokens_that_only_jwt_authn_lets_in(self):
        good, es256, now = self.good(), self.good(name="p256"), int(time.time())
        dev = {"sub": "repo:my-org/my-repo:ref:refs/heads/dev", "ref": "refs/heads/dev"}

        def of(**changes):
            return tokens.sign("github", header(**changes), claims())

        for name, token, code in [
            ("`crit` that nobody knows", of(crit=["exp"]), "header_extension_refused"),
            ("`b64` is false", of(b64=False), "header_extension_refused"),
            ("`enc` in a token that is signed", of(enc="A128GCM"), "header_extension_refused"),
            ("an access token", of(typ="at+jwt"), "type_mismatch"),
            ("a proof of possession", of(typ="dpop+jwt"), "type_mismatch"),
            ("padding", ".".join(part + "=" * (-len(part) % 4) for part in good.split(".")), "base64_malformed"),
            ("bits to spare", stray_bits(good), "base64_malformed"),
            ("a dot behind it", f"{good}.", "token_malformed"),
            ("a signature with wide numbers", wide(es256), "signature_invalid"),
            ("a key for encryption", self.good(name="github-next"), "key_not_found"),
            ("no end", self.good(exp=None), "claim_missing"),
            ("made in the future", self.good(iat=now + 3600), "token_issued_in_future"),
            ("an audience with a slash", self.good(aud=f"{tokens.AUDIENCE}/"), "audience_mismatch"),
            ("an audience without a scheme", self.good(aud=tokens.AUDIENCE.removeprefix("https://")), "audience_mismatch"),
            ("an audience of http", self.good(aud=tokens.AUDIENCE.replace("https", "http")), "audience_mismatch"),
            ("20 000 bytes", self.good(more="a" * 14_000), "token_too_long"),
            ("no subject", self.good(sub=None), "access_denied"),
            ("another branch", self.good(**dev), "access_denied"),
            ("another repository", self.good(sub="repo:evil/evil:ref:refs/heads/main", repository="evil/evil"), "access_denied"),
            ("a pull request's own code with rights", self.good(event_name="pull_request_target"), "access_denied"),
            ("claims that contradict each other", self.good(repository="evil/evil"), "access_denied"),
        ]:
            self.both(name, PLANS, token, native=200, code=code)
        self.both("in the query", f"{PLANS}?access_token={good}", native=200, code="authorization_missing")

    def test_tokens_that_only_the_filter_lets_in(self):
        # The owner in GitHub's default audience has no case.
        self.both("an owner in other letters", PLANS, self.good(aud="https://github.com/My-Org"), native=403)
        self.both("the scheme in small letters", PLANS, None, [("authorization", f"bearer {self.good()}")], native=401)

    def test_tokens_about_which_both_agree(self):
        good, none, now = self.good(), tokens.encode(b'{"alg":"none"}'), int(time.time())
        for name, token in [
            ("a usual one", good),
            ("of ES256", self.good(name="p256")),
            ("no `kid`", tokens.sign("github", header(kid=None), claims())),
            ("no `typ`", tokens.sign("github", header(typ=None), claims())),
            ("two audiences", self.good(aud=["a", tokens.AUDIENCE])),
            ("over for less than a minute", self.good(exp=now - 50)),
        ]:
            self.both(name, PLANS, token, native=200)
        for name, token, status, code in [
            ("`none`", f"{none}.{good.split('.')[1]}.", 401, "algorithm_unsupported"),
            ("no signature", f"{good.rpartition('.')[0]}.", 401, "signature_missing"),
            ("a false signature", good[:-8] + "AAAAAAAA", 401, "signature_invalid"),
            ("over for more than a minute", self.good(exp=now - 70), 401, "token_expired"),
            ("not yet", self.good(nbf=now + 90), 401, "token_not_yet_valid"),
            ("an end in words", self.good(exp="soon"), 401, "claim_malformed"),
            ("a member twice", with_member(b'"sub":"repo:evil/evil:ref:refs/heads/main"'), 401, "duplicate_member"),
            ("another issuer", self.good(iss=f"{tokens.GITHUB}/"), 401, "issuer_mismatch"),
            ("another audience", self.good(aud="https://github.com/evil"), 403, "audience_mismatch"),
            ("an unknown key", self.good(name="stranger"), 401, "key_not_found"),
        ]:
            self.both(name, PLANS, token, native=status, code=code)
