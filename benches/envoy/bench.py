"""Envoy without a filter, with its own `jwt_authn`, and with ours, in turns; prints Markdown. usage: bench.py [SECONDS] [ROUNDS]"""

import json
import random
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2] / "tests/envoy"))

from kit import envoy, tokens  # noqa: E402

KEYS = {"RS256": "github", "ES256": "p256"}
# More than any cache here holds, so that none of them helps; and so few that every cache holds them.
DISTINCT, REPEATED = 8_000, 50
CONNECTIONS = 32
DEFAULTS = ("4", "5")
WARM_UP = 1
PATH = "/v1/projects/p1/plans"


def policy(identities):
    """One identity matches; the others are of other repositories."""

    def identity(number):
        return {
            "name": f"Deploy {number}",
            "email": f"deploy-{number}@workload.bytebase.com",
            "platform": "github-actions",
            "owner": "my-org",
            "repository": "my-repo" if number == identities // 2 else f"repo-{number}",
            "branch": "main",
            "roles": ["deployer"],
        }

    return {
        "identities": [identity(number) for number in range(identities)],
        "issuers": [{"issuer": tokens.GITHUB, "jwks": tokens.key_set(*KEYS.values()), "algorithms": list(KEYS)}],
        "roles": {"deployer": [{"methods": ["GET", "POST"], "path": "/v1/projects/*/plans/**"}]},
    }


def jwt_authn(cached):
    cache = {"jwt_cache_config": {"jwt_cache_size": 1000}} if cached else {}
    return envoy.jwt_authn(tokens.GITHUB, tokens.AUDIENCE, tokens.key_set(*KEYS.values()), **cache)


SYSTEMS = {
    "no filter": [],
    "`jwt_authn`": [jwt_authn(cached=False)],
    "`jwt_authn` with its cache": [jwt_authn(cached=True)],
    "claimgate, 10 identities": [envoy.wasm({"policy": policy(10)})],
    "claimgate, 10 000 identities": [envoy.wasm({"policy": policy(10_000)})],
}


def configuration(filters):
    answer = envoy.route(direct_response={"status": 200, "body": {"inline_string": "ok"}})
    return envoy.bootstrap([envoy.listener("bench", filters, routes=[answer])], [])


def wrk(running, file, seconds):
    """Requests a second, microseconds of the median and the 99th percentile, and microseconds of Envoy's processors for a request."""
    url = f"http://127.0.0.1:{running.port('bench')}{PATH}"
    before = running.processor_seconds()
    script = Path(__file__).with_name("tokens.lua")
    command = ["wrk", "-t1", f"-c{CONNECTIONS}", f"-d{seconds}s", "-s", script, url, "--", file]
    text = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    spent = running.processor_seconds() - before
    rate, wrong, median, last, requests = text.rsplit("RESULT ", 1)[1].split()
    if int(wrong):
        raise SystemExit(f"{wrong} requests were not answered by 200:\n{text}")
    return float(rate), int(median), int(last), spent / int(requests) * 1e6


def measure(binary, folder, seconds, rounds):
    files = {}
    now = int(time.time())
    for algorithm, name in KEYS.items():
        for kind, count in (("distinct", DISTINCT), ("repeated", REPEATED)):
            files[algorithm, kind] = folder / f"{algorithm}-{kind}"
            lines = (tokens.token(now, name, jti=f"{kind}-{number}", exp=now + 7200) + "\n" for number in range(count))
            files[algorithm, kind].write_text("".join(lines))

    results = {}
    for round_number in range(rounds):
        # In another order each time, so that whatever else the machine does hits all alike.
        order = random.Random(round_number).sample(list(SYSTEMS), len(SYSTEMS))
        for system in order:
            began = time.monotonic()
            with envoy.Envoy(binary, configuration(SYSTEMS[system])) as running:
                note = results.setdefault(system, {}).setdefault
                note("start", []).append((time.monotonic() - began) * 1000)
                note("idle", []).append(running.memory() / 1e6)
                # V8 compiles a filter anew while it runs.
                wrk(running, next(iter(files.values())), WARM_UP)
                for question, file in files.items():
                    note(question, []).append(wrk(running, file, seconds))
                note("busy", []).append(running.memory() / 1e6)
    return files, results


def main():
    seconds, rounds = (int(it) for it in [*sys.argv[1:], *DEFAULTS[len(sys.argv) - 1 :]])
    version, binary = list(envoy.versions().items())[-1]
    with tempfile.TemporaryDirectory() as folder:
        files, results = measure(binary, Path(folder), seconds, rounds)
    print(f"Envoy {version}, {rounds} rounds of {seconds} s, medians")
    head = [f"{algorithm}, {kind}" for algorithm, kind in files]

    def table(title, cell):
        print(f"\n| {title} | {' | '.join(head)} |\n|---|{'---|' * len(head)}")
        for system in SYSTEMS:
            print(f"| {system} | {' | '.join(cell(results[system][question], question) for question in files)} |")

    def median(place):
        return lambda runs, _: f"{statistics.median(run[place] for run in runs):,.0f}".replace(",", " ")

    def beside_peer(runs, question):
        """Each round by itself, so that what slows one of them counts little."""
        pairs = zip(runs, results["`jwt_authn`"][question], strict=True)
        return f"{statistics.median(ours[0] / theirs[0] for ours, theirs in pairs):.2f}"

    table("requests a second", median(0))
    table("the same, `jwt_authn` in the same round being 1", beside_peer)
    table("µs of a processor in Envoy", lambda runs, _: f"{statistics.median(run[3] for run in runs):.1f}")
    table("latency in µs, median / 99 %", lambda runs, _: f"{median(1)(runs, _)} / {median(2)(runs, _)}")
    print("\n| | start-up, ms | memory at rest, MB | memory after the load, MB |\n|---|---|---|---|")
    for system in SYSTEMS:
        cells = [f"{statistics.median(results[system][column]):.0f}" for column in ("start", "idle", "busy")]
        print(f"| {system} | {' | '.join(cells)} |")


if __name__ == "__main__":
    main()
