//! A certificate with any field altered is rejected, or still states something true.

use catapult::arithmetic::parse_exact;
use catapult::certificates;
use catapult::certify::phase::Minimum;
use catapult::certify::{Certificate, Limit, Phase, Proof, Rejection, check};
use catapult::dynamics::Problem;
use catapult::model::LossName;
use catapult::search::{Classification, ClassifyOptions, classify};
use catapult::theory::Digits;
use rug::Rational;
use serde_json::{Value, json};

fn exact(text: &str) -> Rational {
    parse_exact(text).unwrap()
}

fn problem(loss: LossName, width: u32, eta: &str, lambda: &str, output: &str) -> Problem {
    Problem::two_layer(loss, exact(eta), Rational::from(width), exact(lambda), exact(output))
}

/// One certificate of each kind, lazy and catapult where the kind allows both.
fn certificates() -> Vec<Certificate> {
    let few = ClassifyOptions { max_steps: 8, ..ClassifyOptions::default() };
    let all = ClassifyOptions::default();
    let cases = [
        (problem(LossName::Logistic, 100, "3", "2", "1/2"), all),
        (problem(LossName::Exponential, 10, "1.1", "2", "1/2"), all),
        (problem(LossName::Logistic, 100, "20", "2", "1/2"), few),
        (problem(LossName::Logistic, 100, "40", "2", "1/2"), all),
        (problem(LossName::Squared, 10, "4", "2", "1/2"), all),
        (problem(LossName::Squared, 1, "1/10", "370/9", "20/3"), all),
        (problem(LossName::Logistic, 4, "7", "3", "3"), all),
    ];
    let certificates: Vec<Certificate> =
        cases.iter().map(|(problem, options)| classify(problem, options).unwrap().certificate.unwrap()).collect();
    let kinds: std::collections::BTreeSet<String> = certificates.iter().map(|c| kind(&c.proof)).collect();
    assert_eq!(kinds.len(), 6, "a kind of proof is missing: {kinds:?}");
    certificates
}

fn kind(proof: &Proof) -> String {
    serde_json::to_value(proof).unwrap()["kind"].as_str().unwrap().to_owned()
}

/// The paths of all leaves of a JSON value.
fn leaves(value: &Value, path: &str, found: &mut Vec<String>) {
    match value {
        Value::Object(map) => map.iter().for_each(|(key, inner)| leaves(inner, &format!("{path}/{key}"), found)),
        Value::Array(list) => {
            list.iter().enumerate().for_each(|(i, inner)| leaves(inner, &format!("{path}/{i}"), found))
        }
        _ => found.push(path.to_owned()),
    }
}

/// Other values for one leaf: neighbours of numbers, other words, other types.
fn alterations(leaf: &Value) -> Vec<Value> {
    let mut other = vec![Value::Null, json!(-1), json!(""), json!("nan"), json!(true), json!([]), json!({})];
    if let Some(number) = leaf.as_u64() {
        other.extend([0, 1, number - 1, number + 1, number * 2, number / 2, 1 << 40, u64::MAX].map(|x| json!(x)));
    }
    if let Some(text) = leaf.as_str() {
        let words = ["exponential", "logistic", "squared", "lazy", "catapult", "oscillating", "divergent", "undecided"];
        let kinds = ["trap", "hit", "universal", "growth", "alternation", "boundary", "two-layer", "linear"];
        other.extend(words.into_iter().chain(kinds).map(|word| json!(word)));
        if let Ok(value) = parse_exact(text) {
            let step = Rational::from((1, 1000));
            let near =
                [value.clone() + &step, value.clone() - &step, -value.clone(), value.clone() * 2u32, value * &step];
            other.extend(near.map(|x| json!(x.to_string())));
            other.extend(["0", "1", "-1", "1e30", "1e-30", "1/0", "inf"].map(|x| json!(x)));
        }
    }
    other.retain(|value| value != leaf);
    other
}

/// Whether the claim of an accepted certificate is true: a search of its own on the stated problem must not contradict it.
fn is_true(certificate: &Certificate) -> bool {
    let problem = certificate.problem.to_problem();
    let options = ClassifyOptions { digits: Digits::new(40).unwrap(), max_steps: 2000, ..ClassifyOptions::default() };
    let Classification { phase, limit, .. } = classify(&problem, &options).unwrap();
    let consistent = match (&certificate.claim.limit, &limit) {
        (None, _) => true,
        (Some(Limit::Minimum(claimed)), Some(Limit::Minimum(Minimum { lambda, sharpness }))) => {
            [(&claimed.lambda, lambda), (&claimed.sharpness, sharpness)].into_iter().all(|(claimed, sharp)| {
                exact(&claimed.lower) <= exact(&sharp.upper) && exact(&sharp.lower) <= exact(&claimed.upper)
            })
        }
        _ => false,
    };
    phase == certificate.claim.phase && consistent
}

#[test]
fn altered_fields_are_rejected_or_true() {
    let (mut rejected, mut accepted) = (0, 0);
    for certificate in certificates() {
        check(&certificate).unwrap();
        let original = serde_json::to_value(&certificate).unwrap();
        let mut paths = Vec::new();
        leaves(&original, "", &mut paths);
        for path in paths {
            for value in alterations(original.pointer(&path).unwrap()) {
                let mut altered = original.clone();
                *altered.pointer_mut(&path).unwrap() = value.clone();
                match certificates::parse(&altered.to_string()).map(|read| (check(&read), read)) {
                    Ok((Ok(_), read)) => {
                        assert!(is_true(&read), "accepted but false: {path} = {value} in {original}");
                        accepted += 1;
                    }
                    _ => rejected += 1,
                }
            }
        }
    }
    // Both happen: a proof at twice the bits still holds, most others do not.
    assert!(rejected > 1000 && accepted > 10, "{rejected} rejected, {accepted} accepted");
}

#[test]
fn a_false_phase_or_limit_is_always_rejected() {
    for certificate in certificates() {
        for phase in [Phase::Lazy, Phase::Catapult, Phase::Oscillating, Phase::Divergent, Phase::Undecided] {
            let mut altered = certificate.clone();
            altered.claim.phase = phase;
            assert_eq!(check(&altered).is_ok(), phase == certificate.claim.phase);
        }
        if let Some(Limit::Minimum(limit)) = &certificate.claim.limit {
            for (lower, upper) in
                [("1e-7", "1e-6"), ("100", "200"), ("-inf", "inf"), (&*limit.lambda.upper, &*limit.lambda.lower)]
            {
                let mut altered = certificate.clone();
                let Some(Limit::Minimum(false_limit)) = &mut altered.claim.limit else { unreachable!() };
                if lower == upper {
                    continue;
                }
                (false_limit.lambda.lower, false_limit.lambda.upper) = (lower.into(), upper.into());
                assert!(matches!(check(&altered), Err(Rejection::Limit("lambda"))), "{lower}, {upper}");
            }
        } else {
            let mut altered = certificate.clone();
            let enclosure = catapult::arithmetic::Enclosure { lower: "0".into(), upper: "1".into() };
            altered.claim.limit = Some(Limit::Minimum(Minimum { lambda: enclosure.clone(), sharpness: enclosure }));
            assert!(check(&altered).is_err());
        }
    }
}

#[test]
fn fields_cannot_be_added_removed_or_repeated() {
    for certificate in certificates() {
        let original = serde_json::to_value(&certificate).unwrap();
        let text = original.to_string();
        for part in ["", "/problem", "/claim", "/proof"] {
            let keys: Vec<String> = original.pointer(part).unwrap().as_object().unwrap().keys().cloned().collect();
            let mut altered = original.clone();
            altered.pointer_mut(part).unwrap()["comment"] = json!("trust me");
            assert!(certificates::parse(&altered.to_string()).is_err(), "an extra field in `{part}` is accepted");
            for key in keys {
                let mut altered = original.clone();
                altered.pointer_mut(part).unwrap().as_object_mut().unwrap().remove(&key);
                // A claim without its limit says less, and is the only part that may be left out.
                assert_eq!(certificates::parse(&altered.to_string()).is_ok(), key == "limit", "without {part}/{key}");
            }
        }
        for (once, twice) in [("\"proof\":{", "\"proof\":{},\"proof\":{"), ("\"bits\":", "\"bits\":99,\"bits\":")] {
            assert!(certificates::parse(&text.replacen(once, twice, 1)).is_err(), "{twice} is accepted");
        }
    }
}

#[test]
fn garbage_is_an_error_and_never_a_panic() {
    let text = certificates::to_text(&certificates()[0]);
    for end in 0..text.trim_end().len() {
        assert!(certificates::parse(&text[..end]).is_err());
    }
    for garbage in ["null", "[]", "{}", "\u{0}", &"[".repeat(100_000), &format!("{text}{text}"), "{\"format\":1}"] {
        assert!(certificates::parse(garbage).is_err());
    }
}

#[test]
fn thousands_of_digits_check_too() {
    let options = ClassifyOptions { digits: Digits::new(3000).unwrap(), bits: 1 << 15, ..ClassifyOptions::default() };
    let answer = classify(&problem(LossName::Squared, 10, "1.1", "2", "1/2"), &options).unwrap();
    let certificate = answer.certificate.unwrap();
    check(&certificate).unwrap();
    let Some(Limit::Minimum(limit)) = &certificate.claim.limit else { panic!("no limit") };
    assert!(limit.lambda.common_digits() >= 3000);
    // The last of the digits counts: without it the enclosure is another one.
    let mut altered = certificate.clone();
    let Some(Limit::Minimum(false_limit)) = &mut altered.claim.limit else { unreachable!() };
    false_limit.lambda.upper = false_limit.lambda.lower.clone();
    assert!(check(&altered).is_err());
    // A start with thousands of digits.
    let mut long = problem(LossName::Logistic, 100, "12", "2", "1/2");
    let Problem::TwoLayer(descent) = &mut long else { unreachable!() };
    descent.start.output += exact(&format!("1e-4{}", "0".repeat(3)));
    let certificate = classify(&long, &ClassifyOptions::default()).unwrap().certificate.unwrap();
    assert!(certificates::to_text(&certificate).len() > 4000);
    check(&certificates::parse(&certificates::to_text(&certificate)).unwrap()).unwrap();
}

#[test]
fn proofs_that_ask_for_too_much_are_rejected_before_any_work() {
    let certificate = certificates().remove(0);
    for (bits, step) in [(0, 1), (23, 1), (1 << 21, 1), (128, u64::MAX), (128, 10_000_001), (1 << 20, 1000)] {
        let mut greedy = certificate.clone();
        let Proof::Trap { bits: own_bits, step: own_step, .. } = &mut greedy.proof else { panic!("not a trap") };
        (*own_bits, *own_step) = (bits, step);
        assert!(matches!(check(&greedy), Err(Rejection::Work(_))), "{bits} bits, {step} steps");
    }
}
