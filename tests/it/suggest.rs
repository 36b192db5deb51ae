//! The narrowest identity for a token: it loads, it admits that token, and it is graded exact or narrow, or says why not.

use claimgate::{FindingCode, Grade, Suggestion, Token, UnixTime, suggest, suggest_for};
use serde_json::{Value, json};

use crate::unsigned::unsigned;

fn cases() -> Vec<Value> {
    let vectors: Value = serde_json::from_str(include_str!("../vectors/suggest.json")).unwrap();
    let complete = |case: &Value| {
        let mut case = case.clone();
        let Some(base) = case["base"].as_str() else { return case };
        let mut claims = vectors["bases"][base].clone();
        let members = claims.as_object_mut().unwrap();
        members.extend(case["claims"].as_object().unwrap().clone());
        members.retain(|_, value| !value.is_null());
        case["claims"] = claims;
        case
    };
    vectors["cases"].as_array().unwrap().iter().map(complete).collect()
}

fn suggested(claims: &Value) -> Result<Suggestion, String> {
    let token = unsigned(&claims.to_string());
    suggest(Token::parse(&token).unwrap().claims()).map_err(|problem| problem.code().to_string())
}

fn identity_of(suggestion: &Suggestion) -> Value {
    let document: Value = serde_json::from_str(suggestion.document()).unwrap();
    document["identities"][0].clone()
}

#[test]
fn the_suggested_identity_is_the_expected_one() {
    for case in cases() {
        let name = &case["name"];
        match (suggested(&case["claims"]), case.get("code")) {
            (Ok(suggestion), None) => {
                let mut identity = identity_of(&suggestion);
                let members = identity.as_object_mut().unwrap();
                assert!(members.remove("name").is_some() && members.remove("email").is_some(), "{name}");
                assert_eq!(identity, case["identity"], "{name}");
                assert_eq!(json!(suggestion.safety().grade()), case["grade"], "{name}");
            }
            (actual, expected) => assert_eq!(actual.err().as_deref(), expected.and_then(Value::as_str), "{name}"),
        }
    }
}

#[test]
fn claims_alone_and_a_token_in_other_text_are_suggested_the_same() {
    for case in cases() {
        let (name, claims) = (&case["name"], case["claims"].to_string());
        let document = |suggested: Result<Suggestion, _>| suggested.map(|it| it.document().to_owned()).ok();
        let expected = document(suggested(&case["claims"]).map_err(drop));
        assert_eq!(document(suggest_for(&claims).map_err(drop)), expected, "{name}");
        assert_eq!(
            document(suggest_for(&format!("Authorization: Bearer {}", unsigned(&claims))).map_err(drop)),
            expected,
            "{name}"
        );
    }
    for text in ["", "***", "hello", "{}", "eyJhbGciOiJub25lIn0.eyJ"] {
        assert!(suggest_for(text).is_err(), "{text}");
    }
}

/// The law: the document loads again, matches the token, and no star stands in it.
#[test]
fn a_suggestion_admits_its_token_and_is_no_wider_than_it_says() {
    for case in cases() {
        let (name, claims) = (&case["name"], &case["claims"]);
        let Ok(suggestion) = suggested(claims) else { continue };
        let policy = claimgate::Policy::parse(suggestion.document().as_bytes()).unwrap();
        let text = unsigned(&claims.to_string());
        let token = Token::parse(&text).unwrap();
        assert!(policy.rehearse(token.claims(), UnixTime::from_secs(0))[0].holds(), "{name}");
        let has_wildcard = |value: &Value| value.as_str().is_some_and(|text| text.replace(r"\*", "").contains('*'));
        let identity = identity_of(&suggestion);
        let mut members = identity.as_object().unwrap().iter().filter(|(member, _)| *member != "name");
        assert!(!members.any(|(_, value)| has_wildcard(value)), "{name}: {identity}");
        let reasons =
            [FindingCode::PullRequestsAdmitted, FindingCode::OutsideCodeAdmitted, FindingCode::AudienceOfAnotherService];
        let safety = suggestion.safety();
        let has_reason = safety.reasons().any(|finding| reasons.contains(&finding.code()));
        let is_narrow = matches!(safety.grade(), Some(Grade::Exact | Grade::Narrow));
        assert!(is_narrow || (safety.grade() == Some(Grade::Dangerous) && has_reason), "{name}: {:?}", safety.grade());
    }
}

/// One step away from the token, the suggestion ends.
#[test]
fn a_suggestion_admits_no_token_of_another_place_or_owner() {
    let changes = [
        json!({ "iss": "https://other.example" }),
        json!({ "aud": "other" }),
        json!({ "repository_id": "9", "project_id": "9" }),
        json!({ "sub": "repo:my-org/other:ref:refs/heads/main", "repository": "my-org/other" }),
        json!({ "sub": "repo:other/my-repo:ref:refs/heads/main", "repository": "other/my-repo", "repository_owner": "other" }),
        json!({ "sub": "repo:my-org/my-repo:ref:refs/heads/main-2", "ref": "refs/heads/main-2", "environment": null }),
        json!({ "sub": "project_path:my-group/my-project:ref_type:branch:ref:main-2", "ref": "main-2" }),
    ];
    for case in cases() {
        let Ok(suggestion) = suggested(&case["claims"]) else { continue };
        for change in &changes {
            let mut claims = case["claims"].clone();
            let members = claims.as_object_mut().unwrap();
            members.extend(change.as_object().unwrap().clone());
            members.retain(|_, value| !value.is_null());
            let is_pinned = change.as_object().unwrap().keys().all(|name| case["claims"].get(name).is_some());
            // A request to merge is not told from another one.
            let is_same_place = case["identity"].get("pullRequest").is_some() && change.get("ref").is_some();
            if claims == case["claims"] || !is_pinned || is_same_place {
                continue;
            }
            let text = unsigned(&claims.to_string());
            let token = Token::parse(&text).unwrap();
            let matches = suggestion.policy().rehearse(token.claims(), UnixTime::from_secs(0));
            assert!(!matches[0].holds(), "{} with {change}", case["name"]);
        }
    }
}
