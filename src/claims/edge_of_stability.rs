//! Partly separable data are driven to the edge of stability at every rate, (G8).
//!
//! The proof is formal, for any width, any number of features and points, and both losses: proofs/Edge_of_stability.v. What is computed here shows that
//! such data exist, exactly, and what an orbit does.

use super::evidence::{Evidence, Findings, Kind, Verdict};
use super::on_data::{one_unit, rows};
use super::{Claim, Session};
use crate::dynamics::{Equations, Problem};
use crate::model::network::dot;
use crate::progress::{Interrupted, Progress};
use crate::search::data_shape::DataShape;
use rug::Rational;

pub const EDGE_OF_STABILITY: Claim = Claim {
    id: "edge-of-stability",
    statement: "Two-layer network, exponential or logistic loss, partly separable data (some direction leaves no point behind and moves one, and some non-negative \
                multipliers, not all of them at zero, balance the points): at every rate gradient descent is driven to the edge of stability. Unless |w2| comes arbitrarily near zero, there \
                is for each eps > 0, after any number of steps, a segment between two steps with eta times the sharpness above 2 - eps.",
    source: "proofs/THEORY.md section 6, (G8) [ours]",
    corrected: None,
    recorded: Verdict::Verified,
    check,
};

/// Steps of the runs, and how many of the last ones are looked at.
const STEPS: u64 = 30_000;
const LAST: u64 = 500;

fn check(session: &Session<'_>) -> Result<Findings, Interrupted> {
    let data = rows(1, &[&[1, 0], &[-1, 0], &[0, 1]]);
    let points = data.iter().map(|z| (z.clone(), 1)).collect();
    let partly = matches!(DataShape::of(&points), DataShape::PartlySeparable { moved: 1, count: 3 });
    let balance: Vec<Rational> = (0..2).map(|j| data[0][j].clone() + &data[1][j]).collect();
    let direction = [Rational::new(), Rational::from(1)];
    let along: Vec<Rational> = data.iter().map(|z| dot(z, &direction)).collect();
    let split = balance.iter().all(Rational::is_zero) && along.iter().all(|x| *x >= 0) && along[2] > 0;
    let exact =
        "z = (1,0), (-1,0), (0,1): (0,1) leaves no point behind and moves the third, and the first two are in balance";
    let mut evidence = vec![Evidence::new(Kind::Exact, exact).with("partly_separable", partly && split)];
    for rate in [1, 2] {
        let first = vec![Rational::from((1, 2)), Rational::from((1, 3))];
        let Some(Problem::Gram(descent)) = one_unit((rate, 1), &data, first, Rational::from((1, 2))) else {
            return Ok(Findings::undecided("no such network", evidence));
        };
        let equations = descent.equations::<f64>(53);
        let mut state = descent.start_in::<f64>(53);
        let mut largest = 0.0_f64;
        for step in 0..STEPS {
            if step.is_multiple_of(1 << 12) {
                Progress::of(step, STEPS).tell(session.watch())?;
            }
            if step + LAST >= STEPS {
                largest = largest.max(f64::from(rate) * equations.sharpness(&state));
            }
            state = equations.step(state);
        }
        let text = format!(
            "eta = {rate}, one hidden unit: the largest eta times the sharpness in the last {LAST} of {STEPS} steps"
        );
        evidence.push(Evidence::new(Kind::Numerical, text).with("scaled_sharpness", (largest * 1e3).round() / 1e3));
    }
    Ok(Findings::settled_if(
        partly && split,
        Verdict::Verified,
        "a lemma covers all such data, widths, rates and starts: were the sharpness below (2 - eps)/eta on all late segments, the loss would pay for all squares of gradients, so that \
         tr M - b stays bounded while v leaves every ball, and b, and with it the sharpness, would grow beyond all bounds",
        evidence,
    ))
}
