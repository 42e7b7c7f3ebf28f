//! What the proofs assume, asked of Coq itself. Without Coq these tests say so and check nothing.

mod proof_index;

use proof_index::{compile, folder, has_coq, rows};
use std::collections::BTreeSet;
use std::process::Command;

/// The axioms of Coq's standard reals, and of nothing else.
const ALLOWED: [&str; 4] = [
    "ClassicalDedekindReals.sig_forall_dec",
    "ClassicalDedekindReals.sig_not_dec",
    "Classical_Prop.classic",
    "FunctionalExtensionality.functional_extensionality_dep",
];

#[test]
fn every_lemma_of_the_index_assumes_the_standard_reals_only() {
    if !has_coq() {
        return;
    }
    compile();
    let rows = rows();
    let module = |file: &str| file.trim_end_matches(".v").to_owned();
    let modules: BTreeSet<String> = rows.iter().map(|row| module(&row.file)).collect();
    let modules: Vec<String> = modules.into_iter().collect();
    let mut text = format!("From Catapult Require {}.\n", modules.join(" "));
    for row in &rows {
        text += &format!("Print Assumptions {}.{}.\n", module(&row.file), row.lemma);
    }
    let place = tempfile::tempdir().expect("a folder");
    let file = place.path().join("assumptions.v");
    std::fs::write(&file, text).expect("a file");
    let output =
        Command::new("coqc").args(["-q", "-w", "none", "-Q"]).arg(folder()).arg("Catapult").arg(&file).output();
    let output = output.expect("coqc starts");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));

    let printed = String::from_utf8(output.stdout).expect("UTF-8");
    let mut answers: Vec<Vec<&str>> = Vec::new();
    for line in printed.lines().filter(|line| !line.starts_with(' ')) {
        if line == "Axioms:" || line.starts_with("Closed under the global context") {
            answers.push(Vec::new());
        } else if let (Some(answer), Some(name)) = (answers.last_mut(), line.split_whitespace().next()) {
            answer.push(name);
        }
    }
    assert_eq!(answers.len(), rows.len(), "one answer a lemma");
    for (row, axioms) in rows.iter().zip(answers) {
        for axiom in axioms {
            assert!(ALLOWED.contains(&axiom), "{} of {} assumes {axiom}", row.lemma, row.file);
        }
    }
}
