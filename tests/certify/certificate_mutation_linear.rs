//! Certificates of linear predictors: every altered field is rejected, or leaves a statement that a fresh search confirms.

use catapult::arithmetic::{Enclosure, parse_exact};
use catapult::certificates;
use catapult::certify::certificate::Exact;
use catapult::certify::linear_proof::LinearProof;
use catapult::certify::{Certificate, Limit, Phase, check};
use catapult::dynamics::Problem;
use catapult::model::LossName;
use catapult::search::{Classification, ClassifyOptions, classify};
use rug::Rational;
use serde_json::{Value, json};

type Case = (LossName, Option<&'static [(i32, u32)]>, &'static str, &'static str, &'static str);

const E2: Option<&[(i32, u32)]> = Some(&[(1, 1), (2, 1), (-1, 1)]);

/// A problem for each kind of proof.
const CASES: &[Case] = &[
    (LossName::Exponential, None, "3/2", "0", "rest"),
    (LossName::Squared, E2, "1/2", "3", "quadratic"),
    (LossName::Squared, None, "2", "3", "quadratic"),
    (LossName::Squared, None, "7/3", "3", "quadratic"),
    (LossName::Logistic, E2, "4", "-3", "smoothness"),
    (LossName::Exponential, None, "17/10", "1", "critical-rate"),
    (LossName::Exponential, None, "171/100", "1", "critical-rate"),
    (LossName::Logistic, None, "9", "12", "potential"),
    (LossName::Logistic, E2, "5", "-20", "sublevel"),
    (LossName::Exponential, E2, "1/10", "1", "sublevel"),
    (LossName::Logistic, E2, "583/100", "-1", "contraction"),
    (LossName::Logistic, E2, "8", "1", "cycle"),
    (LossName::Exponential, E2, "2", "1", "escape"),
    (LossName::Logistic, Some(&[(1, 3), (-1, 1)]), "32/3", "3/2", "doubling"),
];

fn problem((loss, points, rate, weight, _): &Case) -> Problem {
    let [rate, weight] = [rate, weight].map(|text| parse_exact(text).expect("a number"));
    match points {
        None => Problem::linear(*loss, rate, weight),
        Some(points) => {
            let points = points.iter().map(|(z, count)| (Rational::from(*z), *count)).collect();
            Problem::linear_on(points, *loss, rate, weight)
        }
    }
}

fn certificate(case: &Case) -> Certificate {
    let answer = classify(&problem(case), &ClassifyOptions::default()).expect("a valid problem");
    answer.certificate.unwrap_or_else(|| panic!("{case:?}: {}", answer.reason))
}

/// The paths of all nodes below the root.
fn paths(value: &Value, here: String, found: &mut Vec<String>) {
    let children: Vec<(String, &Value)> = match value {
        Value::Object(map) => map.iter().map(|(key, child)| (key.clone(), child)).collect(),
        Value::Array(items) => items.iter().enumerate().map(|(index, child)| (index.to_string(), child)).collect(),
        _ => Vec::new(),
    };
    for (key, child) in children {
        let path = format!("{here}/{key}");
        found.push(path.clone());
        paths(child, path, found);
    }
}

/// Other values for a node.
fn alternatives(value: &Value) -> Vec<Value> {
    let mut others = vec![Value::Null, json!([]), json!({}), json!("x")];
    match value {
        Value::Number(number) => {
            let number = number.as_u64().expect("an unsigned integer");
            others.extend([0, 1, number + 1, number.saturating_sub(1), number * 2, u64::MAX].map(|n| json!(n)));
        }
        Value::String(text) => {
            let words =
                ["lazy", "catapult", "oscillating", "divergent", "undecided", "squared", "exponential", "logistic"];
            others.extend(words.map(|word| json!(word)));
            if let Ok(number) = parse_exact(text) {
                let near = number.clone() + Rational::from((1, 1_000_000));
                let far = number.clone() * Rational::from(2) + Rational::from(1);
                others.extend(
                    [near, far, -number.clone(), Rational::new(), number / Rational::from(2)]
                        .map(|n| json!(n.to_string())),
                );
            }
        }
        _ => {}
    }
    others.retain(|other| other != value);
    others
}

/// The numbers of a limit, the multiplier or sharpness last.
fn numbers(limit: &Limit<Enclosure>) -> Vec<Enclosure> {
    match limit {
        Limit::Minimum(minimum) => vec![minimum.lambda.clone(), minimum.sharpness.clone()],
        Limit::Cycle(cycle) => cycle.cycle.iter().chain([&cycle.multiplier]).cloned().collect(),
        Limit::OnData(_) | Limit::Infimum(_) | Limit::Aligned(_) | Limit::FeatureCycle(_) => {
            unreachable!("a linear predictor of one feature")
        }
    }
}

fn overlap(one: &Enclosure, other: &Enclosure) -> bool {
    let exact = |text: &String| parse_exact(text).expect("a decimal");
    exact(&one.lower) <= exact(&other.upper) && exact(&other.lower) <= exact(&one.upper)
}

/// Searches that were made, so that each problem is searched once.
#[derive(Default)]
struct Searches(Vec<(Problem, Classification)>);

impl Searches {
    fn classify(&mut self, problem: &Problem) -> Classification {
        if let Some((_, answer)) = self.0.iter().find(|(known, _)| known == problem) {
            return answer.clone();
        }
        let options = ClassifyOptions { max_steps: 20_000, bits: 1024, ..ClassifyOptions::default() };
        let answer = classify(problem, &options).expect("the checker validated the problem");
        self.0.push((problem.clone(), answer.clone()));
        answer
    }
}

/// What a fresh search says of the problem of an accepted certificate must agree with its claim.
fn confirm(searches: &mut Searches, certificate: &Certificate, what: &str) {
    let answer = searches.classify(&certificate.problem.to_problem());
    assert_eq!(answer.phase, certificate.claim.phase, "{what}: {}", answer.reason);
    if let (Some(claimed), Some(found)) = (&certificate.claim.limit, &answer.limit) {
        let (claimed, found) = (numbers(claimed), numbers(found));
        assert_eq!(claimed.len(), found.len(), "{what}");
        // a cycle may be listed from another of its points
        let turns = claimed.len().max(1);
        let agree = (0..turns).any(|turn| {
            let last = claimed.len() - 1;
            (0..last).all(|index| overlap(&claimed[index], &found[(index + turn) % last]))
                && overlap(&claimed[last], &found[last])
        });
        assert!(agree, "{what}: {claimed:?} {found:?}");
    }
}

#[test]
fn every_kind_of_proof_is_found_and_checks() {
    let mut searches = Searches::default();
    for case in CASES {
        let certificate = certificate(case);
        let lemma = serde_json::to_value(&certificate).expect("serialises")["proof"]["lemma"].clone();
        assert_eq!(lemma, case.4, "{case:?}");
        check(&certificate).unwrap_or_else(|rejection| panic!("{case:?}: {rejection}"));
        confirm(&mut searches, &certificate, case.4);
    }
}

#[test]
fn altered_certificates_are_rejected_or_still_true() {
    let mut searches = Searches::default();
    for case in CASES {
        let original = serde_json::to_value(certificate(case)).expect("serialises");
        let mut nodes = Vec::new();
        paths(&original, String::new(), &mut nodes);
        let (mut rejected, mut accepted) = (0, 0);
        for path in &nodes {
            for other in alternatives(original.pointer(path).expect("a node")) {
                let mut altered = original.clone();
                *altered.pointer_mut(path).expect("a node") = other.clone();
                let what = format!("{case:?}: {path} := {other}");
                let Ok(read) = certificates::parse(&altered.to_string()) else {
                    rejected += 1;
                    continue;
                };
                if check(&read).is_err() {
                    rejected += 1;
                } else {
                    accepted += 1;
                    confirm(&mut searches, &read, &what);
                }
            }
        }
        println!("{}: {rejected} rejected, {accepted} accepted and true", case.4);
        assert!(rejected > accepted, "{case:?}");
    }
}

#[test]
fn missing_and_unknown_fields_are_rejected() {
    let mut searches = Searches::default();
    for case in CASES {
        let original = serde_json::to_value(certificate(case)).expect("serialises");
        let mut nodes = vec![String::new()];
        paths(&original, String::new(), &mut nodes);
        for path in nodes {
            let Some(Value::Object(map)) = original.pointer(&path) else { continue };
            let mut extended = original.clone();
            extended.pointer_mut(&path).expect("a node")["extra"] = json!(1);
            assert!(certificates::parse(&extended.to_string()).is_err(), "{case:?}: extra field in {path}");
            for key in map.keys() {
                let mut shortened = original.clone();
                let Some(Value::Object(fields)) = shortened.pointer_mut(&path) else { continue };
                fields.shift_remove(key);
                // without `points` it is D0, without `rise` a lazy proof, without `limit` a weaker claim: never a false one
                if let Ok(read) = certificates::parse(&shortened.to_string())
                    && check(&read).is_ok()
                {
                    confirm(&mut searches, &read, &format!("{case:?}: without {path}/{key}"));
                }
            }
        }
    }
}

#[test]
fn a_claim_sharper_than_its_proof_is_rejected() {
    let mut certificate = certificate(&CASES[11]);
    let Some(Limit::Cycle(cycle)) = &mut certificate.claim.limit else { panic!("a cycle") };
    cycle.cycle[0].upper = cycle.cycle[0].lower.clone();
    assert!(check(&certificate).is_err());
    certificate.claim.limit = None;
    assert!(check(&certificate).is_ok());
    certificate.claim.phase = Phase::Lazy;
    assert!(check(&certificate).is_err());
}

#[test]
fn work_is_bounded_before_it_starts() {
    let original = serde_json::to_value(certificate(&CASES[11])).expect("serialises");
    for (field, value) in [("bits", u64::from(u32::MAX)), ("step", u64::MAX), ("step", 10_000_000), ("power", 1 << 31)]
    {
        let mut altered = original.clone();
        altered["proof"][field] = json!(value);
        let read = certificates::parse(&altered.to_string()).expect("the form is right");
        assert!(check(&read).is_err(), "{field}");
    }
}

#[test]
fn a_certificate_with_thousands_of_digits_checks() {
    let digits = catapult::theory::Digits::new(3000).expect("allowed");
    let options = ClassifyOptions { digits, bits: 1 << 15, ..ClassifyOptions::default() };
    let answer = classify(&problem(&CASES[11]), &options).expect("a valid problem");
    let text = certificates::to_text(&answer.certificate.expect("decided"));
    assert!(text.len() > 5 * 3000);
    check(&certificates::parse(&text).expect("reads")).expect("holds");
}

#[test]
fn a_rise_makes_a_sublevel_proof_one_of_a_catapult() {
    let problem = problem(&(LossName::Logistic, E2, "11/2", "-5", ""));
    let exact = |text: &str| Exact(parse_exact(text).expect("a number"));
    let Problem::Linear(descent) = &problem else { unreachable!() };
    let proof = |rise| LinearProof::Sublevel {
        bits: 256,
        step: 200,
        rise,
        lower: exact("0.73"),
        upper: exact("0.78"),
        pieces: 64,
    };
    assert_eq!(proof(Some(1)).establish(descent).map(|proved| proved.phase), Ok(Phase::Catapult));
    for wrong in [None, Some(0), Some(200), Some(u64::MAX)] {
        assert!(proof(wrong).establish(descent).is_err(), "{wrong:?}");
    }
}
