//! Training does not align the layers of networks on D0 (L7b).
//!
//! # Lemma
//!
//! (i) Let W_l = sigma_l u_l u_{l-1}^T + Delta_l with unit vectors u_l, u_0 = u_L = 1, u_l^T Delta_l = 0 and Delta_l u_{l-1} = 0. Then the sigma_l move as in (D3), and
//! Delta_l never changes. *Proof.* The forward vectors are a_l = sigma_l .. sigma_1 u_l and the backward vectors along u_l, whatever the Delta_l, so f and the
//! gradient are those of the aligned network: multiples of u_l u_{l-1}^T. ∎
//!
//! So whenever the aligned network converges, this one does, to weights with W_l = sigma_l,inf u_l u_{l-1}^T + Delta_l, of rank two or more where Delta_l != 0 and
//! sigma_l,inf != 0.
//!
//! (ii) Perturb an aligned network by gamma_l u_{l-1}^T in W_l, gamma_l orthogonal to u_l, and by u_{l+1} beta_{l+1}^T in W_{l+1}, beta_{l+1} orthogonal to u_l. To
//! first order the misalignment z_l = sigma_{l+1} gamma_l - sigma_l beta_{l+1}, which does not change when u_l is turned, is multiplied by 1 - x_l x_{l+1} at a step: the
//! factor of q_l - q_{l+1} (L1a). So z_l/(q_l - q_{l+1}) is conserved to first order.
//!
//! Both are exact identities below, (i) for L = 2, 3, 4 and (ii) for the two hidden layers of L = 3.

use super::aligned::classify;
use super::evidence::{Findings, Verdict, identity_evidence};
use super::{Claim, Session};
use crate::arithmetic::{Dual, Expression, Field, Identity};
use crate::certify::Phase;
use crate::dynamics::network::moved;
use crate::dynamics::{Descent, Problem};
use crate::model::network::Matrix;
use crate::model::{LinearNetwork, LossName};
use crate::progress::Interrupted;
use num_traits::{One, Zero};
use rug::Rational;

pub const LAYERS_ALIGN: Claim = Claim {
    id: "layers-align",
    statement: "Networks of L >= 3 layers on D0, any of the three losses: where gradient descent converges, it aligns the layers, in that every W_l tends to a matrix \
                of rank one or zero.",
    source: "Our reading, for D0, of what Ji and Telgarsky, arXiv:1810.02032, prove for separable data; proofs/THEORY.md section 7, (L7a), (L7b) [ours]",
    corrected: Some(
        "Parts of a layer that neither neighbour sees never change, and near alignment the misalignment of neighbouring layers is multiplied by the same \
         factor as their imbalance: relative to it alignment does not improve.",
    ),
    recorded: Verdict::Refuted,
    check,
};

fn variable(name: &str, l: usize) -> Expression {
    Expression::variable(&format!("{name}_{l}"))
}

/// Two hidden units, u_l the first unit vector: W_l has the entries sigma_l, off the line the given ones, and Delta_l.
fn network<T: Field>(scale: T, depth: usize, entry: impl Fn(usize, usize, usize) -> T) -> LinearNetwork<T> {
    let layer = |l: usize| {
        let (rows, columns) = (if l == depth { 1 } else { 2 }, if l == 1 { 1 } else { 2 });
        Matrix { rows: (0..rows).map(|i| (0..columns).map(|j| entry(l, i, j)).collect()).collect() }
    };
    LinearNetwork { scale, layers: (1..=depth).map(layer).collect() }
}

/// One step at the rate eta s.
fn step<T: Field>(network: &LinearNetwork<T>, rate: T) -> LinearNetwork<T> {
    moved(network, &network.forward_vectors(&[T::one()]), &network.backward_vectors(), &rate)
}

fn rate() -> Expression {
    Expression::variable("eta") * Expression::variable("s")
}

/// (i): the step of every entry.
fn dormant_parts_stay(depth: usize) -> Identity {
    let entry = |l: usize, i: usize, j: usize| match (i, j) {
        (0, 0) => variable("sigma", l),
        (1, 1) => variable("delta", l),
        _ => Expression::zero(),
    };
    let scale = Expression::variable("N");
    let before = network(scale.clone(), depth, entry);
    let after = step(&before, rate());
    let output = (1..=depth).fold(scale, |product, l| product * variable("sigma", l));
    let expected = |l: usize, i: usize, j: usize| match (i, j) {
        (0, 0) => variable("sigma", l) - rate() * &output / variable("sigma", l),
        _ => entry(l, i, j),
    };
    let entries = after.layers.iter().enumerate().flat_map(|(l, layer)| {
        let rows = layer.rows.iter().enumerate();
        rows.flat_map(move |(i, row)| row.iter().enumerate().map(move |(j, found)| (l + 1, i, j, found)))
    });
    let mut identities = entries.map(|(l, i, j, found)| found.identity(&expected(l, i, j)));
    identities.find(|identity| *identity != Identity::Proved).unwrap_or(Identity::Proved)
}

/// (ii) for W_l and W_{l+1} of three layers: z_l' = z_l (1 - x_l x_{l+1}), and f does not change to first order.
fn misalignment_is_multiplied(l: usize) -> [Identity; 2] {
    let (gamma, beta) = (Expression::variable("gamma"), Expression::variable("beta"));
    let entry = |k: usize, i: usize, j: usize| match (i, j) {
        (0, 0) => Dual::constant(variable("sigma", k)),
        (1, 0) if k == l => Dual { value: Expression::zero(), derivative: gamma.clone() },
        (0, 1) if k == l + 1 => Dual { value: Expression::zero(), derivative: beta.clone() },
        _ => Dual::zero(),
    };
    let scale = Expression::variable("N");
    let before = network(Dual::constant(scale.clone()), 3, entry);
    let output = before.output(&[Dual::one()]);
    let after = step(&before, Dual::constant(rate()));
    let turned = |network: &LinearNetwork<Dual<Expression>>| {
        let [upper, lower] = [&network.layers[l].rows, &network.layers[l - 1].rows];
        upper[0][0].value.clone() * &lower[1][0].derivative - lower[0][0].value.clone() * &upper[0][1].derivative
    };
    let ratio = |k: usize| rate() * &output.value / variable("sigma", k).square();
    let expected = turned(&before) * (Expression::one() - ratio(l) * ratio(l + 1));
    [turned(&after).identity(&expected), output.derivative.identity(&Expression::zero())]
}

fn check(session: &Session<'_>) -> Result<Findings, Interrupted> {
    let [first, at_first] = misalignment_is_multiplied(1);
    let [second, at_second] = misalignment_is_multiplied(2);
    let (mut settled, mut evidence) = identity_evidence([
        (dormant_parts_stay(2), "L = 2: the sigma_l move as in (D3), Delta stays"),
        (dormant_parts_stay(3), "L = 3: the sigma_l move as in (D3), Delta_2 stays"),
        (dormant_parts_stay(4), "L = 4: the sigma_l move as in (D3), Delta_2 and Delta_3 stay"),
        (first, "L = 3, layers 1 and 2: z' = z (1 - x_1 x_2) to first order"),
        (at_first, "L = 3, layers 1 and 2: f does not change to first order"),
        (second, "L = 3, layers 2 and 3: z' = z (1 - x_2 x_3) to first order"),
        (at_second, "L = 3, layers 2 and 3: f does not change to first order"),
    ]);
    // sigma = (1/10, 2, 3/2), Delta_2 = 3: W_2 tends to diag(sigma_2, 3), and sigma_2 stays away from 0 where another layer vanishes
    let numbers = || [(1, 10), (0, 1), (2, 1), (0, 1), (0, 1), (3, 1), (3, 2), (0, 1)].map(Rational::from).to_vec();
    let cases = [
        (LossName::Logistic, (4, 1), Phase::Catapult),
        (LossName::Exponential, (1, 2), Phase::Lazy),
        (LossName::Squared, (1, 2), Phase::Lazy),
    ];
    for (loss, rate, phase) in cases {
        let rate = Rational::from(rate);
        let whole: Problem = Descent::dense(loss, rate.clone(), 2, 3, numbers()).into();
        let line = Problem::aligned(loss, rate, 2.into(), [(1, 10), (2, 1), (3, 2)].map(Rational::from).to_vec());
        let (whole, line) = (classify(session, &whole, phase)?, classify(session, &line, phase)?);
        settled &= whole.agrees && line.agrees && line.vanishing == Some(1);
        evidence.extend([whole.fact, line.fact]);
    }
    Ok(Findings::settled_if(
        settled,
        Verdict::Refuted,
        "certified counterexamples: Delta_2 = 3 beside sigma_2 never changes, the orbit converges, and sigma_2 does not tend to 0, so that W_2 has rank two in the \
         limit (lemma (i) of claims::alignment, an exact identity)",
        evidence,
    ))
}
