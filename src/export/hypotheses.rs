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
use crate::certify::lemma::{Lemma, Slack, Tie};

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
pub fn section() -> Section {
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
        let meaning = format!("{} {relation} says: {hypothesis}", L::NAME);
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
