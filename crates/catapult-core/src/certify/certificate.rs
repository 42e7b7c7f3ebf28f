//! The certificate as a file: JSON with exact numbers as strings.
//!
//! ```json
//! { "format": "catapult-certificate/1",
//!   "problem": {"network": "two-layer", "loss": "logistic", "learning_rate": "20", "width": "100",
//!               "output": "1/2", "lambda": "2"},
//!   "claim": {"phase": "catapult", "limit": {"lambda": {"lower": "0.1", "upper": "0.2"}, "sharpness": {..}}},
//!   "proof": {"kind": "trap", "bits": 128, "step": 431, "contraction": "9/10"} }
//! ```
//!
//! Every number is exact: integers as JSON integers, all others as strings that [`parse_exact`] reads. Unknown, missing
//! and repeated fields are errors. Nothing in a file is believed: [`super::check`] recomputes what it needs from `problem`.

use super::aligned_proof::AlignedProof;
use super::data_proof::{FeatureProof, GramProof};
use super::dense_proof::DenseProof;
use super::linear_proof::LinearProof;
use super::phase::{Limit, Phase};
use super::work::{Excess, MOST_DATA_BITS};
use crate::arithmetic::exact::written_bits;
use crate::arithmetic::{Enclosure, ExactNumberError, parse_exact};
use crate::dynamics::{Descent, GramState, GramSystem, LinearSystem, Problem};
use crate::model::LossName;
use rug::Rational;
use serde::de::Error as _;
use serde::{Deserialize, Deserializer, Serialize};

/// The name of the format and its version.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Format {
    /// Version 1.
    #[serde(rename = "catapult-certificate/1")]
    One,
}

/// A rational number, in files a string such as `"-3/4"` or `"2.5e-3"`.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Exact(pub Rational);

impl TryFrom<String> for Exact {
    type Error = ExactNumberError;
    fn try_from(text: String) -> Result<Self, ExactNumberError> {
        parse_exact(&text).map(Exact)
    }
}

impl From<Exact> for String {
    fn from(value: Exact) -> String {
        value.0.to_string()
    }
}

/// A claim about one problem, with its proof.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Certificate {
    /// The format of the file.
    pub format: Format,
    /// What is trained, how, and from where.
    pub problem: Statement,
    /// What is claimed of it.
    pub claim: Claim,
    /// The numbers from which the claim follows.
    pub proof: Proof,
}

/// The exact problem. In files the network's name stands beside its numbers.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "network", rename_all = "kebab-case", deny_unknown_fields)]
pub enum Statement {
    /// The linear predictor of one weight.
    Linear {
        /// The loss.
        loss: LossName,
        /// eta.
        learning_rate: Exact,
        /// Signed points z_i = y_i x_i with multiplicities; left out for D0.
        #[serde(default, skip_serializing_if = "Option::is_none", deserialize_with = "read_points")]
        points: Option<Vec<(Exact, u32)>>,
        /// The start w.
        weight: Exact,
    },
    /// The two-layer network on D0.
    TwoLayer {
        /// The loss.
        loss: LossName,
        /// eta.
        learning_rate: Exact,
        /// m.
        width: Exact,
        /// The start f.
        output: Exact,
        /// The start lambda.
        lambda: Exact,
    },
    /// The linear predictor of several features.
    LinearOnData {
        /// The loss.
        loss: LossName,
        /// eta.
        learning_rate: Exact,
        /// Signed points z_i = y_i x_i with multiplicities.
        #[serde(deserialize_with = "read_feature_points")]
        points: Vec<(Vec<Exact>, u32)>,
        /// The start v.
        weights: Vec<Exact>,
    },
    /// The two-layer network on listed data.
    TwoLayerOnData {
        /// The loss.
        loss: LossName,
        /// eta.
        learning_rate: Exact,
        /// m.
        width: Exact,
        /// Signed points z_i = y_i x_i with multiplicities.
        #[serde(deserialize_with = "read_feature_points")]
        points: Vec<(Vec<Exact>, u32)>,
        /// Whether `v` is W1^T w2, without the factor N = m^{-1/2}.
        without_scale: bool,
        /// The start v = N W1^T w2.
        v: Vec<Exact>,
        /// The upper triangle of M = N² W1^T W1 at the start, by rows.
        upper: Vec<Exact>,
        /// b = N² |w2|² at the start.
        b: Exact,
    },
    /// The aligned network on D0.
    Aligned {
        /// The loss.
        loss: LossName,
        /// eta.
        learning_rate: Exact,
        /// m.
        width: Exact,
        /// The start sigma_1, ..., sigma_L.
        #[serde(deserialize_with = "read_layers")]
        sigma: Vec<Exact>,
    },
    /// The deep network on D0, with all its weights.
    Dense {
        /// The loss.
        loss: LossName,
        /// eta.
        learning_rate: Exact,
        /// m.
        width: u32,
        /// L.
        depth: u32,
        /// W_1, ..., W_L at the start, one after the other, each by rows.
        #[serde(deserialize_with = "read_layers")]
        weights: Vec<Exact>,
    },
}

/// Reads data, unless their numbers are too long together when written out: a short text may have many of the form `1e100000`.
fn read_points<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<Vec<(Exact, u32)>>, D::Error> {
    let Some(texts) = Option::<Vec<(String, u32)>>::deserialize(deserializer)? else { return Ok(None) };
    allow(texts.iter().map(|(z, _)| z.as_str())).map_err(D::Error::custom)?;
    let read = |(z, count): (String, u32)| Exact::try_from(z).map(|z| (z, count));
    texts.into_iter().map(read).collect::<Result<_, _>>().map(Some).map_err(D::Error::custom)
}

/// As [`read_points`], for several features.
pub(super) fn read_feature_points<'de, D: Deserializer<'de>>(
    deserializer: D,
) -> Result<Vec<(Vec<Exact>, u32)>, D::Error> {
    let texts = Vec::<(Vec<String>, u32)>::deserialize(deserializer)?;
    let bits = texts.iter().flat_map(|(z, _)| z).map(|z| written_bits(z)).fold(0, u64::saturating_add);
    if bits > MOST_DATA_BITS {
        return Err(D::Error::custom(Excess::Data(bits)));
    }
    let read = |(z, count): (Vec<String>, u32)| {
        z.into_iter().map(Exact::try_from).collect::<Result<Vec<Exact>, _>>().map(|z| (z, count))
    };
    texts.into_iter().map(read).collect::<Result<_, _>>().map_err(D::Error::custom)
}

/// Exact numbers as they stand in files.
fn written(values: &[Rational]) -> Vec<Exact> {
    values.iter().cloned().map(Exact).collect()
}

/// The numbers behind what stands in files.
pub(super) fn values(written: Vec<Exact>) -> Vec<Rational> {
    written.into_iter().map(|value| value.0).collect()
}

/// Reads the layers of a network, with the same bound.
pub(super) fn read_layers<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Vec<Exact>, D::Error> {
    let texts = Vec::<String>::deserialize(deserializer)?;
    allow(texts.iter().map(String::as_str)).map_err(D::Error::custom)?;
    texts.into_iter().map(Exact::try_from).collect::<Result<_, _>>().map_err(D::Error::custom)
}

/// Whether numbers are short enough together when written out.
fn allow<'a>(texts: impl Iterator<Item = &'a str>) -> Result<(), Excess> {
    let bits = texts.map(written_bits).fold(0, u64::saturating_add);
    if bits > MOST_DATA_BITS { Err(Excess::Data(bits)) } else { Ok(()) }
}

impl Statement {
    /// The statement of a problem; `None` for a network that certificates do not cover.
    pub fn of(problem: &Problem) -> Option<Self> {
        let exact = |value: &Rational| Exact(value.clone());
        match problem {
            Problem::Linear(descent) => Some(Statement::linear(descent)),
            Problem::TwoLayer(Descent { system, learning_rate, start }) => Some(Statement::TwoLayer {
                loss: system.loss,
                learning_rate: exact(learning_rate),
                width: exact(&system.width),
                output: exact(&start.output),
                lambda: exact(&start.lambda),
            }),
            Problem::Features(Descent { system, learning_rate, start }) => Some(Statement::LinearOnData {
                loss: system.loss,
                learning_rate: exact(learning_rate),
                points: system.points.iter().map(|(z, k)| (written(z), *k)).collect(),
                weights: written(&start.weights),
            }),
            Problem::Gram(Descent { system, learning_rate, start }) => Some(Statement::TwoLayerOnData {
                loss: system.loss,
                learning_rate: exact(learning_rate),
                width: exact(&system.width),
                points: system.points.iter().map(|(z, k)| (written(z), *k)).collect(),
                without_scale: system.without_scale,
                v: written(&start.v),
                upper: written(&start.upper),
                b: exact(&start.b),
            }),
            Problem::Aligned(Descent { system, learning_rate, start }) => Some(Statement::Aligned {
                loss: system.loss,
                learning_rate: exact(learning_rate),
                width: exact(&system.width),
                sigma: start.sigma.iter().map(exact).collect(),
            }),
            Problem::Dense(Descent { system, learning_rate, start }) => Some(Statement::Dense {
                loss: system.loss,
                learning_rate: exact(learning_rate),
                width: u32::try_from(system.width).ok()?,
                depth: u32::try_from(system.depth).ok()?,
                weights: written(&start.weights),
            }),
        }
    }

    /// The statement of a linear predictor's problem.
    pub fn linear(Descent { system, learning_rate, start }: &Descent<LinearSystem>) -> Self {
        let exact = |value: &Rational| Exact(value.clone());
        Statement::Linear {
            loss: system.loss,
            learning_rate: exact(learning_rate),
            points: system.points.as_ref().map(|points| points.iter().map(|(z, k)| (exact(z), *k)).collect()),
            weight: exact(&start.weight),
        }
    }

    /// The problem that is stated, not yet validated.
    pub fn to_problem(&self) -> Problem {
        match self.clone() {
            Statement::Linear { loss, learning_rate, points: None, weight } => {
                Problem::linear(loss, learning_rate.0, weight.0)
            }
            Statement::Linear { loss, learning_rate, points: Some(points), weight } => {
                let points = points.into_iter().map(|(z, k)| (z.0, k)).collect();
                Problem::linear_on(points, loss, learning_rate.0, weight.0)
            }
            Statement::TwoLayer { loss, learning_rate, width, output, lambda } => {
                Problem::two_layer(loss, learning_rate.0, width.0, lambda.0, output.0)
            }
            Statement::LinearOnData { loss, learning_rate, points, weights } => {
                let points = points.into_iter().map(|(z, k)| (values(z), k)).collect();
                Descent::features(loss, learning_rate.0, points, values(weights)).into()
            }
            Statement::TwoLayerOnData { loss, learning_rate, width, points, without_scale, v, upper, b } => {
                let points = points.into_iter().map(|(z, k)| (values(z), k)).collect();
                let system = GramSystem { loss, width: width.0, points, without_scale };
                let start = GramState { v: values(v), upper: values(upper), b: b.0 };
                Descent { system, learning_rate: learning_rate.0, start }.into()
            }
            Statement::Aligned { loss, learning_rate, width, sigma } => {
                let sigma = sigma.into_iter().map(|sigma| sigma.0).collect();
                Problem::aligned(loss, learning_rate.0, width.0, sigma)
            }
            Statement::Dense { loss, learning_rate, width, depth, weights } => {
                Descent::dense(loss, learning_rate.0, width as usize, depth as usize, values(weights)).into()
            }
        }
    }
}

/// What is claimed.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Claim {
    /// The phase.
    pub phase: Phase,
    /// Where the orbit ends, if the claim says so.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub limit: Option<Limit<Enclosure>>,
}

/// The numbers of a proof. Each kind is explained, with its lemma, in the file of [`super::checks`] that is named.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "kebab-case", deny_unknown_fields)]
pub enum Proof {
    /// [`super::checks::trap`]: from `step` on, |f| contracts.
    Trap {
        /// Working precision.
        bits: u32,
        /// T.
        step: u64,
        /// rho, in (0, 1).
        contraction: Exact,
    },
    /// [`super::checks::hit`]: f = 0 exactly at `step`.
    Hit {
        /// Precision at which the limit is enclosed.
        bits: u32,
        /// T.
        step: u64,
    },
    /// [`super::checks::boundary`]: the start has m lambda² = 4 f².
    Boundary {
        /// Working precision.
        bits: u32,
    },
    /// [`super::checks::universal`]: every start converges at this rate; the loss rises at or before `step`.
    Universal {
        /// Working precision.
        bits: u32,
        /// T.
        step: u64,
    },
    /// [`super::checks::growth`]: from `step` on, |f| grows (exponential and squared loss).
    Growth {
        /// Working precision.
        bits: u32,
        /// T.
        step: u64,
    },
    /// [`super::checks::alternation`]: from `step` on, f changes sign and |f| grows (logistic loss).
    Alternation {
        /// Working precision.
        bits: u32,
        /// T.
        step: u64,
        /// d, by how much |log p - log q| may drift.
        margin: Exact,
    },
    /// [`super::linear_proof`]: a proof about a linear predictor, told apart by its field `lemma`.
    Linear(LinearProof),
    /// [`super::data_proof`]: a proof about a linear predictor of several features, told apart by its field `lemma`.
    Features(FeatureProof),
    /// [`super::data_proof`]: a proof about a two-layer network on listed data, told apart by its field `lemma`.
    Gram(GramProof),
    /// [`super::aligned_proof`]: a proof about an aligned network, told apart by its field `lemma`.
    Aligned(AlignedProof),
    /// [`super::dense_proof`]: a proof about a deep network with all its weights, told apart by its field `lemma`.
    Dense(DenseProof),
}

impl Proof {
    /// The working precision it asks for.
    pub fn bits(&self) -> u32 {
        match self {
            Proof::Trap { bits, .. }
            | Proof::Hit { bits, .. }
            | Proof::Boundary { bits }
            | Proof::Universal { bits, .. }
            | Proof::Growth { bits, .. }
            | Proof::Alternation { bits, .. } => *bits,
            Proof::Linear(proof) => proof.bits(),
            Proof::Features(proof) => proof.bits(),
            Proof::Gram(proof) => proof.bits(),
            Proof::Aligned(proof) => proof.bits(),
            Proof::Dense(proof) => proof.bits(),
        }
    }

    /// The steps of gradient descent that it asks for.
    pub fn steps(&self) -> u64 {
        match self {
            Proof::Trap { step, .. }
            | Proof::Hit { step, .. }
            | Proof::Universal { step, .. }
            | Proof::Growth { step, .. }
            | Proof::Alternation { step, .. } => *step,
            Proof::Boundary { .. } => 0,
            Proof::Linear(proof) => proof.steps(),
            Proof::Features(proof) => proof.steps(),
            Proof::Gram(proof) => proof.steps(),
            Proof::Aligned(proof) => proof.steps(),
            Proof::Dense(proof) => proof.steps(),
        }
    }
}
