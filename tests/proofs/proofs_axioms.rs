//! What the proofs assume, asked of Coq itself. Without Coq these tests are ignored.

use crate::proof_index::{compile, folder, has_coq, rows};
use std::collections::BTreeSet;
use std::process::Command;

/// The axioms of Coq's standard reals, and of nothing else.
const ALLOWED: [&str; 4] = [
    "ClassicalDedekindReals.sig_forall_dec",
    "ClassicalDedekindReals.sig_not_dec",
    "Classical_Prop.classic",
    "FunctionalExtensionality.functional_extensionality_dep",
];

/// The axioms that Coq finds behind some theorems, taken together: one question is much faster than one a theorem.
fn assumptions(theorems: &[String], modules: &[String]) -> BTreeSet<String> {
    let text = format!(
        "From Catapult Require {}.\nDefinition everything := ({}).\nPrint Assumptions everything.\n",
        modules.join(" "),
        theorems.join(", ")
    );
    let place = tempfile::tempdir().expect("a folder");
    let file = place.path().join("assumptions.v");
    std::fs::write(&file, text).expect("a file");
    let output =
        Command::new("coqc").args(["-q", "-w", "none", "-Q"]).arg(folder()).arg("Catapult").arg(&file).output();
    let output = output.expect("coqc starts");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let printed = String::from_utf8(output.stdout).expect("UTF-8");
    let mut lines = printed.lines();
    assert_eq!(lines.next(), Some("Axioms:"), "{printed}");
    lines
        .filter(|line| !line.starts_with(' '))
        .filter_map(|line| line.split_whitespace().next())
        .map(str::to_owned)
        .collect()
}

pub fn every_lemma_of_the_index_assumes_the_standard_reals_only() {
    if !has_coq() {
        return;
    }
    compile();
    let rows = rows();
    let module = |file: &str| file.trim_end_matches(".v").to_owned();
    let modules: BTreeSet<String> = rows.iter().map(|row| module(&row.file)).collect();
    let modules: Vec<String> = modules.into_iter().collect();
    let theorems: Vec<String> = rows.iter().map(|row| format!("@{}.{}", module(&row.file), row.lemma)).collect();
    let others = |found: BTreeSet<String>| -> Vec<String> {
        found.into_iter().filter(|axiom| !ALLOWED.contains(&axiom.as_str())).collect()
    };
    if others(assumptions(&theorems, &modules)).is_empty() {
        return;
    }
    for theorem in theorems {
        let found = others(assumptions(std::slice::from_ref(&theorem), &modules));
        assert!(found.is_empty(), "{theorem} assumes {}", found.join(", "));
    }
}

// The question is answered truly: machine integers are seen.
pub fn machine_integers_are_noticed() {
    if !has_coq() {
        return;
    }
    compile();
    let found = assumptions(&["@Linear_enclosure.Machine.below_critical_lazy".into()], &["Linear_enclosure".into()]);
    assert!(found.iter().any(|axiom| axiom.contains("Uint63")), "{found:?}");
}
