"""The shared decisions in Envoy: of each file and each code a few. The real clock goes on, so times are moved, and tokens signed anew."""

import json
import time
from collections import Counter

from kit import envoy, vectors
from kit.client import request
from kit.contract import told_of
from kit.real import Proxy

FEW = 2


class Vectors(Proxy):
    @classmethod
    def listeners(cls):
        seen, cls.questions, names = Counter(), [], {}
        for name, policy, now, case in vectors.decisions():
            kind = (name.split(" / ")[0], case["expect"].get("code"))
            seen[kind] += 1
            if seen[kind] <= FEW:
                listener = names.setdefault(json.dumps(policy), f"policy-{len(names)}")
                cls.questions.append((name, listener, now, case))
        return [envoy.listener(name, [envoy.wasm({"policy": json.loads(policy)})]) for policy, name in names.items()]

    def test_envoy_answers_as_the_vectors_say(self):
        listeners = json.loads(self.envoy.admin("/listeners?format=json"))["listener_statuses"]
        ports = {it["name"]: it["local_address"]["socket_address"]["port_value"] for it in listeners}
        for name, listener, now, case in self.questions:
            with self.subTest(name):
                token = vectors.at_another_time(case["token"], int(time.time()) - now)
                answer = request(ports[listener], "/v1/anything", token)
                status = {"allow": 200, "reject": 401, "deny": 403}[case["expect"]["decision"]]
                self.assertEqual((answer.status, answer.code), (status, told_of(status, case["expect"].get("code"))))
