"""A deterministic host for proxy-wasm filters: the clock, the network, the crypto and all chance are the test's own."""

from .exchange import Exchange
from .vm import Call, Clock, Filter, Plugin, Refused, Vm

__all__ = ["Call", "Clock", "Exchange", "Filter", "Plugin", "Refused", "Vm"]
