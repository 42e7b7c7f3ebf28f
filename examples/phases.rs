//! An orbit of a two-layer network step by step, and a proof of where it ends: `cargo run --example phases`.

use catapult::arithmetic::parse_exact;
use catapult::certificates;
use catapult::certify::check;
use catapult::dynamics::Problem;
use catapult::dynamics::orbit::{self, Arithmetic};
use catapult::dynamics::orbit_row::Columns;
use catapult::model::LossName;
use catapult::search::{ClassifyOptions, classify};
use std::error::Error;
use std::ops::ControlFlow;

fn main() -> Result<(), Box<dyn Error>> {
    let [rate, width, lambda, output] = ["7", "100", "2", "1/2"].map(parse_exact);
    let problem = Problem::two_layer(LossName::Logistic, rate?, width?, lambda?, output?);

    // The same orbit as floats and as certified enclosures.
    for arithmetic in [Arithmetic::F64, Arithmetic::Ball(96)] {
        let columns = Columns::of(&problem, arithmetic);
        println!("{}", columns.names().join(" "));
        orbit::run(&problem, arithmetic, 6, 2, |step, state: Option<orbit::State>| {
            state.iter().for_each(|state| println!("{}", columns.row(step, state).cells().join(" ")));
            ControlFlow::Continue(())
        })?;
    }

    // What it does for ever, and a certificate that anyone can check again.
    let answer = classify(&problem, &ClassifyOptions::default())?;
    println!("{}: {}", answer.phase, answer.explanation());
    if let Some(certificate) = &answer.certificate {
        let read = certificates::parse(&certificates::to_text(certificate))?;
        println!("checked: {}", check(&read)?.statement);
    }
    Ok(())
}
