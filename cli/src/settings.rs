//! What a verifier demands of a token, from the command line or from a line of a batch.

use claimgate::{Algorithm, Code, KeySet, OneOrMore, Verifier};
use serde::Deserialize;

use crate::members::{Members, Mistake};

/// What a verifier demands of a token.
#[derive(Debug, Eq, PartialEq)]
pub(crate) struct Settings {
    pub(crate) issuer: Vec<String>,
    pub(crate) audience: Vec<String>,
    /// None means all that are known; an empty list, not one.
    pub(crate) algorithms: Option<Vec<Algorithm>>,
    pub(crate) leeway: Option<u64>,
    pub(crate) max_age: Option<u64>,
}

impl Settings {
    /// Takes them from a line. Names of algorithms that are not known here admit nothing, as if they were not there.
    pub(crate) fn take(members: &mut Members<'_>) -> Result<Self, Mistake> {
        const NAMES: &str = "a string or a list of strings";
        let issuer: Names = members.take_required("issuer", NAMES)?;
        let audience: Names = members.take_required("audience", NAMES)?;
        let algorithms: Option<Names> = members.take_optional("algorithms", NAMES)?;
        let leeway: Option<u64> = members.take_optional("leeway", "whole seconds")?;
        if leeway.is_some_and(|seconds| seconds > Verifier::MAX_LEEWAY) {
            let message = format!("the member `leeway` must be at most {}", Verifier::MAX_LEEWAY);
            return Err(Mistake { code: Code::ValueOutOfRange, message });
        }
        let known = |names: Names| Vec::from(names).iter().filter_map(|name| Algorithm::from_name(name)).collect();
        let algorithms = algorithms.map(known);
        Ok(Self { issuer: issuer.into(), audience: audience.into(), algorithms, leeway, max_age: None })
    }

    pub(crate) fn verifier(&self, keys: KeySet) -> Verifier {
        let names = |names: &[String]| names.iter().cloned().collect::<OneOrMore>();
        let mut builder = Verifier::builder(keys, names(&self.issuer), names(&self.audience));
        if let Some(algorithms) = &self.algorithms {
            builder = builder.algorithms(algorithms.iter().copied());
        }
        if let Some(leeway) = self.leeway {
            builder = builder.leeway(leeway);
        }
        if let Some(max_age) = self.max_age {
            builder = builder.max_age(max_age);
        }
        builder.build()
    }
}

#[derive(Deserialize)]
#[serde(untagged)]
enum Names {
    One(String),
    Several(Vec<String>),
}

impl From<Names> for Vec<String> {
    fn from(names: Names) -> Self {
        match names {
            Names::One(name) => vec![name],
            Names::Several(names) => names,
        }
    }
}
