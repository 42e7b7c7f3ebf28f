//! What a checked certificate states, in words that identify the problem.
//!
//! Two problems have the same words only if they are the same problem. Data of a few short points are written out. Other data
//! are named by their number and the SHA-256 digest of their *canonical text*: one line `z k` for each distinct signed point,
//! in increasing order of z, with z its coordinates, integers or fractions in lowest terms, with blanks between them, and k its multiplicity, each line ended by a newline.
//! It does not depend on how a file writes or orders the points, and `sha256sum` computes it too.

use super::certificate::Claim;
use super::digest::Sha256;
use super::phase::{AlignedMinimum, Cycle, DataMinimum, FeatureCycle, Infimum, Limit, Minimum, Multiplier};
use crate::arithmetic::Enclosure;
use crate::arithmetic::exact::length_in_bits;
use crate::dynamics::dense::MOST_LISTED_WEIGHTS;
use crate::dynamics::{Descent, LinearSystem, Problem};
use rug::Rational;
use std::fmt::Write;

/// The most distinct points that are written out, and their bits together.
const MOST_LISTED: usize = 8;
const MOST_LISTED_BITS: u64 = 1024;

/// Problem, phase and limit in words.
pub fn state(problem: &Problem, claim: &Claim) -> String {
    let limit = match &claim.limit {
        None => String::new(),
        Some(Limit::Minimum(Minimum { lambda, sharpness })) => {
            format!("; lambda tends to a number in [{}, {}]", lambda.lower, lambda.upper)
                + &format!(", the sharpness to one in [{}, {}]", sharpness.lower, sharpness.upper)
        }
        Some(Limit::Cycle(Cycle { cycle, multiplier })) => {
            let points: Vec<String> = cycle.iter().map(|x| format!("[{}, {}]", x.lower, x.upper)).collect();
            format!("; the cycle has the points {}", points.join(", "))
                + &format!(" and a multiplier in [{}, {}]", multiplier.lower, multiplier.upper)
        }
        Some(Limit::OnData(DataMinimum { minimiser, lambda, ntk_eigenvalue, sharpness })) => {
            let within = |x: &Enclosure| format!("[{}, {}]", x.lower, x.upper);
            let points: Vec<String> = minimiser.iter().map(within).collect();
            let lambda = lambda.as_ref().map(|x| format!(", lambda to one in {}", within(x))).unwrap_or_default();
            format!("; v tends to a point in {}{lambda}", points.join(" x "))
                + &format!(", the top eigenvalue of the NTK to one in {}", within(ntk_eigenvalue))
                + &format!(", the sharpness to one in {}", within(sharpness))
        }
        Some(Limit::Infimum(Infimum { loss, sharpness, direction })) => {
            let direction = direction.map(|_| "; v tends to the direction of maximum margin").unwrap_or_default();
            format!("; the loss tends to a number in [{}, {}]", loss.lower, loss.upper)
                + &format!(", the sharpness to one in [{}, {}]{direction}", sharpness.lower, sharpness.upper)
        }
        Some(Limit::Aligned(AlignedMinimum { sigma, vanishing, lambda, sharpness })) => {
            let layers: Vec<String> = sigma.iter().map(|x| format!("[{}, {}]", x.lower, x.upper)).collect();
            let zero = vanishing.map_or_else(|| "several of them".into(), |layer| format!("sigma_{layer} alone"));
            format!("; sigma tends to numbers in {}, {zero} to 0", layers.join(", "))
                + &format!(", lambda to one in [{}, {}]", lambda.lower, lambda.upper)
                + &format!(", the sharpness to one in [{}, {}]", sharpness.lower, sharpness.upper)
        }
        Some(Limit::FeatureCycle(FeatureCycle { cycle, multipliers })) => {
            let within = |x: &Enclosure| format!("[{}, {}]", x.lower, x.upper);
            let point = |point: &Vec<Enclosure>| point.iter().map(within).collect::<Vec<String>>().join(" x ");
            let points: Vec<String> = cycle.iter().map(point).collect();
            let values: Vec<String> = multipliers
                .iter()
                .map(|Multiplier { real, imaginary }| match is_zero(imaginary) {
                    true => within(real),
                    false => format!("{} + i {}", within(real), within(imaginary)),
                })
                .collect();
            format!("; the cycle has points in {}, and the multipliers lie in {}", points.join(", "), values.join(", "))
        }
    };
    format!("{problem}{}: {}{limit}", name_data(problem), claim.phase)
}

/// Whether an enclosure holds zero alone.
fn is_zero(enclosure: &Enclosure) -> bool {
    enclosure.lower == "0" && enclosure.upper == "0"
}

/// Network and data in words that identify the data.
pub fn describe(problem: &Problem) -> String {
    problem.description() + &name_data(problem)
}

/// The data behind the problem's own words; nothing for D0, which those name.
fn name_data(problem: &Problem) -> String {
    match problem {
        Problem::Linear(Descent { system: LinearSystem { points: Some(points), .. }, .. }) => {
            let listed: Vec<(Vec<&Rational>, u32)> = points.iter().map(|(z, count)| (vec![z], *count)).collect();
            name_points(&listed)
        }
        Problem::Features(Descent { system, .. }) => name_points(&by_reference(&system.points)),
        Problem::Gram(Descent { system, .. }) => name_points(&by_reference(&system.points)),
        Problem::Dense(Descent { start, .. }) => name_weights(&start.weights),
        Problem::Linear(_) | Problem::TwoLayer(_) | Problem::Aligned(_) => String::new(),
    }
}

fn by_reference(points: &[(Vec<Rational>, u32)]) -> Vec<(Vec<&Rational>, u32)> {
    points.iter().map(|(z, count)| (z.iter().collect(), *count)).collect()
}

/// The digest of all weights, a line each in the order of the problem; nothing where the problem's own words list them.
fn name_weights(weights: &[Rational]) -> String {
    if weights.len() <= MOST_LISTED_WEIGHTS {
        return String::new();
    }
    let mut digest = Sha256::default();
    for weight in weights {
        digest.append(format!("{weight}\n").as_bytes());
    }
    format!(" (weights with SHA-256 {})", digest.finish())
}

/// Few and short points are written out, others named by their digest.
fn name_points(points: &[(Vec<&Rational>, u32)]) -> String {
    let distinct = distinct_points(points);
    let bits: u64 = distinct.iter().flat_map(|(z, _)| z.iter()).map(|z| length_in_bits(z)).sum();
    if distinct.len() <= MOST_LISTED && bits <= MOST_LISTED_BITS {
        let point = |z: &[&Rational]| match z {
            [one] => one.to_string(),
            several => format!("({})", several.iter().map(|x| x.to_string()).collect::<Vec<_>>().join(", ")),
        };
        let listed = distinct.iter().map(|(z, count)| match count {
            1 => point(z),
            _ => format!("{} ({count} times)", point(z)),
        });
        return format!(" (signed points {})", listed.collect::<Vec<_>>().join(", "));
    }
    format!(" (signed points with SHA-256 {})", digest(&distinct))
}

/// A distinct point with how often it occurs.
type Distinct<'a> = (Vec<&'a Rational>, u64);

/// The signed points in increasing order, each once; those that do not occur are left out.
fn distinct_points<'a>(points: &[(Vec<&'a Rational>, u32)]) -> Vec<Distinct<'a>> {
    let mut sorted: Vec<Distinct<'a>> =
        points.iter().filter(|(_, count)| *count > 0).map(|(z, count)| (z.clone(), u64::from(*count))).collect();
    sorted.sort();
    sorted.dedup_by(|next, kept| {
        let same = next.0 == kept.0;
        if same {
            kept.1 += next.1;
        }
        same
    });
    sorted
}

/// The digest of the canonical text of one-dimensional data, as `check` prints it.
pub fn data_digest(points: &[(Rational, u32)]) -> String {
    let listed: Vec<(Vec<&Rational>, u32)> = points.iter().map(|(z, count)| (vec![z], *count)).collect();
    digest(&distinct_points(&listed))
}

fn digest(distinct: &[Distinct<'_>]) -> String {
    let mut digest = Sha256::default();
    let mut line = String::new();
    for (z, count) in distinct {
        line.clear();
        for coordinate in z {
            // writing to a string cannot fail
            let _ = write!(line, "{coordinate} ");
        }
        let _ = writeln!(line, "{count}");
        digest.append(line.as_bytes());
    }
    digest.finish()
}
