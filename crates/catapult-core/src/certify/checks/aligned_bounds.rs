//! What the lemmas about aligned networks read off an enclosed state: bounds of s/f, of the q_l = sigma_l² and of products of them.
//!
//! The products are those of (L1a): tau_l² = N² prod_{k != l} q_k, and lambda is their sum.

use crate::certify::ends::Ends;
use crate::dynamics::{Aligned, Layers};
use crate::model::{Degenerate, LossName, Risk};

/// The map that the lemmas speak of.
pub type Map<T> = Aligned<T, Degenerate<LossName>>;

/// Bounds of s(u)/u for 0 < |u| <= |f|, from an upper bound of |f|: between kappa and s(f)/f, as s/f is monotone in |f| for every
/// loss of [`crate::model::facts`].
pub fn slope_ratios<T: Ends>(map: &Map<T>, output: &T) -> [T; 2]
where
    Degenerate<LossName>: Risk<T>,
{
    let kappa = map.risk.curvature(T::zero());
    let ratio = map.risk.slope(output.clone()) / output;
    [ratio.smaller(&kappa), ratio.larger(&kappa)]
}

/// Lower bounds of the q_l.
pub fn least_squares<T: Ends>(state: &Layers<T>) -> Vec<T> {
    state.sigma.iter().map(|sigma| sigma.smallest_size().square().lower_end()).collect()
}

/// Upper bounds of the q_l.
pub fn largest_squares<T: Ends>(state: &Layers<T>) -> Vec<T> {
    state.sigma.iter().map(|sigma| sigma.largest_size().square().upper_end()).collect()
}

/// The product of the factors but those at the given indices.
pub fn product_without<T: Ends>(factors: &[T], left_out: &[usize]) -> T {
    let kept = factors.iter().enumerate().filter(|(index, _)| !left_out.contains(index));
    kept.fold(T::one(), |product, (_, factor)| product * factor)
}

/// The largest of some numbers that are bounds.
pub fn largest<T: Ends>(values: impl IntoIterator<Item = T>) -> Option<T> {
    values.into_iter().reduce(|one, two| one.larger(&two))
}

/// The smallest of some numbers that are bounds.
pub fn smallest<T: Ends>(values: impl IntoIterator<Item = T>) -> Option<T> {
    values.into_iter().reduce(|one, two| one.smaller(&two))
}
