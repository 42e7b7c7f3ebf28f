//! Certificates printed for Coq: one of each kind is compiled, and a false claim is not. Without Coq the compiling tests
//! check the printed text only, and are counted as ignored.

use crate::proof_index::{compile, folder, has_coq};
use catapult::arithmetic::parse_exact;
use catapult::certify::certificate::{Claim, Exact, Format, Statement};
use catapult::certify::{Certificate, Proof};
use catapult::dynamics::{Descent, LinearSystem, Problem};
use catapult::export::{CertificateExportError, coq_certificate};
use catapult::model::LossName;
use catapult::search::{ClassifyOptions, classify};
use rug::Rational;
use std::process::Command;

fn exact(text: &str) -> Rational {
    parse_exact(text).expect("a number")
}

/// A two-layer problem: loss, eta, m, lambda, f.
fn two_layer(loss: LossName, numbers: [&str; 4]) -> Problem {
    let [eta, width, lambda, output] = numbers.map(exact);
    Problem::two_layer(loss, eta, width, lambda, output)
}

/// A linear problem on the signed points -1, 1, 2.
fn three_points(loss: LossName, eta: &str, weight: &str) -> Problem {
    let points = [-1, 1, 2].map(|z| (Rational::from(z), 1)).to_vec();
    Problem::linear_on(points, loss, exact(eta), exact(weight))
}

fn certificate(problem: &Problem, max_steps: u64) -> Certificate {
    let options = ClassifyOptions { max_steps, ..ClassifyOptions::default() };
    classify(problem, &options).expect("a problem").certificate.expect("a proof")
}

/// An aligned network: eta, m, and the sigma_l.
fn aligned(loss: LossName, eta: &str, width: &str, sigma: &[&str]) -> Problem {
    let sigma = sigma.iter().map(|sigma| exact(sigma)).collect();
    Descent::aligned(loss, exact(eta), exact(width), sigma).into()
}

/// The kind of a proof, and the lemma if it is of a network that has its own, as in files.
fn kind(certificate: &Certificate) -> String {
    let proof = serde_json::to_value(&certificate.proof).expect("JSON");
    let lemma = proof.get("lemma").and_then(|lemma| lemma.as_str()).map(|lemma| format!(" {lemma}"));
    format!("{}{}", proof["kind"].as_str().expect("a kind"), lemma.unwrap_or_default())
}

/// What Coq prints of a text that it accepts, or its error, after the proofs have been compiled; `None` without Coq.
fn run_coq(text: &str) -> Option<Result<String, String>> {
    has_coq().then(|| {
        compile();
        let place = tempfile::tempdir().expect("a folder");
        let file = place.path().join("certificate.v");
        std::fs::write(&file, text).expect("a file");
        let output =
            Command::new("coqc").args(["-q", "-w", "none", "-Q"]).arg(folder()).arg("Catapult").arg(&file).output();
        let output = output.expect("coqc starts");
        let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
        if output.status.success() { Ok(text(&output.stdout)) } else { Err(text(&output.stderr)) }
    })
}

/// Where the axioms of the standard reals are.
const REALS: [&str; 3] = ["ClassicalDedekindReals", "Classical_Prop", "FunctionalExtensionality"];

/// Rejects a proof that assumes anything but these axioms.
fn check_axioms(printed: &str, allowed: &[&str]) {
    let mut lines = printed.lines().skip_while(|line| *line != "Axioms:").skip(1).filter(|line| !line.starts_with(' '));
    let found = lines.find(|line| !allowed.iter().any(|module| line.starts_with(&format!("{module}."))));
    assert_eq!(found, None);
    assert!(printed.contains("sig_forall_dec"), "{printed}");
}

/// Prints the certificate of a problem, which must be of the kind that is named, and has Coq prove it.
fn proves(problem: &Problem, max_steps: u64, expected: &str) -> String {
    let certificate = certificate(problem, max_steps);
    assert_eq!(kind(&certificate), expected);
    let text = coq_certificate(&certificate).expect("a Coq file");
    assert_eq!(text, coq_certificate(&certificate).expect("a Coq file"), "the same bytes each time");
    assert!(text.contains("Theorem certificate :") && !text.contains("Admitted"));
    if let Some(Err(message)) = run_coq(&text) {
        panic!("{expected}: {message}");
    }
    text
}

pub fn a_trap_and_its_limits_are_proved() {
    let text = proves(&two_layer(LossName::Logistic, ["23.274", "100", "2", "1/2"]), 1000, "trap");
    assert!(text.contains("catapult loss f /\\\n  kernel_limit lambda (1922810711287251284735970000509 /"), "{text}");
}

pub fn a_lazy_trap_is_proved() {
    proves(&two_layer(LossName::Squared, ["1/2", "4", "2", "1"]), 1000, "trap");
}

pub fn growth_is_proved() {
    proves(&two_layer(LossName::Exponential, ["2", "10", "2", "1/2"]), 1000, "growth");
}

pub fn alternation_is_proved() {
    proves(&two_layer(LossName::Logistic, ["200", "100", "2", "1/2"]), 1000, "alternation");
}

/// Data on either side of zero, both losses, and weights whose W1^T w2 has the factor m^(-1/2).
pub fn one_sided_data_are_proved() {
    let points = |side: i32| -> Vec<(Vec<Rational>, u32)> {
        [(1, 1), (2, 1), (1, 2)].map(|(x, y)| (vec![Rational::from((side * x, y))], 1 + u32::from(y == 1))).to_vec()
    };
    let of_kernel = |loss, side, eta: &str, width: i32, output: &str| -> Problem {
        let (eta, output) = (exact(eta), exact(output));
        Descent::two_layer_of_one_feature(loss, eta, points(side), width.into(), &exact("2"), output).into()
    };
    let text = proves(&of_kernel(LossName::Logistic, 1, "1/1000", 1_000_000, "-1/2"), 1000, "gram one-sided");
    assert!(text.contains("is_lim_seq v p_infty"), "{text}");
    let text = proves(&of_kernel(LossName::Exponential, -1, "1/2", 3, "1/10"), 1000, "gram one-sided");
    assert!(text.contains("is_lim_seq v m_infty"), "{text}");
    let (first, second) = ([vec![exact("1")], vec![exact("2")]], [exact("1"), exact("-1")]);
    let of_weights =
        Descent::two_layer_from_weights(LossName::Logistic, exact("1/3"), points(1), &first, &second).expect("weights");
    proves(&of_weights.into(), 1000, "gram one-sided");
    // one that follows the orbit has no file
    let later = certificate(&of_kernel(LossName::Logistic, 1, "40", 5, "-3/2"), 1000);
    assert_eq!(kind(&later), "gram one-sided");
    assert!(matches!(coq_certificate(&later), Err(CertificateExportError::Unsupported { .. })));
}

pub fn exact_hits_the_boundary_and_the_universal_rate_are_proved() {
    proves(&two_layer(LossName::Squared, ["1", "4", "2", "2"]), 1000, "hit");
    proves(&two_layer(LossName::Squared, ["1/2", "4", "2", "2"]), 1000, "boundary");
    proves(&two_layer(LossName::Exponential, ["20", "4", "2", "2"]), 1000, "boundary");
    proves(&two_layer(LossName::Logistic, ["27", "100", "2", "1/2"]), 5, "universal");
}

pub fn linear_certificates_without_an_orbit_are_proved() {
    let degenerate = |loss, eta, weight| Problem::linear(loss, exact(eta), exact(weight));
    proves(&degenerate(LossName::Logistic, "1", "0"), 1000, "linear rest");
    proves(&degenerate(LossName::Exponential, "1", "1"), 1000, "linear critical-rate");
    proves(&degenerate(LossName::Exponential, "3", "1"), 1000, "linear critical-rate");
    proves(&three_points(LossName::Squared, "1/4", "1"), 1000, "linear quadratic");
    let cycle = proves(&three_points(LossName::Squared, "1", "1"), 1000, "linear quadratic");
    assert!(cycle.contains("ends_at_cycle squared"), "{cycle}");
    proves(&three_points(LossName::Squared, "5/3", "1"), 1000, "linear quadratic");
    proves(&three_points(LossName::Logistic, "3", "3"), 1000, "linear smoothness");
}

pub fn linear_certificates_with_an_orbit_are_proved() {
    proves(&Problem::linear(LossName::Logistic, exact("10"), exact("3")), 1000, "linear potential");
    proves(&three_points(LossName::Exponential, "3", "2"), 1000, "linear escape");
    proves(&three_points(LossName::Logistic, "5", "6"), 1000, "linear sublevel");
    proves(&three_points(LossName::Exponential, "7/5", "21/20"), 1000, "linear contraction");
    proves(&three_points(LossName::Logistic, "6", "1"), 1000, "linear cycle");
}

pub fn traps_of_aligned_networks_and_their_limits_are_proved() {
    let text = proves(&aligned(LossName::Logistic, "22", "100", &["1/10", "12", "11"]), 1000, "aligned trap");
    assert!(text.contains("catapult loss (fun t => layers_output 3") && text.contains("(Some 2%nat)"), "{text}");
    // four layers: N is not rational
    proves(&aligned(LossName::Exponential, "1", "9", &["1/10", "3", "-4", "7/2"]), 1000, "aligned trap");
}

pub fn aligned_networks_that_converge_without_a_trap_are_proved() {
    let text = proves(&aligned(LossName::Squared, "3/10", "1", &["1/2", "-1/2", "3/2"]), 40, "aligned degenerate");
    assert!(text.contains("ends_at loss 3"), "{text}");
    proves(&aligned(LossName::Logistic, "20", "100", &["1/10", "15", "14"]), 4, "aligned lazy");
    proves(&aligned(LossName::Logistic, "26", "100", &["3", "20"]), 4, "aligned safe");
}

pub fn divergence_of_aligned_networks_is_proved() {
    proves(&aligned(LossName::Exponential, "50", "4", &["1", "2", "3"]), 1000, "aligned growth");
    proves(&aligned(LossName::Logistic, "500", "4", &["3", "2", "3"]), 1000, "aligned growth");
    proves(&aligned(LossName::Logistic, "60", "100", &["14", "1/3"]), 1000, "aligned alternation");
}

pub fn balanced_starts_and_exact_hits_of_aligned_networks_are_proved() {
    proves(&aligned(LossName::Logistic, "1/10", "4", &["1", "-1", "1"]), 1000, "aligned balanced");
    proves(&aligned(LossName::Exponential, "100", "1", &["1", "1", "1", "1"]), 1000, "aligned balanced");
    let text = proves(&aligned(LossName::Squared, "2", "1", &["1", "1", "1"]), 1000, "aligned balanced");
    assert!(text.contains("Theorem certificate : oscillating 3"), "{text}");
    proves(&aligned(LossName::Logistic, "2", "3", &["0", "1", "2", "3"]), 1000, "aligned hit");
    proves(&aligned(LossName::Squared, "2", "2", &["0", "0", "1"]), 1000, "aligned hit");
    proves(&aligned(LossName::Squared, "1/4", "1", &["1", "2", "-1"]), 1000, "aligned hit");
}

// The limits of the claim are in the theorem, and Coq rejects others.
pub fn coq_rejects_a_false_limit_of_an_aligned_network() {
    let text = proves(&aligned(LossName::Squared, "1/2", "5", &["1", "-3"]), 1000, "aligned trap");
    for (right, wrong) in [("(Some 0%nat)", "(Some 1%nat)"), ("lazy loss (fun", "catapult loss (fun")] {
        let other = text.replace(right, wrong);
        assert_ne!(other, text);
        assert!(run_coq(&other).is_none_or(|answer| answer.is_err()), "{right}");
    }
}

// The limits of the claim are in the theorem, and Coq rejects others.
pub fn coq_rejects_a_false_limit_of_a_linear_predictor() {
    let text = proves(&three_points(LossName::Logistic, "5", "6"), 1000, "linear sublevel");
    assert!(text.contains("ends_at_minimum logistic"), "{text}");
    // the kernel is 2
    let kernel = text.replace("real ((2)%Z, 1%positive)", "real ((3)%Z, 1%positive)");
    assert_ne!(kernel, text);
    assert!(run_coq(&kernel).is_none_or(|answer| answer.is_err()));
    // another first point of the cycle
    let text = proves(&three_points(LossName::Logistic, "6", "1"), 1000, "linear cycle");
    assert!(text.contains("ends_at_cycle logistic"), "{text}");
    let statement = text.rfind("(real_bounds [((").expect("bounds") + "(real_bounds [((".len();
    let mut other = text.clone();
    other.insert(statement, '9');
    assert!(run_coq(&other).is_none_or(|answer| answer.is_err()));
}

// Points of multiplicity 0 are none.
pub fn points_that_do_not_occur_are_left_out() {
    let mut problem = three_points(LossName::Squared, "1/4", "1");
    let Problem::Linear(Descent { system: LinearSystem { points: Some(points), .. }, .. }) = &mut problem else {
        unreachable!()
    };
    points.push((exact("7"), 0));
    let text = proves(&problem, 1000, "linear quadratic");
    assert!(!text.contains("0%positive"), "{text}");
}

// Short orbits are enclosed on the integers of the standard library.
pub fn a_short_proof_assumes_the_standard_reals_only() {
    let problem = Problem::linear(LossName::Exponential, exact("3"), exact("1"));
    let text = coq_certificate(&certificate(&problem, 1000)).expect("a Coq file");
    if let Some(answer) = run_coq(&(text + "Print Assumptions certificate.\n")) {
        check_axioms(&answer.expect("a proof"), &REALS);
    }
}

pub fn coq_rejects_a_false_claim() {
    let text = proves(&two_layer(LossName::Squared, ["1", "4", "2", "2"]), 1000, "hit");
    let false_phase = text.replace("lazy loss f", "divergent loss f").replace("catapult loss f", "divergent loss f");
    assert_ne!(false_phase, text);
    assert!(run_coq(&false_phase).is_none_or(|answer| answer.is_err()));
    let false_start = text.replace("Definition output_0 : R := (2 / 1)", "Definition output_0 : R := (3 / 1)");
    assert_ne!(false_start, text);
    assert!(run_coq(&false_start).is_none_or(|answer| answer.is_err()));
}

pub fn certificates_without_a_coq_file_are_refused_with_a_reason() {
    // a certificate that does not hold
    let problem = two_layer(LossName::Squared, ["1", "4", "2", "2"]);
    let mut wrong = certificate(&problem, 1000);
    wrong.proof = Proof::Hit { bits: 64, step: 0 };
    assert!(matches!(coq_certificate(&wrong), Err(CertificateExportError::Rejected(_))));
    // too many steps
    let problem = two_layer(LossName::Logistic, ["20.427", "100", "2", "1/2"]);
    let long = certificate(&problem, 100_000);
    let refused = coq_certificate(&long);
    assert!(matches!(refused, Err(CertificateExportError::TooLong { steps, .. }) if steps > 20_000), "{refused:?}");
    // an orbit whose exponentials are too long
    let far = certificate(&aligned(LossName::Logistic, "200", "100", &["8", "9"]), 1000);
    let refused = coq_certificate(&far);
    assert!(matches!(refused, Err(CertificateExportError::Unsupported { kind: "alternation", .. })), "{refused:?}");
    // more layers than a file has room for
    let deep = certificate(&aligned(LossName::Logistic, "1", "1", &["1"; 13]), 1000);
    let refused = coq_certificate(&deep);
    assert!(matches!(refused, Err(CertificateExportError::Unsupported { kind: "balanced", .. })), "{refused:?}");
    // a kind without a text: a constant risk
    let flat = Problem::linear_on(vec![(Rational::new(), 1)], LossName::Logistic, exact("2"), exact("1"));
    let refused = coq_certificate(&certificate(&flat, 1000));
    assert!(matches!(refused, Err(CertificateExportError::Unsupported { kind: "rest", .. })), "{refused:?}");
    let cycle = certificate(&Problem::linear(LossName::Squared, exact("2"), exact("1")), 1000);
    // the pieces of a certificate are those of its file
    let Certificate {
        format: Format::One, problem: Statement::Linear { learning_rate: Exact(rate), .. }, claim, ..
    } = cycle
    else {
        panic!("a linear certificate")
    };
    let Claim { limit, .. } = claim;
    assert!(rate == 2 && limit.is_some());
}
