"""What requests bring, what roles permit, and what is answered: the shared vectors about HTTP."""

import json
import unittest

from host.filter import ask, configured, document, outcome, vm
from kit.policies import NOW, PLANS, deploy, with_keys
from proxy_wasm import Refused
from kit import tokens, vectors
from kit.contract import CLUSTER, fetching


class Http(unittest.TestCase):
    def test_the_bearer_token_is_found_as_the_vectors_say(self):
        plugin = configured(with_keys(deploy(), "github"), NOW)
        for case in vectors.load("authorization")["cases"]:
            with self.subTest(case["name"]):
                values = [("authorization", value.encode()) for value in case["values"]]
                found = outcome(plugin.get(PLANS, values)).split()[-1]
                if "code" in case["expect"]:
                    self.assertEqual(found, case["expect"]["code"])
                else:
                    # There is a token, if not one of ours.
                    self.assertNotIn("authorization", found)

    def test_roles_permit_what_the_vectors_say(self):
        machine = vm(NOW)
        token = tokens.token(NOW)
        for group in vectors.load("permissions")["groups"]:
            policy = with_keys(deploy(email=group.get("email", "deploy@workload.bytebase.com")), "github")
            plugin = machine.plugin(document({**policy, "roles": {"deployer": group["permissions"]}}))
            for question in group["permits"] + group["forbids"]:
                with self.subTest(group["name"], question=question):
                    method, _, target = question.partition(" ")
                    exchange = plugin.get(target.encode(), [("authorization", f"Bearer {token}")], method=method)
                    permitted = question in group["permits"]
                    self.assertRegex(outcome(exchange), "allow" if permitted else "403 request_(not_permitted|outside_project)")

    def test_a_refusal_says_what_the_vectors_say(self):
        ways = {
            "authorization_missing": [],
            "authorization_malformed": [("authorization", "Bearer a b")],
            "token_expired": tokens.token(NOW - 9999),
            "signature_invalid": tokens.token(NOW)[:-8] + "AAAAAAAA",
            "branch_mismatch": tokens.token(NOW, sub="repo:my-org/my-repo:ref:refs/heads/dev", ref="refs/heads/dev"),
            "request_not_permitted": tokens.token(NOW),
            "key_set_missing": tokens.token(NOW),
        }
        for case in vectors.load("refusals")["cases"]:
            way = ways.get(case["code"])
            if way is None:
                continue
            with self.subTest(case["name"]):
                policy = deploy() if case["code"] == "key_set_missing" else with_keys(deploy(), "github")
                realm = {"realm": case["realm"]} if "realm" in case else {}
                remote = fetching(waitingRequests=0) if case["code"] == "key_set_missing" else {}
                plugin = configured(policy, NOW, {**realm, **remote}, clusters=[CLUSTER])
                headers = way if isinstance(way, list) else [("authorization", f"Bearer {way}")]
                path = "/elsewhere" if case["code"] == "request_not_permitted" else PLANS
                status, answered, body = plugin.get(path, headers).local
                self.assertEqual(status, case["expect"]["status"])
                self.assertEqual({name.decode(): value.decode() for name, value in answered.items()}, case["expect"]["headers"])
                self.assertEqual(json.loads(body), case["expect"]["body"])

    def test_a_name_that_no_header_can_hold_is_no_realm(self):
        for realm in vectors.load("refusals")["notRealms"]:
            with self.subTest(repr(realm)), self.assertRaises(Refused):
                configured(with_keys(deploy(), "github"), NOW, {"realm": realm})
