//! What a decision costs among ten identities and among a hundred thousand.

use std::hint::black_box;

use claimgate::{Caller, Decision};
use claimgate_benches::{NOW, gate, token};
use claimgate_test_kit as kit;
use criterion::{Criterion, criterion_group, criterion_main};

criterion_group!(benches, growth);
criterion_main!(benches);

fn growth(criterion: &mut Criterion) {
    let allowed = token("RS256", "github");
    let elsewhere = claimgate_benches::CLAIMS.replace("octo-repo", "other-repo");
    let (header, _) = allowed.split_once('.').expect("a token has dots");
    let header = String::from_utf8(kit::decode(header)).expect("a header is text");
    let denied = kit::named("github").token(&header, &elsewhere);
    let mut group = criterion.benchmark_group("identities");
    for count in [10, 1_000, 100_000] {
        let gate = gate("github", count - 1);
        let email = format!("deploy-{}@workload.bytebase.com", (count - 1) / 2);
        group.bench_function(format!("{count}, allow"), |bencher| {
            bencher.iter(|| assert!(matches!(gate.decide(black_box(&allowed), Caller::Anyone, NOW), Decision::Allow(_))));
        });
        group.bench_function(format!("{count}, allow by e-mail"), |bencher| {
            let caller = Caller::Email(&email);
            bencher.iter(|| assert!(matches!(gate.decide(black_box(&allowed), caller, NOW), Decision::Allow(_))));
        });
        group.bench_function(format!("{count}, deny"), |bencher| {
            bencher.iter(|| assert!(matches!(gate.decide(black_box(&denied), Caller::Anyone, NOW), Decision::Deny(_))));
        });
    }
    group.finish();
}
