"""The filter in the deterministic host, and how its answers are read."""

import functools
import json

from kit.contract import told_of
from kit.paths import FILTER
from proxy_wasm import Clock, Filter, Vm

compiled = functools.cache(lambda: Filter(FILTER))


def vm(now, **rest):
    return Vm(compiled(), Clock(now), **rest)


def configured(policy, now, configuration=None, **rest):
    """The filter with this policy in a machine of its own."""
    return vm(now, **rest).plugin(document(policy, **(configuration or {})))


def document(policy, **fields):
    return json.dumps({"policy": policy, **fields}).encode()


def ask(plugin, token, path="/v1/anything", headers=(), **rest):
    authorization = [("authorization", f"Bearer {token}".encode())]
    return plugin.get(path, [*authorization, *headers], **rest)


def outcome(exchange):
    """`allow`, or the status and the code for the operator; `waiting` as long as it waits."""
    if exchange.state == "answered":
        code = exchange.kept["claimgate.decision"].decode()
        told = json.loads(exchange.local[2])["code"]
        if told != told_of(exchange.status, code):
            raise AssertionError(f"the caller is told {told}, where the decision is {code}")
        return f"{exchange.status} {code}"
    return "allow" if exchange.state == "forwarded" else exchange.state


def expected(expect):
    """What a case of the decisions' vectors expects, in those words."""
    if expect["decision"] == "allow":
        return "allow"
    return f"{401 if expect['decision'] == 'reject' else 403} {expect['code']}"
