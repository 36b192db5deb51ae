"""Where things are."""

from pathlib import Path

ROOT = Path(__file__).resolve().parents[3]
HERE = ROOT / "tests/envoy"
KEYS = ROOT / "tests/kit/keys"
VECTORS = ROOT / "tests/vectors"
FILTER = ROOT / "envoy/dist/claimgate.wasm"
