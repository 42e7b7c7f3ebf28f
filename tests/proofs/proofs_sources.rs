//! The Coq sources: printed from the code, complete, and all that the index and the claims name.

use crate::command_line::{catapult, stdout};
use crate::proof_index::{rows, sources};
use catapult::claims::formal::FORMAL_PROOFS;
use catapult::claims::{REGISTRY, Session};
use catapult::export::{coq::coq_file, latex::latex_file, sections};
use catapult::progress::silent;

pub fn the_committed_equations_are_what_the_code_prints() {
    let printed = coq_file(&sections()).expect("all definitions are closed");
    let committed =
        std::fs::read_to_string(crate::proof_index::folder().join("Equations.v")).expect("Equations.v is there");
    assert!(printed == committed, "run `catapult export coq > proofs/Equations.v` and compile the proofs again");
    assert_eq!(stdout(&catapult("export coq")), printed);
}

pub fn every_definition_is_printed_in_latex_too() {
    let printed = stdout(&catapult("export latex"));
    assert_eq!(printed, latex_file(&sections()));
    let definitions = sections().into_iter().flat_map(|section| section.definitions);
    let mut count = 0;
    for definition in definitions {
        assert!(printed.contains(&format!("% {}: ", definition.name)), "{}", definition.name);
        count += 1;
    }
    assert_eq!(printed.matches("\\begin{equation*}").count(), count);
    for tag in ["P1", "T1", "T2", "T3", "T4", "T5", "T6", "T7", "D1", "D2", "D3"] {
        assert!(printed.contains(&format!("\\tag{{{tag}}}")), "{tag}");
    }
    assert_eq!(printed.matches('{').count(), printed.matches('}').count());
}

/// A source without its comments, which nest.
fn without_comments(source: &str) -> String {
    let mut depth = 0;
    let mut text = String::new();
    let mut rest = source;
    while let Some(character) = rest.chars().next() {
        let step = if rest.starts_with("(*") {
            depth += 1;
            2
        } else if depth > 0 && rest.starts_with("*)") {
            depth -= 1;
            2
        } else {
            if depth == 0 {
                text.push(character);
            }
            character.len_utf8()
        };
        rest = &rest[step..];
    }
    assert_eq!(depth, 0, "a comment does not end");
    text
}

pub fn nothing_is_admitted_or_postulated() {
    assert!(without_comments("a (* Admitted (* . *) *) b").split_whitespace().eq(["a", "b"]));
    let forbidden = [
        "Admitted",
        "admit",
        "give_up",
        "Axiom",
        "Axioms",
        "Parameter",
        "Parameters",
        "Conjecture",
        "Abort",
        "bypass_check",
        "Unset",
    ];
    let sources = sources();
    assert!(sources.len() > 20);
    for (name, source) in sources {
        let text = without_comments(&source);
        let words = text.split(|c: char| !(c.is_alphanumeric() || c == '_' || c == '\''));
        for word in words {
            assert!(!forbidden.contains(&word), "{name} contains `{word}`");
        }
    }
}

/// Whether a source states a theorem of this name.
fn states(source: &str, lemma: &str) -> bool {
    source.lines().any(|line| {
        ["Theorem ", "Lemma ", "Corollary "].iter().any(|keyword| {
            line.strip_prefix(keyword)
                .and_then(|rest| rest.strip_prefix(lemma))
                .is_some_and(|rest| rest.starts_with([' ', ':', '\n']) || rest.is_empty())
        })
    })
}

pub fn every_lemma_of_the_index_exists() {
    let (rows, sources) = (rows(), sources());
    assert!(rows.len() > 60, "the index has {} rows", rows.len());
    for row in &rows {
        let source = sources.iter().find(|(name, _)| *name == row.file);
        let (_, source) = source.unwrap_or_else(|| panic!("proofs/{} is missing", row.file));
        assert!(states(&without_comments(source), &row.lemma), "{} is not in proofs/{}", row.lemma, row.file);
        assert!(!row.claim.is_empty() && !row.statement.is_empty(), "{} is not explained", row.lemma);
    }
}

pub fn every_formal_proof_of_a_claim_is_in_the_index() {
    let rows = rows();
    for proof in FORMAL_PROOFS {
        let found = rows.iter().any(|row| row.file == proof.file && row.lemma == proof.lemma);
        assert!(found, "{} of {} is not in the index", proof.lemma, proof.file);
        assert!(REGISTRY.iter().any(|claim| claim.id == proof.claim), "{} is no claim", proof.claim);
    }
    // and the other way round: a claim that the index names shows its proof
    for row in rows.iter().filter(|row| REGISTRY.iter().any(|claim| claim.id == row.claim)) {
        assert!(FORMAL_PROOFS.iter().any(|proof| proof.claim == row.claim), "{} shows no formal evidence", row.claim);
    }
}

pub fn claims_show_their_formal_evidence() {
    let claim = REGISTRY.iter().find(|claim| claim.id == "theorem-1.2-monotonicity").expect("the claim");
    let evidence = claim.check(&Session::new(10, &silent)).expect("nobody interrupts").evidence;
    let formal = evidence.iter().find(|fact| fact.kind == catapult::claims::Kind::Formal).expect("a formal proof");
    assert_eq!(formal.values["file"], "proofs/Theorem_1_2_counterexample.v");
    assert_eq!(formal.values["lemma"], "monotonicity_refuted");
}
