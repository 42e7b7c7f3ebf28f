//! The equations as Coq definitions over the real numbers: the file `proofs/Equations.v`.

use super::equations::{Definition, Section};
use super::hypotheses::Conjunction;
use crate::arithmetic::printing::{DefinitionError, coq_definition};
use crate::certify::lemma::Tie;

const HEADER: &str = "\
(* The equations that the simulator runs, over the real numbers of Coq.

   Printed by `catapult export coq` from the generic functions of the crate, evaluated on symbolic expressions; a test
   compares this file with what the program prints. Do not edit it: run `catapult export coq > proofs/Equations.v`.

   Tags such as (T1) are those of the crate's documentation. Names ending in _exponential, _logistic or _squared are for that
   loss; the others take the slope s = L'(f), and where it occurs the curvature c = L''(f), as arguments. *)

From Coq Require Import Reals.
Open Scope R_scope.
";

/// The file `proofs/Equations.v`.
///
/// # Errors
///
/// [`DefinitionError`] if a definition names an argument that its formula does not bind.
pub fn coq_file(sections: &[Section]) -> Result<String, DefinitionError> {
    let mut text = HEADER.to_owned();
    for section in sections {
        text.push_str(&format!("\n(** * {} *)\n", section.title));
        for definition in &section.definitions {
            text.push('\n');
            text.push_str(&coq_text(definition)?);
        }
        for conjunction in &section.conjunctions {
            text.push('\n');
            text.push_str(&coq_conjunction(conjunction));
        }
    }
    Ok(text)
}

fn coq_text(definition: &Definition) -> Result<String, DefinitionError> {
    let arguments: Vec<&str> = definition.arguments.iter().map(String::as_str).collect();
    let body = coq_definition(&definition.name, &arguments, &definition.body)?;
    Ok(format!("(* {}{} *)\n{body}", tag(definition), definition.meaning))
}

/// `Definition name (x y : R) : Prop := 0 < one x /\\ 0 <= two x y.` Names and arguments are those of printed definitions.
fn coq_conjunction(Conjunction { name, arguments, meaning, parts }: &Conjunction) -> String {
    let part = |(name, arguments, tie): &(String, Vec<String>, Tie)| {
        let relation = if *tie == Tie::Holds { "<=" } else { "<" };
        format!("0 {relation} {name} {}", arguments.join(" "))
    };
    let parts: Vec<String> = parts.iter().map(part).collect();
    let body = parts.join(" /\\\n  ");
    format!("(* {meaning} *)\nDefinition {name} ({} : R) : Prop :=\n  {body}.\n", arguments.join(" "))
}

/// `(T1) ` for a tagged equation.
fn tag(definition: &Definition) -> String {
    definition.tag.map_or(String::new(), |tag| format!("({tag}) "))
}
