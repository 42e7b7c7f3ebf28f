//! Cycles of aligned networks on D0: none is stable where L'' f >= s, none with equal layers, and under (L3e) there is none at all.
//!
//! A *cycle* is a periodic orbit of (D3) with f != 0; it is *unstable* if the return map has a multiplier of modulus above 1. An unstable cycle of an
//! aligned network is one of the whole network too, as aligned weights stay aligned.
//!
//! # Lemmas
//!
//! With A = L'' f², B = s f, x_l = c/q_l, c = eta B and alpha = A/B: the Jacobian of (D3) is
//!
//! > (L1c)  J_ij = [i = j] (1 + x_i) - eta (A + B)/(sigma_i sigma_j),  det J = prod (1 + x_l) (1 - (1 + alpha) sum x_l/(1 + x_l)).
//!
//! **(L6a)** If alpha >= 1 (exponential loss: f coth f; squared: 1) every cycle has |det J| > 1 at each of its points, so that it is unstable.
//! *Proof.* If c <= 2 min q_l at some point, no |sigma_l| ever grows from there on ((L8a): it falls or stays, and c with it); on a cycle all stay, all
//! |1 - x_l| = 1, and all x_l = 2. Otherwise max x_l > 2. So max x_l >= 2 at every point. With y_l = x_l/(1 + x_l) in (0, 1) the largest is at least 2/3, and
//! |det J| >= g = (2 sum y - 1)/prod (1 - y_l), as (1 + alpha) sum y >= 4/3 > 1. g rises in each y_k, dg/dy_k being (2 (1 - y_k) + 2 sum y - 1)/((1 - y_k) prod (1 - y_l)).
//! As L >= 2 and all y_l > 0, g exceeds its value (2y - 1)/(1 - y) >= 1 at y = max y_l >= 2/3 alone. ∎
//!
//! **(L6b)** A cycle in which two layers i, j are equal at one point has the multiplier prod_t (1 - x_t²), x = x_i = x_j, of modulus prod_t (1 + x_t) > 1.
//! *Proof.* (q_i - q_j)' = (q_i - q_j)(1 - x_i x_j) (L1a): equal layers stay equal, the linear form d(q_i - q_j) is multiplied by 1 - x_t² at each step, and
//! is a left eigenvector of the return map. prod_t |1 - x_t| = 1, because |sigma_i| returns. ∎
//!
//! **(L6d)** Logistic loss: under (L3e) every orbit converges to a minimum. A periodic orbit that converges is a point, and f = 0 there. ∎

use super::aligned::{classify, number};
use super::evidence::{Evidence, Findings, Kind, Verdict};
use super::{Claim, Session};
use crate::arithmetic::{Dual, Expression, Field, Identity, parse_exact};
use crate::certify::Phase;
use crate::dynamics::{Aligned, Problem};
use crate::model::{Degenerate, LossName, Risk, Squared};
use crate::progress::Interrupted;
use crate::theory::Question;
use rug::Rational;

pub const RISING_CURVATURE: Claim = Claim {
    id: "deep-cycles",
    statement: "Aligned networks of L >= 2 layers on D0, exponential and squared loss: at no rate is there a stable cycle with f != 0.",
    source: "proofs/THEORY.md section 7, (L6a) [ours]",
    corrected: None,
    recorded: Verdict::Verified,
    check: check_determinant,
};

pub const EQUAL_LAYERS: Claim = Claim {
    id: "equal-layers-cycles",
    statement: "Aligned networks of L >= 2 layers on D0, any of the three losses: at no rate is there a stable cycle with f != 0 in which two layers \
                have equal size.",
    source: "proofs/THEORY.md section 7, (L6b) [ours]",
    corrected: None,
    recorded: Verdict::Verified,
    check: check_equal,
};

pub const SAFE_RATES: Claim = Claim {
    id: "safe-rate-cycles",
    statement: "Aligned networks of L >= 2 layers on D0, logistic loss: no start from which a rate is safe ((L3e): eta N sqrt(Pi) <= 2 sqrt 2) lies on a \
                cycle with f != 0; for two layers there is none at eta <= 2 sqrt(2m).",
    source: "proofs/THEORY.md section 7, (L6d), (L3e) [ours]",
    corrected: None,
    recorded: Verdict::Verified,
    check: check_safe,
};

fn sigma(depth: usize) -> Vec<Expression> {
    (1..=depth).map(|l| Expression::variable(&format!("sigma_{l}"))).collect()
}

fn map<T>(scale: T, learning_rate: T, loss: LossName) -> Aligned<T, Degenerate<LossName>> {
    Aligned { learning_rate, scale, wide: true, risk: Degenerate(loss) }
}

/// The partial derivatives of a step, a row for each layer.
fn jacobian<T: Field, R: Risk<Dual<T>>>(map: &Aligned<Dual<T>, R>, sigma: &[T]) -> Vec<Vec<T>> {
    let column = |direction: usize| {
        let seed =
            |(l, x): (usize, &T)| if l == direction { Dual::variable(x.clone()) } else { Dual::constant(x.clone()) };
        let point: Vec<Dual<T>> = sigma.iter().enumerate().map(seed).collect();
        map.step_of(&point).into_iter().map(|entry| entry.derivative).collect::<Vec<T>>()
    };
    let columns: Vec<Vec<T>> = (0..sigma.len()).map(column).collect();
    (0..sigma.len()).map(|i| columns.iter().map(|column| column[i].clone()).collect()).collect()
}

/// (L1c) entry by entry.
fn entries_are_as_stated(loss: LossName, depth: usize) -> bool {
    let (scale, rate, sigma) = (Expression::variable("N"), Expression::variable("eta"), sigma(depth));
    let found = jacobian(&map(Dual::constant(scale.clone()), Dual::constant(rate.clone()), loss), &sigma);
    let plain = map(scale, rate.clone(), loss);
    let f = plain.output_of(&sigma);
    let slope = plain.risk.slope(f.clone()) * &f;
    let both = plain.risk.curvature(f.clone()) * f.square() + &slope;
    let expected = |i: usize, j: usize| {
        let off = -(rate.clone() * &both / (sigma[i].clone() * &sigma[j]));
        if i == j { Expression::integer(1) + rate.clone() * &slope / sigma[i].clone().square() + off } else { off }
    };
    found
        .iter()
        .enumerate()
        .all(|(i, row)| row.iter().enumerate().all(|(j, entry)| entry.identity(&expected(i, j)) == Identity::Proved))
}

/// det (D - k v v^T) = prod D_l (1 - k sum v_l²/D_l), as an identity.
fn determinants_are_as_stated(depth: usize) -> bool {
    let letter = |name: &str, l: usize| Expression::variable(&format!("{name}_{l}"));
    let k = Expression::variable("k");
    let matrix: Vec<Vec<Expression>> = (0..depth)
        .map(|i| {
            let off = |j: usize| -(k.clone() * letter("v", i) * letter("v", j));
            (0..depth).map(|j| if i == j { letter("D", i) + off(j) } else { off(j) }).collect()
        })
        .collect();
    let diagonal = (0..depth).fold(Expression::integer(1), |product, l| product * letter("D", l));
    let sum = (0..depth).fold(Expression::integer(0), |sum, l| sum + letter("v", l).square() / letter("D", l));
    determinant(&matrix).identity(&(diagonal * (Expression::integer(1) - k * sum))) == Identity::Proved
}

/// By the first row.
fn determinant<T: Field>(matrix: &[Vec<T>]) -> T {
    let Some((first, below)) = matrix.split_first() else { return T::one() };
    let minor = |left_out: usize| -> Vec<Vec<T>> {
        let kept =
            |row: &Vec<T>| row.iter().enumerate().filter(|(j, _)| *j != left_out).map(|(_, x)| x.clone()).collect();
        below.iter().map(kept).collect()
    };
    first.iter().enumerate().fold(T::zero(), |sum, (j, entry)| {
        let term = entry.clone() * determinant(&minor(j));
        if j.is_multiple_of(2) { sum + term } else { sum - term }
    })
}

/// The Jacobian at the exact 2-cycle sigma_l = 1, eta = 2, m = 1 of the squared loss, at which sigma' = -sigma; `None` if it is none.
fn at_the_balanced_cycle(depth: usize) -> Option<Vec<Vec<Rational>>> {
    let (one, two) = (Rational::from(1), Rational::from(2));
    let start = vec![one.clone(); depth];
    let plain = Aligned { learning_rate: two.clone(), scale: one.clone(), wide: false, risk: Degenerate(Squared) };
    let next = plain.step_of(&start);
    let map = Aligned {
        learning_rate: Dual::constant(two),
        scale: Dual::constant(one),
        wide: false,
        risk: Degenerate(Squared),
    };
    next.iter().all(|sigma| *sigma == -1).then(|| jacobian(&map, &start))
}

fn check_determinant(_: &Session<'_>) -> Result<Findings, Interrupted> {
    let (mut settled, mut evidence) = (true, Vec::new());
    let mut note = |text: String, holds: bool| {
        settled &= holds;
        evidence.push(Evidence::new(Kind::Exact, text).with("holds", holds));
    };
    for depth in 2..=4 {
        for loss in [LossName::Exponential, LossName::Squared] {
            note(format!("{loss} loss, L = {depth}: the Jacobian is (L1c)"), entries_are_as_stated(loss, depth));
        }
        note(format!("L = {depth}: its determinant is (L1c)"), determinants_are_as_stated(depth));
        let at_cycle = at_the_balanced_cycle(depth).map(|jacobian| determinant(&jacobian));
        // 3^L |1 - 4L/3|
        let power = (0..depth).fold(Rational::from(1), |power, _| power * 3u32);
        let expected = power * (Rational::from((4 * depth as u32, 3)) - 1u32);
        let holds = at_cycle.is_some_and(|found| found.abs() == expected && expected > 1);
        note(
            format!(
                "squared loss, m = 1, L = {depth}: |det J| = 3^L (4L/3 - 1) at the cycle sigma -> -sigma of eta = 2, sigma = 1"
            ),
            holds,
        );
    }
    Ok(Findings::settled_if(
        settled,
        Verdict::Verified,
        "a lemma covers all cycles at every depth: |det J| > 1 at each point, as the largest x_l is at least 2 (stated and proved in \
         claims::deep_cycles); its formulas are exact identities",
        evidence,
    ))
}

/// (L1a): the difference of two squares is multiplied by 1 - x_i x_j.
fn differences_are_as_stated(loss: LossName, depth: usize) -> bool {
    let sigma = sigma(depth);
    let map = map(Expression::variable("N"), Expression::variable("eta"), loss);
    let next = map.step_of(&sigma);
    let push = map.push_at(map.output_of(&sigma));
    let gap = |state: &[Expression]| state[0].clone().square() - state[1].clone().square();
    let ratio = |l: usize| push.clone() / sigma[l].clone().square();
    let expected = gap(&sigma) * (Expression::integer(1) - ratio(0) * ratio(1));
    gap(&next).identity(&expected) == Identity::Proved
}

fn check_equal(_: &Session<'_>) -> Result<Findings, Interrupted> {
    let (mut settled, mut evidence) = (true, Vec::new());
    let mut note = |text: String, holds: bool| {
        settled &= holds;
        evidence.push(Evidence::new(Kind::Exact, text).with("holds", holds));
    };
    for depth in 2..=4 {
        for loss in LossName::ALL {
            let holds = differences_are_as_stated(loss, depth);
            note(format!("{loss} loss, L = {depth}: (q_1 - q_2)' = (q_1 - q_2)(1 - x_1 x_2)"), holds);
        }
        // J (1, -1, 0, ..) = 3 (1, -1, 0, ..): two steps multiply by 9 = (1 - 2²)²
        let holds = at_the_balanced_cycle(depth).is_some_and(|jacobian| {
            jacobian.iter().enumerate().all(|(i, row)| row[0].clone() - &row[1] == [3, -3].get(i).copied().unwrap_or(0))
        });
        note(
            format!(
                "squared loss, m = 1, L = {depth}: J (1, -1, 0, ..) = 3 (1, -1, 0, ..) at the cycle sigma -> -sigma of eta = 2, sigma = 1"
            ),
            holds,
        );
    }
    Ok(Findings::settled_if(
        settled,
        Verdict::Verified,
        "a lemma covers all cycles: the difference of two equal layers is a left eigenvector of the return map with the multiplier \
         prod (1 - x²), of modulus prod (1 + x) > 1 (stated and proved in claims::deep_cycles); its formula is an exact identity",
        evidence,
    ))
}

fn check_safe(session: &Session<'_>) -> Result<Findings, Interrupted> {
    let (mut settled, mut evidence) = (true, Vec::new());
    let starts: [(u32, &[(u32, u32)]); 4] = [
        (2, &[(3, 1), (1, 7)]),
        (100, &[(10, 1), (11, 1)]),
        (100, &[(1, 10), (12, 1), (11, 1)]),
        (9, &[(1, 1), (3, 1), (4, 1), (7, 2)]),
    ];
    for (width, layers) in starts {
        let sigma: Vec<Rational> = layers.iter().map(|size| Rational::from(*size)).collect();
        let question = Question::SafeRate { width: width.into(), sigma: sigma.clone() };
        let Some(safe) = number(session, &question) else {
            settled = false;
            continue;
        };
        let enclosure = safe.enclosure(session.digits());
        let rate = parse_exact(&enclosure.lower).unwrap_or_default();
        let problem = Problem::aligned(LossName::Logistic, rate, width.into(), sigma);
        let catapult = classify(session, &problem, Phase::Catapult)?;
        let lazy = classify(session, &problem, Phase::Lazy)?;
        settled &= catapult.agrees || lazy.agrees;
        evidence.push(catapult.fact.with("eta_safe", enclosure));
    }
    Ok(Findings::settled_if(
        settled,
        Verdict::Verified,
        "a lemma covers all starts: at a safe rate the orbit converges to a minimum (certify::checks::aligned_safe, and proofs/THEORY.md for the limit), and a \
         periodic orbit that converges is a point; certified answers at safe rates agree",
        evidence,
    ))
}
