//! A policy that loads can be trusted: it grades, its indexes hold, and it loads again. One that does not tells where.
#![no_main]

use claimgate::Policy;
use claimgate_fuzz::is_strict_json;
use libfuzzer_sys::fuzz_target;
use serde_json::Value;

fuzz_target!(|bytes: &[u8]| {
    match Policy::parse(bytes) {
        Ok(policy) => {
            assert!(!policy.identities().is_empty());
            let document: Value = serde_json::from_slice(bytes).unwrap();
            let again = Policy::parse(document.to_string().as_bytes()).expect("the same document, spelt otherwise");
            assert_eq!(format!("{:?}", again.identities()), format!("{:?}", policy.identities()));
            for finding in policy.lint() {
                assert!(document.pointer(finding.pointer()).is_some(), "{}", finding.pointer());
            }
        }
        Err(faults) => {
            assert!(!faults.is_empty() && faults.len() <= 1001);
            // Where a member stands twice serde_json keeps the last, into which no pointer to the first may lead.
            let Some(text) = std::str::from_utf8(bytes).ok().filter(|text| is_strict_json(text)) else { return };
            let document: Value = serde_json::from_str(text).unwrap();
            for fault in &faults {
                assert!(document.pointer(fault.pointer()).is_some(), "{} {}", fault.code(), fault.pointer());
                assert!(!fault.message().is_empty());
            }
        }
    }
});
