//! What was decided, counted where the proxy's other statistics are. There are as many names as codes, whatever strangers send.

use std::collections::HashMap;

use proxy_wasm::hostcalls::{define_metric, increment_metric};
use proxy_wasm::types::MetricType;

/// Counters, each made when it first counts.
#[derive(Debug, Default)]
pub(crate) struct Statistics(HashMap<(Kind, &'static str), u32>);

/// What is counted.
#[derive(Clone, Copy, Debug, Eq, Hash, PartialEq)]
pub(crate) enum Kind {
    /// Decisions that were enforced, by their code or `allow`.
    Decisions,
    /// Decisions that were only logged.
    ShadowDecisions,
    /// Answers to requests for keys: `replaced`, or the code of the problem.
    KeyFetches,
}

impl Kind {
    const fn as_str(self) -> &'static str {
        match self {
            Self::Decisions => "decisions_total",
            Self::ShadowDecisions => "shadow_decisions_total",
            Self::KeyFetches => "key_fetches_total",
        }
    }
}

impl Statistics {
    /// Counts one.
    pub(crate) fn count(&mut self, kind: Kind, label: &'static str) {
        let counter = self.0.get(&(kind, label)).copied().or_else(|| {
            let counter = define_metric(MetricType::Counter, &format!("claimgate.{}.{label}", kind.as_str())).ok()?;
            self.0.insert((kind, label), counter);
            Some(counter)
        });
        // A host that cannot count decides all the same.
        let _uncounted = counter.map(|counter| increment_metric(counter, 1));
    }
}
