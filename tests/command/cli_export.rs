//! `catapult export` as a user runs it: certificates by file, and one line for those without a Coq file.

use crate::command_line::{catapult_in, refusal_in, stderr, stdout};

#[test]
fn a_certificate_file_becomes_a_coq_file() {
    let place = tempfile::tempdir().expect("a folder");
    let folder = place.path();
    let made = catapult_in(folder, "classify linear --loss logistic --eta 10 --weight 3 --certificate c.json");
    assert_eq!(made.status.code(), Some(0), "{}", stderr(&made));
    let output = catapult_in(folder, "export coq --certificate c.json");
    assert_eq!(output.status.code(), Some(0), "{}", stderr(&output));
    let text = stdout(&output);
    assert!(text.starts_with("(* linear predictor on D0, logistic loss, eta = 10, from w = 3: oscillating"), "{text}");
    assert!(text.contains("oscillating logistic (real_data points) (real eta) (real start) 2 /\\\n"), "{text}");
    assert!(
        text.contains("ends_at_cycle logistic (real_data points) (real eta) (real start) 2 (real_bounds ["),
        "{text}"
    );

    let valid = std::fs::read_to_string(folder.join("c.json")).expect("the certificate");
    std::fs::write(folder.join("wrong.json"), valid.replace("\"oscillating\"", "\"divergent\"")).expect("a file");
    let message = refusal_in(folder, "export coq --certificate wrong.json");
    assert!(message.contains("wrong.json") && message.contains("does not hold"), "{message}");
}

#[test]
fn bad_files_are_refused() {
    let place = tempfile::tempdir().expect("a folder");
    let message = refusal_in(place.path(), "export coq --certificate missing.json");
    assert!(message.contains("missing.json"), "{message}");
    std::fs::write(place.path().join("text.json"), "{}").expect("a file");
    let message = refusal_in(place.path(), "export coq --certificate text.json");
    assert!(message.contains("text.json") && message.contains("not a certificate"), "{message}");
}
