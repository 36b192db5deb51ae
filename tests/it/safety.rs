//! Identities graded without any token, and every example held against its identity once more.

use claimgate::{Example, Finding, FindingCode, Grade, Policy, Safety, Token, UnixTime};
use serde_json::{Value, json};

use crate::unsigned::unsigned;

fn vectors(of: &str) -> Vec<Value> {
    let vectors: Value = serde_json::from_str(include_str!("../vectors/safety.json")).unwrap();
    vectors[of].as_array().unwrap().clone()
}

fn policy(identities: &[Value]) -> Policy {
    let complete = |(place, identity): (usize, &Value)| {
        let mut identity = identity.clone();
        let members = identity.as_object_mut().unwrap();
        members.insert("name".to_owned(), format!("Identity {place}").into());
        members.insert("email".to_owned(), format!("id{place}@workload.bytebase.com").into());
        members.insert("roles".to_owned(), json!(["reader"]));
        identity
    };
    let identities: Vec<_> = identities.iter().enumerate().map(complete).collect();
    let roles = json!({ "reader": [{ "methods": ["GET"], "path": "/**" }] });
    Policy::parse(json!({ "identities": identities, "roles": roles }).to_string().as_bytes()).unwrap()
}

fn in_short(finding: &Finding) -> String {
    format!("{} {}", finding.code(), finding.pointer()).trim_end().to_owned()
}

/// Whether the policy's first identity admits a token of the example's claims, asked from outside.
fn is_admitted(policy: &Policy, example: &Example) -> bool {
    let token = unsigned(example.claims());
    let token = Token::parse(&token).unwrap();
    assert_eq!(token.claims().peek_unverified().subject(), Some(example.subject()));
    policy.rehearse(token.claims(), UnixTime::from_secs(1_800_000_000))[0].holds()
}

#[track_caller]
fn check_examples(name: &Value, policy: &Policy, safety: &Safety) {
    for example in safety.admits() {
        assert!(is_admitted(policy, example), "{name}: {} is not admitted", example.subject());
    }
    if let Some(example) = safety.refuses() {
        assert!(!is_admitted(policy, example), "{name}: {} is admitted", example.subject());
    }
}

#[test]
fn identities_have_the_grade_the_findings_and_the_examples_of_the_vectors() {
    for case in vectors("identities") {
        let (name, policy) = (&case["name"], policy(&[case["identity"].clone()]));
        let safety = policy.identities()[0].safety();
        let findings: Vec<_> = safety.findings().iter().map(in_short).collect();
        let admits: Vec<_> = safety.admits().iter().map(Example::subject).collect();
        assert_eq!(json!(safety.grade()), case["grade"], "{name}");
        assert_eq!(json!(findings), case["findings"], "{name}");
        assert_eq!(json!(admits), case["admits"], "{name}");
        assert_eq!(json!(safety.refuses().map(Example::subject)), case["refuses"], "{name}");
        check_examples(name, &policy, &safety);
    }
}

#[test]
fn what_can_never_match_admits_nothing_and_the_rest_admits_something() {
    for case in vectors("identities") {
        let (name, safety) = (&case["name"], policy(&[case["identity"].clone()]).identities()[0].safety());
        let is_examined = safety.findings().iter().all(|it| it.code() != FindingCode::ConditionsNotExamined);
        assert_eq!(safety.grade().is_some() && is_examined, !safety.admits().is_empty(), "{name}");
        let has_reason = safety.reasons().next().is_some();
        assert!(has_reason || safety.grade() == Some(Grade::Exact), "{name}");
    }
}

#[test]
fn two_identities_that_admit_one_token_are_told() {
    for case in vectors("pairs") {
        let (name, policy) = (&case["name"], policy(case["identities"].as_array().unwrap()));
        let of_both = [FindingCode::IdentityDuplicate, FindingCode::IdentitiesOverlap, FindingCode::OverlapPossible];
        let findings = policy.lint();
        let found: Vec<_> = findings.iter().filter(|finding| of_both.contains(&finding.code())).collect();
        assert!(found.iter().all(|finding| finding.pointer() == "/identities/1"), "{name}");
        assert_eq!(json!(found.first().map(|finding| finding.code())), case["finding"], "{name}");
    }
}

#[test]
fn pointers_of_a_policy_begin_at_its_root() {
    let identity = json!({ "platform": "github-actions", "owner": "o", "repository": "*", "branch": "main" });
    let found = policy(&[identity]).lint();
    let open = found.iter().find(|finding| finding.code() == FindingCode::RepositoryOpen).unwrap();
    assert_eq!(open.pointer(), "/identities/0/repository");
    let flat = serde_json::to_value(open).unwrap();
    assert_eq!(
        (&flat["severity"], &flat["grade"], &flat["code"]),
        (&json!("warning"), &json!("broad"), &json!("repository_open"))
    );
}

#[test]
fn an_identity_without_roles_is_told() {
    let document = json!({ "identities": [{
        "name": "n", "email": "n@workload.bytebase.com",
        "platform": "github-actions", "owner": "o", "repository": "r", "branch": "main",
    }] });
    let findings = Policy::parse(document.to_string().as_bytes()).unwrap().lint();
    assert!(findings.iter().any(|finding| finding.code() == FindingCode::RolesMissing));
}

/// The search for overlaps stays quick, and says so where it stopped.
#[test]
fn very_many_alike_identities_end_the_comparison() {
    let identity = |place: usize| json!({ "platform": "github-actions", "owner": "o", "repository": "r", "branch": format!("b{place}") });
    let identities: Vec<_> = (0..1500).map(identity).collect();
    let codes: Vec<_> = policy(&identities).lint().iter().map(Finding::code).collect();
    assert!(codes.contains(&FindingCode::OverlapsNotExamined));
}

/// Whatever the members: every example holds, and what is graded exact or narrow admits no pull request, no other repository and no
/// other owner. The tokens are made here, not by the examination.
#[test]
fn no_combination_of_members_is_graded_better_than_it_is() {
    let places = [
        json!({ "branch": "main" }),
        json!({ "branch": "*" }),
        json!({ "branch": ["main", "rel*"] }),
        json!({ "tag": "v*" }),
        json!({ "environment": "prod" }),
        json!({ "environment": "*", "branch": "main" }),
        json!({ "pullRequest": true }),
        json!({ "pullRequest": true, "environment": "prod*" }),
    ];
    let repositories =
        [json!({ "repository": "r" }), json!({ "repository": "*" }), json!({ "repository": "r", "repositoryId": "2" })];
    let further = [
        json!({}),
        json!({ "match": "claims" }),
        json!({ "events": ["push", "workflow_run"] }),
        json!({ "claims": { "ref": { "glob": "refs/heads/**" } } }),
        json!({ "claims": { "event_name": { "oneOf": ["push", "pull_request"] } } }),
        json!({ "claims": { "repository_owner_id": "1", "environment": { "absent": true } } }),
        json!({ "workflow": "*.yml" }),
    ];
    let raw = [
        "repo:o/*",
        "repo:o/r*",
        "repo:o/r:*",
        "repo:o/r:r*",
        "repo:o/r:ref:refs/heads/m*",
        "repo:o/r",
        "repository_owner:o:*",
        "repo:o@1/r@2:*",
    ];
    let structured = places.iter().flat_map(|place| {
        repositories.iter().map(|repository| merged(merged(json!({ "owner": "o" }), place.clone()), repository.clone()))
    });
    let subjects = raw.iter().map(|subject| json!({ "subject": subject }));
    let outside = [
        json!({ "sub": "repo:o/r:pull_request", "repository": "o/r", "event_name": "pull_request", "ref": "refs/pull/7/merge" }),
        json!({ "sub": "repo:o@1/r@2:pull_request", "repository": "o/r", "event_name": "pull_request", "ref": "refs/pull/7/merge" }),
        json!({ "sub": "repo:o/r2:ref:refs/heads/main", "repository": "o/r2", "event_name": "push", "ref": "refs/heads/main" }),
        json!({ "sub": "repo:o2/r:ref:refs/heads/main", "repository": "o2/r", "event_name": "push", "ref": "refs/heads/main" }),
        json!({ "sub": "repo:o/r:ref:refs/heads/any", "repository": "o/r", "event_name": "workflow_run", "ref": "refs/heads/any" }),
    ];
    let mut graded = 0;
    for base in structured.chain(subjects) {
        for more in &further {
            let is_raw = base.get("subject").is_some();
            let identity =
                merged(merged(json!({ "platform": "github-actions", "audiences": ["x"] }), base.clone()), more.clone());
            if is_raw && more.get("match").is_some() {
                continue;
            }
            let policy = policy(std::slice::from_ref(&identity));
            let safety = policy.identities()[0].safety();
            check_examples(&json!(identity), &policy, &safety);
            graded += 1;
            if safety.grade() > Some(Grade::Narrow) {
                continue;
            }
            for claims in &outside {
                let fixed = json!({
                    "iss": "https://token.actions.githubusercontent.com", "aud": "x", "repository_owner_id": "1", "repository_id": "2",
                    "workflow_ref": format!("{}/.github/workflows/x.yml@{}", claims["repository"].as_str().unwrap(), claims["ref"].as_str().unwrap()),
                });
                let token = unsigned(&merged(fixed, claims.clone()).to_string());
                let matches = policy.rehearse(Token::parse(&token).unwrap().claims(), UnixTime::from_secs(0));
                assert!(!matches[0].holds(), "{identity} is graded {:?} and admits {claims}", safety.grade());
            }
        }
    }
    assert!(graded > 200, "{graded}");
}

fn merged(mut left: Value, right: Value) -> Value {
    left.as_object_mut().unwrap().extend(right.as_object().unwrap().clone());
    left
}
