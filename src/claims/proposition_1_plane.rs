//! Proposition 1 on data in the plane, with alpha and beta enclosed by the general method.
//!
//! The lemma and its consequences are stated and proved in [`crate::separability::curvature`].

use super::Claim;
use super::evidence::{Evidence, Findings, Kind, Verdict};
use crate::arithmetic::{Ball, FromExact, Interval};
use crate::certify::loss_history::movement;
use crate::data::{ExactDataSet, IntegerPoints};
use crate::dynamics::network::{Sample, gradient_step, risk};
use crate::model::LinearNetwork;
use crate::model::network::Matrix;
use crate::separability::curvature::curvatures;
use crate::separability::split;
use num_traits::One;
use rug::{Float, Rational};
use std::cmp::Ordering;

pub const IN_THE_PLANE: Claim = Claim {
    id: "proposition-1-plane",
    statement: "On the non-separable data z = (2, 1), (-1, 1), (-1, -2), (1, 0) and for both losses, with smoothness beta and strong convexity \
                alpha on {L <= L(0)}: from a start in that set that is not the minimiser, eta < 2/beta makes the loss fall at every \
                step, and eta > 2/alpha makes it rise in the first one.",
    source: "Our reading of Huang et al., arXiv:2011.12547, Proposition 1; proofs/THEORY.md section 2",
    corrected: None,
    recorded: Verdict::Verified,
    check: |session| Ok(check(session.digits())),
};

const POINTS: [[i32; 2]; 4] = [[2, 1], [-1, 1], [-1, -2], [1, 0]];
const BITS: u32 = 256;
/// Steps of the certified samples below 2/beta.
const STEPS: usize = 20;
/// The start 0 lies in every sublevel set of L(0).
const START: [i32; 2] = [0, 0];

fn check(digits: usize) -> Findings {
    let samples: Vec<(Vec<Rational>, i8)> = POINTS.map(|z| (z.map(Rational::from).to_vec(), 1)).to_vec();
    let points = IntegerPoints::of_exact(&ExactDataSet { samples });
    let Ok(split) = split(&points) else { return Findings::undecided("separability was not decided", Vec::new()) };
    let Some(constants) = curvatures(&points, &split) else {
        return Findings::undecided("the curvature was not enclosed", Vec::new());
    };
    let mut settled = split.separable_part.is_empty();
    let mut evidence = vec![
        Evidence::new(Kind::Exact, "the data are non-separable: Σ mu_i z_i = 0 with mu > 0, and they span the plane")
            .with("mu", split.multipliers.iter().map(ToString::to_string).collect::<Vec<String>>()),
    ];
    let data: Vec<Sample<Ball>> = POINTS
        .map(|z| Sample { input: z.map(|x| Ball::from_exact(&Rational::from(x), BITS)).to_vec(), label: Ball::one() })
        .to_vec();
    for curvature in constants {
        let loss = curvature.loss;
        let Some((rest, alpha)) = curvature.rest.and_then(|rest| rest.strong_convexity.map(|alpha| (rest, alpha)))
        else {
            return Findings::undecided("strong convexity was not proved", evidence);
        };
        settled &= rest.rank == Some(2) && alpha.lower() > 0.0;
        // 1 % below 2/beta and above 2/alpha, at the safe ends of the enclosures
        let below = Float::with_val(BITS, 1.98) / rest.smoothness.upper();
        let above = Float::with_val(BITS, 2.02) / alpha.lower();
        let mut falls = true;
        let mut network = start();
        let mut level = risk(&network, &data, &loss);
        let highest = level.clone();
        for _ in 0..STEPS {
            network = gradient_step(&network, &data, &loss, &Ball::exact(below.clone()));
            let next = risk(&network, &data, &loss);
            falls &= movement(&level, &next) == Some(Ordering::Less);
            level = next;
        }
        let jumped = gradient_step(&start(), &data, &loss, &Ball::exact(above.clone()));
        let rises = movement(&highest, &risk(&jumped, &data, &loss)) == Some(Ordering::Greater);
        settled &= falls && rises;
        evidence.push(
            Evidence::new(
                Kind::Certified,
                format!(
                    "{loss} loss: beta and alpha; samples from w = 0 agree: one per cent below 2/beta the loss falls in each of \
                     {STEPS} steps, one per cent above 2/alpha it rises in the first"
                ),
            )
            .with_ball("beta", &ball(&rest.smoothness), digits.min(DOUBLE_DIGITS))
            .with_ball("alpha", &ball(&alpha), digits.min(DOUBLE_DIGITS)),
        );
    }
    Findings::settled_if(
        settled,
        Verdict::Verified,
        "a lemma covers all rates and starts (strong convexity on the sublevel set, stated and proved in \
         separability::curvature); its constants are enclosed, and samples agree",
        evidence,
    )
}

/// Digits of a double.
const DOUBLE_DIGITS: usize = 17;

fn ball(interval: &Interval) -> Ball {
    let end = |x: f64| Float::with_val(64, x);
    Ball::between(&end(interval.lower()), &end(interval.upper()), 64)
}

fn start() -> LinearNetwork<Ball> {
    let row = START.map(|x| Ball::from_exact(&Rational::from(x), BITS)).to_vec();
    LinearNetwork { scale: Ball::one(), layers: vec![Matrix { rows: vec![row] }] }
}
