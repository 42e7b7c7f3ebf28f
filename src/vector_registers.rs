//! Calls of faer, after which the vector registers are as other code expects them.
//!
//! faer's products end in kernels written in assembly that leave the upper halves of the vector registers in use, and whatever runs next on
//! that thread, compiled for the baseline, is up to thirty times as slow for as long
//! ([`clear_upper_registers`]). With several threads it depends on their order who pays: a sweep on a million samples was slower on two
//! threads than on one. So every call of faer that may multiply goes through [`restored`].

use crate::arithmetic::lanes::clear_upper_registers;

/// Does what may leave upper halves in use, and clears them.
pub fn restored<R>(work: impl FnOnce() -> R) -> R {
    let result = work();
    clear_upper_registers();
    result
}
