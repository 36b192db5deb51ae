//! Identities as the trust conditions of clouds: what they say, and what stays behind because more would get in. What clouds make of
//! them is asked of subvectors (`tests/oracles`).

use claimgate::{Cloud, Converted, Policy, Reach, Token, UnixTime, export_to_cloud};
use serde_json::{Value, json};

use crate::unsigned::unsigned;

const EMAIL: &str = "ci@workload.bytebase.com";

fn policy(members: &Value) -> Policy {
    let mut identity = json!({ "name": "Deploy to production", "email": EMAIL, "platform": "github-actions" });
    identity.as_object_mut().unwrap().extend(members.as_object().unwrap().clone());
    Policy::parse(json!({ "identities": [identity] }).to_string().as_bytes()).unwrap()
}

fn of_repository(changes: Value) -> Value {
    let mut members = json!({ "owner": "my-org", "repository": "my-repo" });
    members.as_object_mut().unwrap().extend(changes.as_object().unwrap().clone());
    members
}

fn exported(members: &Value, cloud: Cloud) -> Result<Value, String> {
    let conversion = export_to_cloud(&policy(members), EMAIL, cloud).unwrap();
    match conversion.document() {
        Some(document) => Ok(serde_json::from_str(document).unwrap()),
        None => Err(conversion.problems()[0].pointer().trim_start_matches("/identities/0").to_owned()),
    }
}

#[track_caller]
fn check_aws(members: Value, subjects: Value) {
    let document = exported(&members, Cloud::Aws).unwrap();
    let statement = &document["Statement"][0];
    assert_eq!(statement["Condition"]["StringEquals"]["token.actions.githubusercontent.com:aud"], "sts.amazonaws.com");
    assert_eq!(statement["Condition"]["StringLike"]["token.actions.githubusercontent.com:sub"], subjects);
}

#[test]
fn aws_compares_subjects_and_its_stars_cross_slashes() {
    let branch = |name: Value| of_repository(json!({ "branch": name }));
    check_aws(branch(json!("main")), json!("repo:my-org/my-repo:ref:refs/heads/main"));
    let both = json!(["repo:my-org/my-repo:ref:refs/heads/main", "repo:my-org/my-repo:ref:refs/heads/dev"]);
    check_aws(branch(json!(["main", "dev"])), both);
    check_aws(branch(json!("*")), json!("repo:my-org/my-repo:ref:refs/heads/*"));
    let folder = json!(["repo:my-org/my-repo:ref:refs/heads/rel/*", "repo:my-org/my-repo:ref:refs/heads/rel"]);
    check_aws(branch(json!("rel/**")), folder);
    check_aws(of_repository(json!({ "environment": "eu:1" })), json!("repo:my-org/my-repo:environment:eu%3A1"));
    let ids = of_repository(json!({ "tag": "v1", "ownerId": "1", "repositoryId": "2" }));
    check_aws(ids, json!("repo:my-org@1/my-repo@2:ref:refs/tags/v1"));
    let raw = json!({ "subject": "repo:my-org/my-repo:*", "audiences": ["x"] });
    check_aws(raw, json!("repo:my-org/my-repo:*"));
    for (changes, member) in [
        (json!({ "branch": "rel/*" }), "/branch"),
        (json!({ "branch": "why?" }), "/branch"),
        (json!({ "environment": "${aws:userid}" }), "/environment"),
        (json!({ "environment": "prod", "branch": "main" }), "/environment"),
        (json!({ "branch": "main", "workflow": "deploy.yml" }), "/workflow"),
        (json!({ "branch": "main", "events": ["push"] }), "/events"),
        (json!({ "branch": "main", "disabled": true }), "/disabled"),
    ] {
        assert_eq!(exported(&of_repository(changes), Cloud::Aws), Err(member.to_owned()));
    }
}

#[test]
fn azure_has_a_credential_for_each_subject_and_no_star() {
    let one = json!([{
        "name": "deploy-to-production-1", "issuer": "https://token.actions.githubusercontent.com",
        "subject": "repo:my-org/my-repo:pull_request", "audiences": ["api://AzureADTokenExchange"],
    }]);
    assert_eq!(exported(&of_repository(json!({ "pullRequest": true })), Cloud::Azure), Ok(one));
    let two = exported(&of_repository(json!({ "branch": ["main", "dev"] })), Cloud::Azure).unwrap();
    assert_eq!(two[1]["name"], "deploy-to-production-2");
    assert_eq!(two[1]["subject"], "repo:my-org/my-repo:ref:refs/heads/dev");
    for branch in [json!("*"), json!("rel/**"), json!((0..21).map(|it| format!("b{it}")).collect::<Vec<_>>())] {
        assert_eq!(exported(&of_repository(json!({ "branch": branch })), Cloud::Azure), Err("/branch".to_owned()));
    }
}

#[track_caller]
fn check_google(members: Value, condition: &[&str]) {
    let document = exported(&members, Cloud::GoogleCloud).unwrap();
    assert_eq!(document["attributeCondition"], condition.join(" && "));
}

#[test]
fn google_compares_every_claim() {
    let guarded = "!(assertion.event_name in ['pull_request_target', 'workflow_run'])";
    let subject = |context: &str| format!("assertion.sub.matches('^repo:my-org(@[0-9]+)?/my-repo(@[0-9]+)?:{context}$')");
    check_google(of_repository(json!({ "branch": "main" })), &[&subject("ref:refs/heads/main"), guarded]);
    check_google(
        of_repository(json!({ "branch": ["v1.0", "rel/*"] })),
        &[&subject("ref:refs/heads/(v1[.]0|rel/[^/:]*)"), guarded],
    );
    check_google(of_repository(json!({ "tag": "rel/**" })), &[&subject("ref:refs/tags/rel(/[^:]*)?"), guarded]);
    let environment = of_repository(json!({ "environment": "it's", "branch": "main" }));
    let place = "assertion.ref.matches('^refs/heads/main$')";
    check_google(environment, &[&subject("environment:[^:]+"), "assertion.environment == 'it\\'s'", place, guarded]);
    let pinned = json!({ "branch": "main", "ownerId": "1", "repositoryId": "2", "events": ["push"], "workflow": "a.yml" });
    check_google(
        of_repository(pinned),
        &[
            "assertion.sub.matches('^repo:my-org(@1)?/my-repo(@2)?:ref:refs/heads/main$')",
            "assertion.repository_owner_id == '1'",
            "assertion.repository_id == '2'",
            "assertion.workflow_ref.matches('^my-org/my-repo/[.]github/workflows/(a[.]yml)@refs/(heads|tags|pull)/.*$')",
            "assertion.event_name == 'push'",
        ],
    );
    let claims =
        json!({ "branch": "main", "claims": { "runner_environment": { "oneOf": ["a", "b"] }, "x": { "absent": true } } });
    let further = ["assertion.runner_environment in ['a', 'b']", "!has(assertion.x)"];
    check_google(of_repository(claims), &[&subject("ref:refs/heads/main"), guarded, further[0], further[1]]);
    let gitlab = json!({ "platform": "gitlab-ci", "owner": "group/sub", "repository": "p", "branch": "main" });
    check_google(
        gitlab,
        &[
            "assertion.sub.matches('^project_path:group/sub/p:ref_type:branch:ref:main$')",
            "!(assertion.pipeline_source in ['merge_request_event', 'external_pull_request_event'])",
            "assertion.ref_path.matches('^refs/(heads|tags)/.*$')",
            "assertion.job_project_id == assertion.project_id",
        ],
    );
    for (changes, member) in [
        (json!({ "branch": "main", "maxAge": 60 }), "/maxAge"),
        (json!({ "branch": "main", "match": "claims" }), "/match"),
        (json!({ "branch": "main", "claims": { "run_number": 1 } }), "/claims"),
        (json!({ "branch": "main", "claims": { "a-b": "c" } }), "/claims"),
        (json!({ "branch": "main", "workflow": "*.yml" }), "/workflow"),
        (json!({ "branch": "b".repeat(5000) }), ""),
    ] {
        assert_eq!(exported(&of_repository(changes), Cloud::GoogleCloud), Err(member.to_owned()));
    }
}

#[test]
fn an_identity_that_is_not_there_has_no_conditions() {
    let policy = policy(&of_repository(json!({ "branch": "main" })));
    for cloud in Cloud::ALL {
        assert!(export_to_cloud(&policy, EMAIL, *cloud).is_some(), "{}", cloud.as_str());
        assert!(export_to_cloud(&policy, "other@workload.bytebase.com", *cloud).is_none());
    }
}

/// Which jobs the clouds let in is what subvectors says of the documents (`tests/oracles/subvectors/clouds.py`).
#[test]
fn no_cloud_lets_in_what_the_identity_does_not_unless_it_is_told() {
    let vectors: Value = serde_json::from_str(include_str!("../vectors/clouds.json")).unwrap();
    for case in vectors["identities"].as_array().unwrap() {
        let policy = policy(&case["identity"]);
        let admitted = |claims: &Value| {
            let mut claims = claims.clone();
            claims["iss"] = "https://token.actions.githubusercontent.com".into();
            claims["aud"] = json!(["https://github.com/my-org", "x"]);
            let token = unsigned(&claims.to_string());
            policy.rehearse(Token::parse(&token).unwrap().claims(), UnixTime::from_secs(0))[0].holds()
        };
        for cloud in Cloud::ALL {
            let (name, conversion) = (&case["name"], export_to_cloud(&policy, EMAIL, *cloud).unwrap());
            let let_in = case[cloud.as_str()].as_array();
            assert_eq!(conversion.document().is_some(), let_in.is_some(), "{name}, {}", cloud.as_str());
            let told = conversion.converted().iter().flat_map(Converted::differences);
            let is_told_wider = told.clone().any(|it| it.reach() == Reach::Wider);
            let wider = let_in.into_iter().flatten().filter(|job| !admitted(&vectors["subjects"][job.as_str().unwrap()]));
            assert!(
                is_told_wider || wider.clone().next().is_none(),
                "{name}, {}: {:?}",
                cloud.as_str(),
                wider.collect::<Vec<_>>()
            );
        }
    }
}
