//! The hypotheses of the checker's lemmas as formulas: one definition for each slack, and one for all of a lemma together.
//!
//! They are the functions of [`crate::certify::lemma`] evaluated on symbols, so that a theorem of `proofs/` that has them as its
//! hypotheses speaks of what the checker tests.

use super::equations::{Definition, Section};
use crate::arithmetic::Expression;
use crate::certify::checks::alternation::Alternation;
use crate::certify::checks::boundary::{Falls, Grows};
use crate::certify::checks::growth::Growth;
use crate::certify::checks::trap::Trap;
use crate::certify::checks::universal::Universal;
use crate::certify::checks::{
    aligned_balanced, aligned_degenerate, aligned_growth, aligned_lazy, aligned_safe, aligned_trap, gram_one_sided,
    linear_critical_rate, linear_doubling, linear_escape, linear_potential, linear_quadratic, linear_rest,
    linear_smoothness, linear_sublevel,
};
use crate::certify::lemma::{Lemma, Slack, Tie};
use crate::certify::{cycle, cycle_basin, interior, period_doubling};

/// Formulas that must all be positive, or not negative.
#[derive(Clone, Debug)]
pub struct Conjunction {
    /// The name in Coq.
    pub name: String,
    /// The arguments, all real numbers, in order.
    pub arguments: Vec<String>,
    /// What it is, in words.
    pub meaning: String,
    /// The formulas by name with their arguments, and what zero means.
    pub parts: Vec<(String, Vec<String>, Tie)>,
}

/// The hypotheses of the lemmas about the two-layer network.
pub fn two_layer() -> Section {
    let mut section = Section {
        title: "Hypotheses of the checker's lemmas about the two-layer network",
        definitions: Vec::new(),
        conjunctions: Vec::new(),
    };
    let kernel = "a lower bound of the limit of lambda that a trap gives";
    let body = Trap::symbols().least_kernel();
    section.definitions.push(Definition::new("trap_kernel", "eta m delta Phi V gap", "lambda_min", None, kernel, body));
    add::<Trap>(&mut section, "eta m delta phi Phi lambda q V gap");
    add::<Growth>(&mut section, "eta m f s lambda");
    add::<Alternation>(&mut section, "eta m sigma q V u d w F s");
    add::<Falls>(&mut section, "a");
    add::<Grows>(&mut section, "a");
    add::<Universal>(&mut section, "eta m sigma");
    add::<gram_one_sided::OneSidedConverges>(&mut section, "z w");
    add::<gram_one_sided::OneSidedFalls>(&mut section, "z w a");
    section
}

/// The hypotheses of the lemmas about linear predictors on one-dimensional data and about cycles of their maps.
pub fn linear() -> Section {
    let mut section = Section {
        title: "Hypotheses of the checker's lemmas about the linear predictor",
        definitions: Vec::new(),
        conjunctions: Vec::new(),
    };
    add::<linear_rest::Rest>(&mut section, "slope");
    add::<linear_quadratic::Falling>(&mut section, "eta h slope");
    add::<linear_quadratic::Alternating>(&mut section, "eta h slope");
    add::<linear_quadratic::Growing>(&mut section, "eta h slope");
    add::<linear_smoothness::Smoothness>(&mut section, "eta beta");
    add::<linear_critical_rate::Below>(&mut section, "eta eta_c w0");
    add::<linear_critical_rate::Above>(&mut section, "eta eta_c w0");
    add::<linear_potential::Repelling>(&mut section, "eta kappa");
    add::<linear_potential::Side>(&mut section, "eta w L_w L_0");
    add::<linear_escape::Overshoot>(&mut section, "eta reach h_right F_right h_left F_left");
    add::<linear_escape::Beyond>(&mut section, "reach size");
    add::<linear_sublevel::Level>(&mut section, "a w b L_a L_w L_b");
    add::<linear_sublevel::ShortStep>(&mut section, "eta h");
    add::<interior::Interior>(&mut section, "r d");
    add::<interior::IntervalNewton>(&mut section, "m r c G D");
    add::<cycle::NotFixed>(&mut section, "moved");
    add::<cycle::Attracting>(&mut section, "size");
    add::<cycle::Repelling>(&mut section, "size");
    add::<cycle_basin::Contraction>(&mut section, "r d slope");
    add::<linear_doubling::Doubling>(&mut section, "mu b r g");
    add::<period_doubling::Supercritical>(&mut section, "crossing a");
    add::<period_doubling::Subcritical>(&mut section, "crossing a");
    section
}

/// The hypotheses of the lemmas about aligned networks.
pub fn aligned() -> Section {
    let mut section = Section {
        title: "Hypotheses of the checker's lemmas about aligned networks",
        definitions: Vec::new(),
        conjunctions: Vec::new(),
    };
    let meaning = "2C, by which the squares of the other layers may still fall in a trap";
    let body = aligned_trap::Trap::symbols().drift();
    section.definitions.push(Definition::new("aligned_trap_drift", "eta F Phi gap", "drift", None, meaning, body));
    add::<aligned_trap::Trap>(&mut section, "eta F phi Phi a t_low t_up gap");
    add::<aligned_lazy::Lazy>(&mut section, "eta K tau_max tau_min");
    add::<aligned_safe::Safe>(&mut section, "eta S reach");
    add::<aligned_degenerate::Together>(&mut section, "eta K tau_max g a");
    add::<aligned_growth::Growth>(&mut section, "f c M");
    add::<aligned_growth::BoundedGrowth>(&mut section, "f c M");
    add::<aligned_balanced::Falls>(&mut section, "eta eta_c");
    add::<aligned_balanced::Grows>(&mut section, "eta eta_c");
    section
}

/// The definitions of one lemma, whose numbers are called by the names in `arguments`.
fn add<L: Lemma>(section: &mut Section, arguments: &str) {
    let arguments: Vec<String> = arguments.split(' ').map(str::to_owned).collect();
    let mut parts = Vec::new();
    for (number, Slack { hypothesis, value, tie }) in (1..).zip(L::slacks::<Expression>(&L::symbols())) {
        let name = format!("{}_{number}", L::NAME);
        let used = value.variables();
        let own: Vec<String> = arguments.iter().filter(|argument| used.contains(*argument)).cloned().collect();
        let relation = if tie == Tie::Holds { ">= 0" } else { "> 0" };
        let meaning = format!("{name} {relation} says: {hypothesis}");
        let symbol = format!("slack_{number}");
        section.definitions.push(Definition::new(&name, &own.join(" "), &symbol, None, &meaning, value));
        parts.push((name, own, tie));
    }
    section.conjunctions.push(Conjunction {
        name: format!("{}_holds", L::NAME),
        arguments,
        meaning: format!("all hypotheses of the lemma `{}`, as the checker tests them", L::NAME),
        parts,
    });
}
