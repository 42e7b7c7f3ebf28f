//! What `check` cites exists: the formal lemma of every kind of proof is indexed.

use crate::proof_index::{folder, rows};
use catapult::arithmetic::parse_exact;
use catapult::certify::aligned_proof::AlignedProof;
use catapult::certify::certificate::Exact;
use catapult::certify::data_proof::GramProof;
use catapult::certify::linear_proof::{LinearProof, Region};
use catapult::certify::{Proof, citation::Citation};

/// One proof of each kind; the numbers do not matter.
fn citations() -> Vec<Citation> {
    let (bits, step, rise, power, pieces) = (64, 1, 0, 1, 1);
    let exact = || Exact(parse_exact("1/2").expect("a number"));
    let region = || Region { lower: exact(), upper: exact() };
    let linear = [
        LinearProof::Rest { bits },
        LinearProof::Quadratic { bits },
        LinearProof::Smoothness { bits },
        LinearProof::CriticalRate { bits },
        LinearProof::Potential { bits, step },
        LinearProof::Sublevel { bits, step, rise: None, lower: exact(), upper: exact(), pieces },
        LinearProof::Contraction { bits, step, rise, basin: region(), power, pieces },
        LinearProof::Doubling { bits, step, rise, radius: exact(), pieces },
        LinearProof::Cycle { bits, step, period: 2, cycle: region(), basin: region(), power, pieces },
        LinearProof::Escape { bits, step, reach: exact() },
    ];
    let two_layer = [
        Proof::Trap { bits, step, contraction: exact() },
        Proof::Hit { bits, step },
        Proof::Boundary { bits },
        Proof::Universal { bits, step },
        Proof::Growth { bits, step },
        Proof::Alternation { bits, step, margin: exact() },
    ];
    let layer = 1;
    let aligned = [
        AlignedProof::Trap { bits, step, layer, contraction: exact() },
        AlignedProof::Lazy { bits, step },
        AlignedProof::Safe { bits, step },
        AlignedProof::Degenerate { bits, step, layer },
        AlignedProof::Balanced { bits },
        AlignedProof::Growth { bits, step },
        AlignedProof::Alternation { bits, step, margin: exact() },
        AlignedProof::Hit { bits, step },
    ];
    let on_data = [Proof::Gram(GramProof::OneSided { bits, step })];
    let others = linear.map(Proof::Linear).into_iter().chain(aligned.map(Proof::Aligned));
    two_layer.into_iter().chain(others).chain(on_data).map(|proof| proof.citation()).collect()
}

pub fn every_citation_names_an_indexed_lemma() {
    let rows = rows();
    let source = folder().parent().expect("the project").join("crates/catapult-core/src");
    for Citation { lemma, module, formal, .. } in citations() {
        assert!(formal.is_some(), "{lemma} has no formal proof");
        if let Some((file, name)) = formal {
            assert!(rows.iter().any(|row| row.file == file && row.lemma == name), "{lemma}: no row for {file}, {name}");
        }
        let path = module.replace("::", "/");
        assert!(source.join(format!("{path}.rs")).is_file(), "{lemma}: there is no {module}");
    }
}
