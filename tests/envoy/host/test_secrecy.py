"""What the filter writes and answers: the token stands nowhere, and the policy not on the wire."""

import json
import unittest

from host.filter import ask, document, vm
from kit import vectors


class Secrecy(unittest.TestCase):
    def test_no_part_of_a_token_is_logged_or_handed_on_and_no_policy_answered(self):
        machines = {}
        for name, policy, now, case in vectors.decisions():
            with self.subTest(name):
                machine = machines.setdefault(now, vm(now))
                plugin = machine.plugin(document(policy))
                exchange = ask(plugin, case["token"])
                plugin.retire()
                signature = case["token"].rpartition(".")[2]
                claims = case["token"].split(".")[1]
                for part in (signature[:30], signature[-30:], claims[:60], claims[-60:]):
                    self.assertNotIn(part, "\n".join(machine.logged()))
                    self.assertNotIn(part, str(exchange.kept))
                    self.assertNotIn(part, str([pair for pair in exchange.headers if pair[0] != b"authorization"]))
                if exchange.state == "answered":
                    problem = json.loads(exchange.local[2])
                    self.assertEqual(set(problem), {"type", "title", "status", "code", "detail"})
                    told = str(exchange.local)
                    for identity in policy["identities"]:
                        self.assertNotIn(identity["email"], told)
                machine.log.clear()
