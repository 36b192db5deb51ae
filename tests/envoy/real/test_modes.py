"""What the filter does where it does not simply enforce: the shadow mode, routes with settings of their own, and Envoy's own `jwt_authn` before it."""

import json
import tempfile
from pathlib import Path

from kit import envoy, tokens
from kit.contract import IDENTITY_HEADERS
from kit.envoy import wait_for
from kit.policies import PLANS, deploy, with_keys
from kit.real import Proxy

DEPLOY, RELEASE = "deploy@workload.bytebase.com", "release@workload.bytebase.com"
FORGED = [(name, "forged") for name in IDENTITY_HEADERS]
SETTINGS = {"policy": with_keys(deploy(), "github")}


def branch(name):
    return {"sub": f"repo:my-org/my-repo:ref:refs/heads/{name}", "ref": f"refs/heads/{name}"}


class Modes(Proxy):
    # Access logs are written every 10 seconds otherwise.
    arguments = ("--disable-hot-restart", "--file-flush-interval-msec", "50")

    @classmethod
    def listeners(cls):
        folder = tempfile.TemporaryDirectory(prefix="claimgate-access-")
        cls.addClassCleanup(folder.cleanup)
        cls.access = Path(folder.name) / "access.log"
        fields = {
            "status": "%RESPONSE_CODE%",
            "path": "%REQ(:PATH)%",
            "decision": "%FILTER_STATE(wasm.claimgate.decision:PLAIN)%",
            "identity": "%FILTER_STATE(wasm.claimgate.email:PLAIN)%",
        }
        release = deploy(name="Release", email=RELEASE, branch="release")["identities"]
        both = {**deploy(), "identities": [*deploy()["identities"], *release]}
        settings = [
            {"name": "release", "identities": [RELEASE]},
            {"name": "watched", "mode": "shadow", "identities": [RELEASE]},
            {"name": "open", "mode": "off"},
        ]
        routes = [*(envoy.route(f"{PLANS}/{it['name']}", it["name"]) for it in settings), envoy.route("/", "rest")]
        filters = [envoy.wasm({"policy": with_keys(both, "github"), "routes": settings})]
        mutations = [{"remove": name} for name in IDENTITY_HEADERS]
        extension = "envoy.extensions.http.early_header_mutation.header_mutation.v3.HeaderMutation"
        early = {"name": "early", "typed_config": {"@type": f"type.googleapis.com/{extension}", "mutations": mutations}}
        by_identity = {"prefix": "/", "headers": [{"name": "x-workload-identity", "string_match": {"exact": RELEASE}}]}
        chosen = [{**envoy.route(), "name": "release", "match": by_identity}, envoy.route("/", "rest")]
        for it in chosen:
            it["request_headers_to_add"] = [{"header": {"key": "x-route", "value": it["name"]}}]
        # Of all settings of that route those under which forging its header would help most.
        open_release = [envoy.wasm({"policy": with_keys(both, "github"), "routes": [{"name": "release", "mode": "off"}]})]
        native = envoy.jwt_authn(tokens.GITHUB, tokens.AUDIENCE, tokens.key_set("github"), forward=True)
        return [
            envoy.listener("shadow", [envoy.wasm({**SETTINGS, "mode": "shadow"})], access_log=(cls.access, fields)),
            envoy.listener("routes", filters, routes=routes, access_log=(cls.access, fields)),
            envoy.listener("chosen", open_release, routes=chosen, early_header_mutation_extensions=[early]),
            envoy.listener("stacked", [native, envoy.wasm(SETTINGS)]),
        ]

    def counted(self, kind):
        """Every counter of the kind, by the code at its end."""
        return {name.rsplit(".", 1)[1]: value for name, value in self.envoy.stats(f"claimgate.{kind}_total").items()}

    def logged(self, path):
        """The line of the access log about this path."""

        def lines():
            text = self.access.read_text() if self.access.exists() else ""
            # The last may be half written.
            return [it for line in text.split("\n")[:-1] if (it := json.loads(line))["path"] == path]

        (found,) = wait_for(lines)
        return found

    def test_the_shadow_mode_refuses_nobody_and_tells_whom_it_would(self):
        before, enforced = self.counted("shadow_decisions"), self.counted("decisions")
        questions = [
            ("a good token", self.good(), "GET", "allow"),
            ("no token", None, "GET", "authorization_missing"),
            ("no token but a word", "a.b", "GET", "token_malformed"),
            ("an expired one", self.good(exp=1), "GET", "token_expired"),
            ("a stranger's", self.good(name="stranger"), "GET", "key_not_found"),
            ("another branch", self.good(**branch("dev")), "GET", "branch_mismatch"),
            ("another method", self.good(), "DELETE", "request_not_permitted"),
        ]
        for number, (name, token, method, code) in enumerate(questions):
            with self.subTest(name):
                path = f"{PLANS}/shadow-{number}"
                said = self.envoy.log_text().count(f"{code}: ")
                headers = [*FORGED, ("x-http-method-override", "PUT")]
                answer = self.ask(path, token, headers, "shadow", method=method)
                self.assertEqual(answer.status, 200)
                self.assertNotIn("forged", str(answer.seen))
                ours = {it for it in answer.seen if it.startswith("x-workload-")}
                self.assertEqual(ours, set(IDENTITY_HEADERS) - {"x-workload-project"} if code == "allow" else set())
                # Whatever else the upstream got without the filter it gets still.
                self.assertEqual(answer.seen.get("authorization"), token and [f"Bearer {token}"])
                self.assertEqual(answer.seen["x-http-method-override"], ["PUT"])
                identity = DEPLOY if code == "allow" else None
                self.assertEqual(self.logged(path), {"status": 200, "path": path, "decision": code, "identity": identity})
                lines = said + (code != "allow")
                wait_for(lambda code=code, lines=lines: self.envoy.log_text().count(f"{code}: ") == lines)
                self.assertEqual(self.counted("shadow_decisions")[code], before.get(code, 0) + 1)
        self.assertEqual(self.counted("decisions"), enforced)

    def test_routes_have_identities_and_modes_of_their_own(self):
        main, release, dev = self.good(), self.good(**branch("release")), self.good(**branch("dev"))
        for name, route, token, status, told, decision, identity in [
            ("both may use the rest", "rest", main, 200, None, "allow", DEPLOY),
            ("both may use the rest, the other", "rest", release, 200, None, "allow", RELEASE),
            ("who is nobody may not", "rest", dev, 403, "access_denied", "branch_mismatch", None),
            ("one may use the route", "release", release, 200, None, "allow", RELEASE),
            ("the other may not", "release", main, 403, "route_not_permitted", "route_not_permitted", None),
            ("nobody without a token", "release", None, 401, "authorization_missing", "authorization_missing", None),
            ("watched, the one", "watched", release, 200, None, "allow", RELEASE),
            ("watched, the other", "watched", main, 200, None, "route_not_permitted", None),
            ("watched, nobody", "watched", None, 200, None, "authorization_missing", None),
            ("off, the one", "open", release, 200, None, None, None),
            ("off, nobody", "open", None, 200, None, None, None),
        ]:
            with self.subTest(name):
                path = f"{PLANS}/{route}/{name.replace(' ', '-')}"
                answer = self.ask(path, token, FORGED, "routes")
                self.assertEqual((answer.status, answer.code), (status, told))
                if status == 200:
                    self.assertNotIn("forged", str(answer.seen))
                    self.assertEqual(answer.seen.get("x-workload-identity"), identity and [identity])
                    kept = token and route in ("watched", "open")
                    self.assertEqual(answer.seen.get("authorization"), [f"Bearer {token}"] if kept else None)
                else:
                    # Who may is nobody's business.
                    self.assertNotIn(b"@", answer.body)
                    self.assertNotIn(path, [it["target"] for it in self.upstream.requests])
                self.assertEqual(self.logged(path), {"status": status, "path": path, "decision": decision, "identity": identity})

    def test_routes_are_chosen_by_the_identity_that_the_filter_names(self):
        for name, token, route in [("the one", self.good(**branch("release")), "release"), ("another", self.good(), "rest")]:
            with self.subTest(name):
                answer = self.ask(token=token, headers=FORGED, listener="chosen")
                self.assertEqual((answer.status, answer.seen["x-route"]), (200, [route]))
        self.assertEqual(self.ask(headers=[("x-workload-identity", RELEASE)], listener="chosen").code, "authorization_missing")

    def test_behind_jwt_authn_it_adds_what_that_does_not_look_at(self):
        good, dev = self.good(), self.good(**branch("dev"))
        for name, token, method, status, code in [
            ("a good token", good, "GET", 200, None),
            # These two are answered by `jwt_authn`, without a code of ours.
            ("no token", None, "GET", 401, None),
            ("a bad signature", good[:-8] + "AAAAAAAA", "GET", 401, None),
            ("another branch", dev, "GET", 403, "access_denied"),
            ("another method", good, "DELETE", 403, "request_not_permitted"),
        ]:
            with self.subTest(name):
                answer = self.ask(token=token, headers=FORGED, listener="stacked", method=method)
                self.assertEqual((answer.status, answer.code), (status, code))
                if status == 200:
                    self.assertEqual(answer.seen["x-workload-identity"], [DEPLOY])
                    self.assertNotIn("authorization", answer.seen)
                    self.assertNotIn("forged", str(answer.seen))
