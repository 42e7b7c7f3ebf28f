//! `catapult verify` and `catapult list`: the registry as a user sees it.

use crate::command_line::{catapult, json, stdout};
use catapult::arithmetic::parse_exact;

#[test]
fn all_verdicts_are_the_recorded_ones() {
    let result = json("verify --json");
    let claims = result["claims"].as_array().expect("claims");
    assert_eq!(claims.len(), catapult::claims::REGISTRY.len());
    for claim in claims {
        assert_eq!(claim["verdict"], claim["recorded"], "{}", claim["id"]);
        for key in ["id", "statement", "source", "reason"] {
            assert!(claim[key].as_str().is_some_and(|text| !text.is_empty()), "{key} of {}", claim["id"]);
        }
        let evidence = claim["evidence"].as_array().expect("evidence");
        assert!(!evidence.is_empty(), "{} has no evidence", claim["id"]);
        for fact in evidence {
            assert!(["exact", "certified", "numerical", "formal"].contains(&fact["kind"].as_str().unwrap_or("")));
            assert!(fact["summary"].is_string());
        }
        // Numerical evidence never settles a claim.
        if claim["verdict"] != "undecided" {
            assert!(evidence.iter().any(|fact| fact["kind"] != "numerical"), "{}", claim["id"]);
        }
    }
}

#[test]
fn the_monotonicity_of_theorem_1_2_is_refuted_by_enclosures() {
    let result = json("verify theorem-1.2-monotonicity --digits 40 --json");
    let claim = &result["claims"][0];
    assert_eq!(claim["verdict"], "refuted");
    assert!(claim["corrected"].is_string());
    let fact = &claim["evidence"][0];
    assert_eq!(fact["kind"], "certified");
    let end = |name: &str, end: &str| parse_exact(fact[name][end].as_str().expect("an end")).expect("a decimal");
    assert!(end("loss_2", "lower") > end("loss_1", "upper"));
    assert!(end("eta_critical", "lower") > 40);
}

#[test]
fn claims_can_be_chosen_and_listed() {
    let text = stdout(&catapult("verify overshoot,theorem-1.1"));
    assert!(text.contains("overshoot: verified") && text.contains("theorem-1.1: "), "{text}");
    let listed = stdout(&catapult("list claims"));
    for claim in catapult::claims::REGISTRY {
        assert!(listed.contains(claim.id), "{}", claim.id);
    }
    assert!(stdout(&catapult("list figures")).contains("linear-curves"));
    assert!(stdout(&catapult("list data")).contains("mnist"));
}
