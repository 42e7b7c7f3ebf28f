//! Synthetic data: what their construction promises is what the decision finds.

use catapult::data::IntegerPoints;
use catapult::data::synthetic::Synthetic;
use catapult::separability::decide;
use catapult::theory::{CertifiedValue, Digits};

fn check(specification: &str) {
    let synthetic: Synthetic = specification.parse().expect(specification);
    let drawn = synthetic.generate();
    let found = decide(&IntegerPoints::of_exact(&drawn.data), Digits::default()).expect("decided");
    assert_eq!(found.split.rest, drawn.non_separable_rows(), "{specification}");
    match (&found.margin, synthetic.margin()) {
        (Some(margin), Some(promised)) => {
            assert!(matches!(&margin.value, CertifiedValue::Exact(value) if value == promised), "{specification}");
            assert_eq!(margin.support.len(), 2, "{specification}");
        }
        (None, _) => assert!(!found.split.is_separable(), "{specification}"),
        (Some(_), None) => panic!("{specification} has a margin"),
    }
}

#[test]
fn separable_data_have_the_promised_margin() {
    for parameters in
        ["separable", "separable,n=300,d=5,margin=1/100", "separable,n=30,d=60,seed=4", "separable,margin=0.3"]
    {
        check(parameters);
    }
}

#[test]
fn nonseparable_data_are_non_separable_as_a_whole() {
    for parameters in ["nonseparable", "nonseparable,n=40,d=2", "nonseparable,n=100,d=30,overlap=0.3,seed=9"] {
        check(parameters);
    }
}

#[test]
fn mixed_data_are_split_as_promised() {
    for seed in 1..12 {
        check(&format!("mixed,n=120,d=12,overlap=0.25,seed={seed}"));
    }
    for parameters in ["mixed", "mixed,n=400,d=30,overlap=0.6,margin=1/50", "mixed,n=60,d=40,overlap=0.2,rank=3"] {
        check(parameters);
    }
}
