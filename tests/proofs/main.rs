//! The Coq proofs and what is exported to them.
//!
//! Whether Coq is there shows when the tests run, and the standard harness cannot ignore a test by then. So this binary has a
//! harness of its own, with the same arguments: where Coq is missing, the tests that ask it check what they can without and are
//! counted as ignored. A test that is in neither list below is an unused function, which `make lint` rejects.

#[path = "../support/command_line.rs"]
mod command_line;
#[path = "../support/proof_index.rs"]
mod proof_index;

mod proofs_axioms;
mod proofs_certificates;
mod proofs_citations;
mod proofs_sources;
mod theory_page;

use libtest_mimic::{Arguments, Completion, Trial};
use proof_index::has_coq;
use std::process::ExitCode;

/// Tests that need no Coq.
macro_rules! tests {
    ($($module:ident::$name:ident,)*) => {
        vec![$(Trial::test(concat!(stringify!($module), "::", stringify!($name)), || { $module::$name(); Ok(()) })),*]
    };
}

/// Tests that ask Coq: ignored where it is missing, whatever they have checked without it.
macro_rules! tests_with_coq {
    ($($module:ident::$name:ident,)*) => {
        vec![$(Trial::ignorable_test(concat!(stringify!($module), "::", stringify!($name)), || {
            $module::$name();
            Ok(if has_coq() { Completion::Completed } else { Completion::ignored_with("Coq is not installed") })
        })),*]
    };
}

fn main() -> ExitCode {
    let arguments = Arguments::from_args();
    let without = tests![
        proofs_sources::the_committed_equations_are_what_the_code_prints,
        proofs_sources::every_definition_is_printed_in_latex_too,
        proofs_sources::nothing_is_admitted_or_postulated,
        proofs_sources::every_lemma_of_the_index_exists,
        proofs_sources::every_formal_proof_of_a_claim_is_in_the_index,
        proofs_sources::claims_show_their_formal_evidence,
        proofs_citations::every_citation_names_an_indexed_lemma,
        theory_page::its_equations_are_what_the_code_prints,
        theory_page::every_tag_that_is_cited_stands_there,
        theory_page::every_name_in_it_exists,
        proofs_certificates::certificates_without_a_coq_file_are_refused_with_a_reason,
    ];
    let with_coq = tests_with_coq![
        proofs_axioms::every_lemma_of_the_index_assumes_the_standard_reals_only,
        proofs_axioms::machine_integers_are_noticed,
        proofs_certificates::a_trap_and_its_limits_are_proved,
        proofs_certificates::a_lazy_trap_is_proved,
        proofs_certificates::growth_is_proved,
        proofs_certificates::alternation_is_proved,
        proofs_certificates::one_sided_data_are_proved,
        proofs_certificates::exact_hits_the_boundary_and_the_universal_rate_are_proved,
        proofs_certificates::linear_certificates_without_an_orbit_are_proved,
        proofs_certificates::linear_certificates_with_an_orbit_are_proved,
        proofs_certificates::coq_rejects_a_false_limit_of_a_linear_predictor,
        proofs_certificates::traps_of_aligned_networks_and_their_limits_are_proved,
        proofs_certificates::aligned_networks_that_converge_without_a_trap_are_proved,
        proofs_certificates::divergence_of_aligned_networks_is_proved,
        proofs_certificates::balanced_starts_and_exact_hits_of_aligned_networks_are_proved,
        proofs_certificates::coq_rejects_a_false_limit_of_an_aligned_network,
        proofs_certificates::points_that_do_not_occur_are_left_out,
        proofs_certificates::a_short_proof_assumes_the_standard_reals_only,
        proofs_certificates::coq_rejects_a_false_claim,
    ];
    let conclusion = libtest_mimic::run(&arguments, without.into_iter().chain(with_coq).collect());
    if conclusion.num_ignored > 0 && !has_coq() {
        eprintln!("******************************************************************************");
        eprintln!("*** Coq is not installed: THE FORMAL PROOFS ARE NOT CHECKED by this run.   ***");
        eprintln!("*** `make proofs` installs Coq on Debian and Ubuntu and compiles them.     ***");
        eprintln!("******************************************************************************");
    }
    conclusion.exit_code()
}
