//! Bytebase's workload identities as a policy and back: nothing is widened, and what is lost is told.

use std::collections::BTreeSet;

use claimgate::{
    Conversion, Difference, Policy, Problem, Reach, SubjectStyle, Token, UnixTime, export_bytebase, import_bytebase,
};
use serde_json::{Value, json};

use crate::unsigned::unsigned;

fn vectors() -> Value {
    serde_json::from_str(include_str!("../vectors/bytebase.json")).unwrap()
}

fn strings(list: &Value) -> Vec<&str> {
    list.as_array().unwrap().iter().map(|it| it.as_str().unwrap()).collect()
}

fn import(document: &Value, style: SubjectStyle) -> Conversion {
    import_bytebase(document.to_string().as_bytes(), style).unwrap()
}

fn with_pattern(pattern: &str) -> Value {
    json!({
        "email": "ci@workload.bytebase.com",
        "title": "CI",
        "workloadIdentityConfig": {
            "providerType": "GITHUB",
            "issuerUrl": "https://token.actions.githubusercontent.com",
            "allowedAudiences": ["bytebase"],
            "subjectPattern": pattern,
        },
    })
}

fn in_short(problem: &Problem) -> String {
    format!("{} {}", problem.code(), problem.pointer()).trim_end().to_owned()
}

/// Bytebase's rule as of September 2026, byte for byte.
fn bytebase_admits(pattern: &str, subject: &str) -> bool {
    let Some(stem) = pattern.strip_suffix('*') else { return !pattern.trim().is_empty() && subject == pattern };
    let is_too_broad =
        !stem.contains('/') && ["repo:", "project_path:"].iter().any(|key| stem.starts_with(key) || key.starts_with(stem));
    !is_too_broad && subject.starts_with(stem)
}

fn policy_admits(policy: &Policy, claims: &Value) -> bool {
    let mut claims = claims.clone();
    claims["iss"] = "https://token.actions.githubusercontent.com".into();
    claims["aud"] = "bytebase".into();
    let token = unsigned(&claims.to_string());
    policy.rehearse(Token::parse(&token).unwrap().claims(), UnixTime::from_secs(0))[0].holds()
}

/// The names of the subjects that are admitted.
fn admitted(vectors: &Value, admits: impl Fn(&Value) -> bool) -> BTreeSet<String> {
    let subjects = vectors["subjects"].as_object().unwrap();
    subjects.iter().filter(|(_, claims)| admits(claims)).map(|(name, _)| name.clone()).collect()
}

#[test]
fn the_table_of_patterns_is_bytebases_own() {
    let vectors = vectors();
    for row in vectors["patterns"].as_array().unwrap() {
        let pattern = row["pattern"].as_str().unwrap();
        let expected: BTreeSet<_> = strings(&row["admits"]).into_iter().map(str::to_owned).collect();
        let actual = admitted(&vectors, |claims| bytebase_admits(pattern, claims["sub"].as_str().unwrap()));
        assert_eq!(actual, expected, "{pattern}");
    }
}

#[test]
fn a_raw_import_admits_the_same_subjects_or_says_why_it_cannot() {
    let vectors = vectors();
    for row in vectors["patterns"].as_array().unwrap() {
        let pattern = row["pattern"].as_str().unwrap();
        let conversion = import(&with_pattern(pattern), SubjectStyle::Raw);
        let code = conversion.problems().first().map(Problem::code);
        assert_eq!(json!(code), row["code"], "{pattern}");
        let Some(document) = conversion.document() else { continue };
        let policy = Policy::parse(document.as_bytes()).unwrap();
        let expected = admitted(&vectors, |claims| bytebase_admits(pattern, claims["sub"].as_str().unwrap()));
        assert_eq!(admitted(&vectors, |claims| policy_admits(&policy, claims)), expected, "{pattern}");
        assert_eq!(conversion.converted()[0].subjects(), Reach::Equal, "{pattern}");
        assert_eq!(conversion.converted()[0].differences(), [Difference::EventsGuarded], "{pattern}");
    }
}

#[test]
fn a_structured_import_admits_all_the_same_and_more_only_where_it_says_so() {
    let vectors = vectors();
    let mut structured = 0;
    for row in vectors["patterns"].as_array().unwrap() {
        let pattern = row["pattern"].as_str().unwrap();
        let conversion = import(&with_pattern(pattern), SubjectStyle::Structured);
        let Some(document) = conversion.document() else {
            assert!(!row["code"].is_null(), "{pattern}: {:?}", conversion.problems());
            continue;
        };
        let policy = Policy::parse(document.as_bytes()).unwrap();
        let theirs = admitted(&vectors, |claims| bytebase_admits(pattern, claims["sub"].as_str().unwrap()));
        let ours = admitted(&vectors, |claims| policy_admits(&policy, claims));
        let converted = &conversion.converted()[0];
        let may_add = |name: &str| match name {
            "another case" | "branch main" => converted.differences().contains(&Difference::CaseIgnored),
            "ids in the subject" => converted.differences().contains(&Difference::IdFormAdmitted),
            _ => false,
        };
        assert!(theirs.is_subset(&ours), "{pattern}: {theirs:?} {ours:?}");
        assert!(ours.difference(&theirs).all(|name| may_add(name)), "{pattern}: {theirs:?} {ours:?}");
        assert_eq!(converted.subjects() == Reach::Equal, document.contains("\"subject\""), "{pattern}");
        structured += usize::from(!document.contains("\"subject\""));
    }
    assert!(structured >= 9, "{structured}");
}

#[test]
fn documents_are_imported_or_each_reason_is_told_with_its_place() {
    for case in vectors()["documents"].as_array().unwrap() {
        let (name, conversion) = (&case["name"], import(&case["document"], SubjectStyle::Raw));
        let imported: Vec<_> = conversion.converted().iter().map(claimgate::Converted::email).collect();
        assert_eq!(imported, strings(&case["imported"]), "{name}");
        let problems: Vec<_> = conversion.problems().iter().map(in_short).collect();
        assert_eq!(problems, strings(&case["problems"]), "{name}");
        assert!(conversion.problems().iter().all(|problem| problem.source().as_str() == "bytebase"), "{name}");
        match conversion.document() {
            Some(document) => {
                assert_eq!(Policy::parse(document.as_bytes()).unwrap().identities().len(), imported.len(), "{name}")
            }
            None => assert!(imported.is_empty(), "{name}"),
        }
    }
}

/// What was imported goes back as it came.
#[test]
fn an_export_gives_back_what_was_imported() {
    for case in vectors()["documents"].as_array().unwrap() {
        let (name, conversion) = (&case["name"], import(&case["document"], SubjectStyle::Raw));
        let Some(document) = conversion.document() else { continue };
        let exported = export_bytebase(&Policy::parse(document.as_bytes()).unwrap());
        assert_eq!(exported.problems(), [], "{name}");
        let again = import_bytebase(exported.document().unwrap().as_bytes(), SubjectStyle::Raw).unwrap();
        assert_eq!(again.document(), Some(document), "{name}");
        assert_eq!(again.problems(), [], "{name}");
    }
}

#[track_caller]
fn check_export(members: &Value, expected: Result<(&str, Reach), &str>) {
    let mut identity = json!({ "name": "CI", "email": "ci@workload.bytebase.com", "platform": "github-actions" });
    identity.as_object_mut().unwrap().extend(members.as_object().unwrap().clone());
    let policy = Policy::parse(json!({ "identities": [identity] }).to_string().as_bytes()).unwrap();
    let exported = export_bytebase(&policy);
    let pattern = exported.document().map(|text| {
        let document: Value = serde_json::from_str(text).unwrap();
        document["workloadIdentities"][0]["workloadIdentityConfig"]["subjectPattern"].as_str().unwrap().to_owned()
    });
    match expected {
        Ok((expected, reach)) => {
            assert_eq!(pattern.as_deref(), Some(expected));
            assert_eq!(exported.converted()[0].subjects(), reach);
        }
        Err(pointer) => {
            assert_eq!(pattern, None);
            assert_eq!(in_short(&exported.problems()[0]), format!("condition_inexpressible {pointer}"));
        }
    }
}

#[test]
fn an_identity_is_exported_only_if_one_pattern_says_no_more() {
    let of = |changes: Value| {
        let mut members = json!({ "owner": "o", "repository": "r" });
        members.as_object_mut().unwrap().extend(changes.as_object().unwrap().clone());
        members
    };
    let narrower = |pattern| Ok((pattern, Reach::Narrower));
    check_export(&of(json!({ "branch": "main" })), narrower("repo:o/r:ref:refs/heads/main"));
    check_export(&of(json!({ "branch": "*" })), narrower("repo:o/r:ref:refs/heads/*"));
    check_export(&of(json!({ "branch": "main**" })), narrower("repo:o/r:ref:refs/heads/main*"));
    check_export(&of(json!({ "tag": "v1" })), narrower("repo:o/r:ref:refs/tags/v1"));
    check_export(&of(json!({ "environment": "prod:eu" })), narrower("repo:o/r:environment:prod%3Aeu"));
    check_export(&of(json!({ "pullRequest": true })), narrower("repo:o/r:pull_request"));
    let ids = json!({ "branch": "main", "ownerId": "1", "repositoryId": "2" });
    check_export(&of(ids), narrower("repo:o@1/r@2:ref:refs/heads/main"));
    let raw = json!({ "subject": "repo:o/r:*", "audiences": ["bytebase"] });
    check_export(&raw, Ok(("repo:o/r:*", Reach::Equal)));

    check_export(&of(json!({ "branch": ["main", "dev"] })), Err("/identities/0/branch"));
    check_export(&of(json!({ "branch": "main*" })), Err("/identities/0/branch"));
    check_export(&of(json!({ "branch": "release/**" })), Err("/identities/0/branch"));
    check_export(&of(json!({ "environment": "prod", "branch": "main" })), Err("/identities/0/environment"));
    check_export(&of(json!({ "branch": "main", "repositoryId": "2" })), Err("/identities/0/repositoryId"));
    check_export(&of(json!({ "branch": "main", "events": ["push"] })), Err("/identities/0/events"));
    check_export(&of(json!({ "branch": "main", "claims": { "actor": "x" } })), Err("/identities/0/claims"));
    check_export(&of(json!({ "branch": "main", "workflow": "x.yml" })), Err("/identities/0/workflow"));
    check_export(&of(json!({ "branch": "main", "maxAge": 60 })), Err("/identities/0/maxAge"));
    check_export(&of(json!({ "branch": "main", "match": "claims" })), Err("/identities/0/match"));
    check_export(&json!({ "owner": "o", "repository": "*", "branch": "main" }), Err("/identities/0/repository"));
}

#[test]
fn what_is_no_such_document_is_refused() {
    for (text, code) in
        [("", "json_malformed"), ("1", "member_type_mismatch"), (r#"{"workloadIdentities":{}}"#, "member_type_mismatch")]
    {
        assert_eq!(import_bytebase(text.as_bytes(), SubjectStyle::Raw).unwrap_err().code().as_str(), code, "{text}");
    }
}
