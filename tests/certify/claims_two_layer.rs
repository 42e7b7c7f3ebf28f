//! The claims about the two-layer network: their verdicts, and the inequalities that these rest on, read back from the
//! printed evidence.

use catapult::arithmetic::parse_exact;
use catapult::claims::{CheckedClaim, REGISTRY, Session};
use catapult::progress::silent;
use rug::Rational;
use serde_json::{Value, json};

const DIGITS: usize = 12;

/// A claim as users get it in JSON.
fn checked(id: &str) -> Value {
    let claim = REGISTRY.iter().find(|claim| claim.id == id).expect("a claim");
    let checked: CheckedClaim = claim.check(&Session::new(DIGITS, &silent)).expect("nobody interrupts");
    assert_eq!(checked.verdict, checked.recorded, "{id}: {}", checked.reason);
    serde_json::to_value(checked).expect("JSON")
}

fn exact(text: &Value) -> Rational {
    parse_exact(text.as_str().expect("a number in a string")).expect("a number")
}

fn lower(fact: &Value, name: &str) -> Rational {
    exact(&fact[name]["lower"])
}

fn upper(fact: &Value, name: &str) -> Rational {
    exact(&fact[name]["upper"])
}

/// The facts that have a value of this name.
fn with<'a>(claim: &'a Value, name: &str) -> Vec<&'a Value> {
    claim["evidence"].as_array().expect("evidence").iter().filter(|fact| !fact[name].is_null()).collect()
}

fn summary(fact: &Value) -> &str {
    fact["summary"].as_str().expect("a summary")
}

/// Every certificate that is mentioned passed the checker, and every identity holds.
fn assert_sound(claim: &Value) {
    for name in ["certificate_holds", "identity_holds", "all_diverge"] {
        for fact in with(claim, name) {
            assert_eq!(fact[name], json!(true), "{}", summary(fact));
        }
    }
}

#[test]
fn corollary_1_is_refuted_by_two_limits_in_the_wrong_order() {
    let claim = checked("corollary-1");
    assert_eq!(claim["verdict"], "refuted");
    assert_sound(&claim);
    assert!(claim["corrected"].as_str().is_some_and(|text| text.contains("2/(eta kappa)")));
    let limits = with(&claim, "lambda_inf");
    assert_eq!(limits.len(), 2);
    assert!(summary(limits[0]).contains("20427/1000") && summary(limits[1]).contains("11637/500"));
    assert!(upper(limits[0], "lambda_inf") < lower(limits[1], "lambda_inf"));
    assert!(upper(limits[0], "sharpness_inf") < lower(limits[1], "sharpness_inf"));
    // Both lie below the envelope 8/eta, which falls.
    assert!(upper(limits[1], "lambda_inf") * Rational::from((11_637, 500)) < 8);
}

#[test]
fn theorem_2_has_rising_and_falling_orbits_and_whole_boxes() {
    let claim = checked("theorem-2");
    assert_eq!(claim["verdict"], "verified");
    assert_sound(&claim);
    let orbits = with(&claim, "highest_loss");
    assert_eq!(orbits.len(), 2);
    for orbit in orbits {
        assert!(upper(orbit, "first_loss") < lower(orbit, "highest_loss"));
        assert!(upper(orbit, "last_loss") < lower(orbit, "first_loss"));
    }
    let boxes = with(&claim, "proved_share");
    assert_eq!(boxes.len(), 2);
    assert!(boxes.iter().all(|fact| lower(fact, "proved_share") == 1));
}

#[test]
fn both_bounds_on_the_final_kernel_are_lemmas_and_hold_for_certified_limits() {
    for (id, factor) in [("flatness-bound", 2), ("theorem-2-bound", 4)] {
        let claim = checked(id);
        assert_eq!(claim["verdict"], "verified");
        assert_sound(&claim);
        assert_eq!(with(&claim, "identity_holds").len(), 3);
        let limits = with(&claim, "bound");
        assert!(limits.len() >= 8);
        for fact in limits {
            assert!(upper(fact, "lambda_inf") < lower(fact, "bound"), "{}", summary(fact));
            // The bound is factor/(eta kappa), with the rate as the summary states it.
            let rate = summary(fact).split("eta = ").nth(1).and_then(|rest| rest.split(':').next()).expect("a rate");
            let kappa = if summary(fact).starts_with("logistic") { Rational::from((1, 4)) } else { Rational::from(1) };
            let bound = Rational::from(factor) / (parse_exact(rate).expect("a rate") * kappa);
            assert!(lower(fact, "bound") <= bound && bound <= upper(fact, "bound"));
        }
    }
}

#[test]
fn the_universal_rate_is_a_lemma_with_divergence_in_boxes_just_above() {
    let claim = checked("universal-rate");
    assert_eq!(claim["verdict"], "verified");
    assert_sound(&claim);
    assert_eq!(with(&claim, "identity_holds").len(), 4);
    assert_eq!(with(&claim, "all_diverge").len(), 12);
    let divergent = with(&claim, "certificate_holds");
    assert_eq!(divergent.len(), 12);
    for fact in divergent {
        assert!(summary(fact).contains("divergent"), "{}", summary(fact));
    }
    for (fact, squared) in with(&claim, "eta_universal").into_iter().zip([8, 800, 80_000]) {
        assert!(lower(fact, "eta_universal").square() < squared && upper(fact, "eta_universal").square() > squared);
    }
}

#[test]
fn the_exponential_window_closes_between_certified_rates() {
    let claim = checked("exponential-window");
    assert_eq!(claim["verdict"], "verified");
    assert_sound(&claim);
    let borders = with(&claim, "window");
    assert_eq!(borders.len(), 8);
    for (index, pair) in borders.chunks(2).enumerate() {
        assert!(summary(pair[0]).contains("catapult") && summary(pair[1]).contains("divergent"));
        let width = upper(pair[1], "window") - lower(pair[0], "window");
        assert!(width > 0 && width < Rational::from((21, 10_000)));
        if let Some(next) = borders.get(2 * index + 3) {
            assert!(upper(next, "window") < lower(pair[0], "window"), "the window does not shrink");
        }
    }
    // From m = 100 on the divergent rate is below 2/lambda0.
    assert!(upper(borders[5], "window") < 0 && upper(borders[7], "window") < 0);
    for covering in with(&claim, "proved_share") {
        assert!(lower(covering, "proved_share") > Rational::from((99, 100)), "{}", summary(covering));
    }
}

#[test]
fn the_squared_loss_has_three_regimes_at_a_stated_width() {
    let claim = checked("lewkowycz-squared");
    assert_eq!(claim["verdict"], "verified");
    assert_sound(&claim);
    let regimes = with(&claim, "proved_share");
    assert_eq!(regimes.len(), 3);
    for (fact, (phase, share)) in regimes.iter().zip([("lazy", 100), ("catapult", 99), ("divergent", 97)]) {
        assert!(summary(fact).contains(phase));
        assert!(lower(fact, "proved_share") >= Rational::from((share, 100)), "{}", summary(fact));
    }
}

#[test]
fn rounding_hides_exact_landings_and_borders() {
    let claim = checked("rounding-misleads");
    assert_eq!(claim["verdict"], "verified");
    assert_sound(&claim);
    let landings = with(&claim, "eta_times_lambda");
    assert_eq!(landings.len(), 2);
    for fact in landings {
        assert_eq!(fact["kind"], "exact");
        assert_eq!(exact(&fact["output"]), 0);
        assert!(exact(&fact["eta_times_lambda"]) > 2, "the minimum is stable");
    }
    let overflows = with(&claim, "step");
    assert_eq!(overflows.len(), 2);
    assert!(overflows.iter().all(|fact| fact["kind"] == "numerical" && fact["step"].is_u64()));
    let border: Vec<&str> = with(&claim, "lambda_inf").into_iter().map(summary).skip(2).collect();
    assert!(border[0].contains(": lazy") && border[1].contains(": catapult"), "{border:?}");
}
