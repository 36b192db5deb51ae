//! `claimgate import` and `claimgate export`.

use serde_json::{Value, json};

use crate::command::claimgate;
use crate::fixtures::Folder;

fn identity(email: &str, pattern: &str) -> Value {
    json!({
        "name": format!("workloadIdentities/{email}"), "email": email, "title": "Deploy", "state": "ACTIVE",
        "workloadIdentityConfig": {
            "providerType": "GITHUB", "issuerUrl": "https://token.actions.githubusercontent.com",
            "allowedAudiences": ["bytebase"], "subjectPattern": pattern,
        },
    })
}

#[test]
fn what_is_imported_loads_and_goes_back() {
    let folder = Folder::new();
    let document = json!({ "workloadIdentities": [identity("a@workload.bytebase.com", "repo:my-org/my-repo:*")] });
    let file = folder.file("bytebase.json", document.to_string());
    let run = claimgate(&["import", "bytebase", &file]).run().exits(0).complains("admits less");
    let policy = folder.file("policy.json", &run.out);
    claimgate(&["lint", &policy, "--fail-on", "never"]).run().exits(0).says("repo:my-org/my-repo:pull_request");
    let back = claimgate(&["export", "bytebase", &policy]).run().exits(0).json();
    assert_eq!(back, document);
}

#[test]
fn a_terminal_gets_no_orders_from_a_document() {
    let folder = Folder::new();
    let mut document = identity("a@workload.bytebase.com", "repo:my-org/my-repo:*");
    document["title"] = json!("a\u{202e}b");
    let run = claimgate(&["import", "bytebase", &folder.file("b.json", document.to_string())]).run().exits(0);
    assert!(run.out.contains("\"a\\u202eb\"") && !run.out.contains('\u{202e}'), "{:?}", run.out);
}

#[test]
fn what_cannot_be_imported_is_told_and_the_rest_is_imported() {
    let folder = Folder::new();
    let good = identity("a@workload.bytebase.com", "repo:my-org/my-repo:ref:refs/heads/main");
    let bad = identity("b@workload.bytebase.com", "repo:my-org/*:ref:refs/heads/main");
    let file = folder.file("bytebase.json", json!([bad, good]).to_string());
    let run = claimgate(&["import", "bytebase", &file]).run().exits(1);
    let run = run.says("a@workload.bytebase.com").complains("/0/workloadIdentityConfig/subjectPattern");
    assert!(!run.out.contains("b@workload.bytebase.com"));
    let answer = claimgate(&["import", "bytebase", &file, "--json"]).run().exits(1).silently().json();
    assert_eq!(answer["problems"][0]["code"], "wildcard_misplaced");
    assert_eq!(answer["converted"][0]["subjects"], "equal");
}

#[test]
fn the_structured_form_says_that_it_admits_more() {
    let folder = Folder::new();
    let file = folder.file("b.json", identity("a@workload.bytebase.com", "repo:o/r:ref:refs/heads/main").to_string());
    let run = claimgate(&["import", "bytebase", &file, "--structured"]).run().exits(0);
    run.says("\"branch\": \"main\"").complains("admits more: subjects with ids match, too");
}

#[test]
fn a_document_that_cannot_be_read_is_no_answer() {
    let folder = Folder::new();
    claimgate(&["import", "bytebase", &folder.file("b.json", "[")]).run().exits(2).complains("JSON");
    claimgate(&["export", "bytebase", &folder.file("p.json", "{}")]).run().exits(2).complains("identities");
}

#[test]
fn one_identity_is_exported_to_a_cloud() {
    let folder = Folder::new();
    let of = |name: &str, repository: &str| {
        json!({ "name": name, "email": format!("{name}@workload.bytebase.com"), "platform": "github-actions",
            "owner": "my-org", "repository": repository, "branch": ["main", "dev"] })
    };
    let one = folder.file("one.json", json!({ "identities": [of("a", "my-repo")] }).to_string());
    let two = folder.file("two.json", json!({ "identities": [of("a", "my-repo"), of("b", "*")] }).to_string());
    let run = claimgate(&["export", "aws", &one]).run().exits(0).complains("nobody looks at the event there");
    let key = "token.actions.githubusercontent.com:sub";
    let statement = &run.json()["Statement"][0];
    assert_eq!(statement["Condition"]["StringLike"][key][1], "repo:my-org/my-repo:ref:refs/heads/dev");
    let azure = claimgate(&["export", "azure", &two, "--email", "a@workload.bytebase.com"]).run().exits(0).json();
    assert_eq!(azure[1]["subject"], "repo:my-org/my-repo:ref:refs/heads/dev");
    let other = ["export", "aws", &two, "--email", "b@workload.bytebase.com"];
    claimgate(&other).run().exits(1).complains("/identities/1/repository").complains("in AWS");
    claimgate(&["export", "google-cloud", &two]).run().exits(2).complains("--email");
    claimgate(&["export", "aws", &two, "--email", "c@workload.bytebase.com"]).run().exits(2).complains("--email");
    claimgate(&["export", "bytebase", &one, "--email", "a@workload.bytebase.com"]).run().exits(2).complains("leave out");
}
