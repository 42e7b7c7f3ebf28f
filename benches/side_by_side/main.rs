//! How long does `catapult` take for what its peers are measured on? One workload a run; `benches/peers/compare.py` runs
//! them in turn with the peers' scripts (`make compare`), and COMPARE.md shows the outcome.
//!
//! ```text
//! cargo bench --bench side_by_side -- sweep f64|f32 START.npz
//! cargo bench --bench side_by_side -- eigenvalue hessian|ntk start|trained START.npz
//! cargo bench --bench side_by_side -- map linear|logistic|exponential [converge]
//! cargo bench --bench side_by_side -- orbit ETA DIGITS
//! cargo bench --bench side_by_side -- root overshoot|cycle DIGITS
//! ```
//!
//! START.npz is what `benches/peers/cifar.py START.npz` writes. `--save FILE` writes the results that are compared, as doubles.

mod digits;
mod maps;
mod protocol;
mod training;

use protocol::Arguments;

const USAGE: &str =
    "side_by_side: name a workload: sweep, eigenvalue, map, orbit or root (see benches/side_by_side/main.rs)";

fn main() {
    let arguments = Arguments::read();
    let words: Vec<&str> = arguments.words.iter().map(String::as_str).collect();
    match words[..] {
        ["sweep", "f64", start] => training::sweep::<f64>(&arguments, start.as_ref()),
        ["sweep", "f32", start] => training::sweep::<f32>(&arguments, start.as_ref()),
        ["eigenvalue", operator, point, start] => training::eigenvalue(&arguments, operator, point, start.as_ref()),
        ["map", name] => maps::grid(&arguments, name, false),
        ["map", name, "converge"] => maps::grid(&arguments, name, true),
        ["orbit", rate, digits] => digits::orbit(&arguments, rate, digits.parse().expect("a number of digits")),
        ["root", name, digits] => digits::root(&arguments, name, digits.parse().expect("a number of digits")),
        // Among all benches, without a workload: nothing to measure.
        _ => println!("{USAGE}"),
    }
}
