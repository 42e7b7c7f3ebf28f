//! What a checked certificate states, in words that identify the problem.
//!
//! Two problems have the same words only if they are the same problem. Data of a few short points are written out. Other data
//! are named by their number and the SHA-256 digest of their *canonical text*: one line `z k` for each distinct signed point,
//! in increasing order of z, with z an integer or a fraction in lowest terms and k its multiplicity, each line ended by a newline.
//! It does not depend on how a file writes or orders the points, and `sha256sum` computes it too.

use super::certificate::Claim;
use super::digest::Sha256;
use super::phase::{Cycle, Limit, Minimum};
use crate::arithmetic::exact::length_in_bits;
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
    };
    format!("{problem}{}: {}{limit}", name_data(problem), claim.phase)
}

/// The data behind the problem's own words; nothing for D0, which those name.
fn name_data(problem: &Problem) -> String {
    let Problem::Linear(Descent { system: LinearSystem { points: Some(points), .. }, .. }) = problem else {
        return String::new();
    };
    let distinct = distinct_points(points);
    let bits: u64 = distinct.iter().map(|(z, _)| length_in_bits(z)).sum();
    if distinct.len() <= MOST_LISTED && bits <= MOST_LISTED_BITS {
        let listed =
            distinct.iter().map(|(z, count)| if *count == 1 { z.to_string() } else { format!("{z} ({count} times)") });
        return format!(" (signed points {})", listed.collect::<Vec<_>>().join(", "));
    }
    format!(" (signed points with SHA-256 {})", digest(&distinct))
}

/// The signed points in increasing order, each once, with how often it occurs; those that do not occur are left out.
fn distinct_points(points: &[(Rational, u32)]) -> Vec<(&Rational, u64)> {
    let mut sorted: Vec<(&Rational, u64)> =
        points.iter().filter(|(_, count)| *count > 0).map(|(z, count)| (z, u64::from(*count))).collect();
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

/// The digest of the canonical text of data, as `check` prints it.
pub fn data_digest(points: &[(Rational, u32)]) -> String {
    digest(&distinct_points(points))
}

fn digest(distinct: &[(&Rational, u64)]) -> String {
    let mut digest = Sha256::default();
    let mut line = String::new();
    for (z, count) in distinct {
        line.clear();
        // writing to a string cannot fail
        let _ = writeln!(line, "{z} {count}");
        digest.append(line.as_bytes());
    }
    digest.finish()
}
