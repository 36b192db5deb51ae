//! The bar of the design: a whole RS256 decision, nothing cached, against ring's bare verification of the same bytes.
//!
//! The two take turns in short rounds, so that whatever else the machine does hits both; the median of the rounds' ratios is
//! told. Criterion measures one after the other, which on a shared machine compares the neighbours.

use std::hint::black_box;
use std::time::Instant;

use claimgate::{Caller, Decision, Token};
use claimgate_benches::{NOW, bare_ring, gate, token};

fn main() {
    let (token, gate) = (token("RS256", "github"), gate("github", 0));
    let pending = gate.prepare(&token).expect("the token is well-formed");
    let check = pending.signature_check();
    let ring = bare_ring("RS256", &check);
    let mut ratios = Vec::new();
    let mut best = [f64::MAX; 4];
    for _ in 0..ROUNDS {
        let times = [
            microseconds(|| assert!(ring())),
            microseconds(|| assert!(matches!(gate.decide(black_box(&token), Caller::Anyone, NOW), Decision::Allow(_)))),
            microseconds(|| {
                let pending = gate.prepare(black_box(&token)).expect("the token is well-formed");
                assert!(matches!(pending.finish(true, Caller::Anyone, NOW), Decision::Allow(_)));
            }),
            microseconds(|| assert!(Token::parse(black_box(&token)).is_ok())),
        ];
        ratios.push(times[1] / times[0]);
        best = std::array::from_fn(|place| best[place].min(times[place]));
    }
    ratios.sort_unstable_by(f64::total_cmp);
    let [ring, decide, rest, parse] = best;
    println!(
        "best of {ROUNDS} rounds: ring {ring:.2} µs, decide {decide:.2}, all but the arithmetic {rest:.2}, parse {parse:.2}"
    );
    println!("decide / ring: median {:.3}, best against best {:.3}", ratios[ROUNDS / 2], decide / ring);
}

fn microseconds(work: impl Fn()) -> f64 {
    let start = Instant::now();
    (0..TURNS).for_each(|_| work());
    start.elapsed().as_secs_f64() * 1e6 / f64::from(TURNS)
}

const ROUNDS: usize = 4000;
const TURNS: u32 = 10;
