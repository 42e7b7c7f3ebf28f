//! Integer vectors without a common factor.

use rug::{Complete, Integer};

/// Divides by the greatest common divisor.
pub(super) fn remove_common_factor(values: &mut [Integer]) {
    let mut common = Integer::new();
    for value in values.iter() {
        if common == 1 {
            return;
        }
        common = common.gcd_ref(value).complete();
    }
    if common > 1 {
        values.iter_mut().for_each(|value| value.div_exact_mut(&common));
    }
}
