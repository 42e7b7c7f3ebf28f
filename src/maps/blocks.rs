//! Sharing out the cells of a grid: in blocks of a fixed size, so that nothing depends on the number of threads.

use crate::arithmetic::lanes::InstructionSet;
use crate::progress::{Counter, Interrupted, Watch};
use rayon::prelude::*;
use std::ops::Range;

/// The widest vector instructions of this processor.
pub(super) fn instructions() -> InstructionSet {
    InstructionSet::available()[0]
}

/// The results of `work` on the consecutive parts of `0..count`, each `size` long but the last, in order.
///
/// # Errors
///
/// [`Interrupted`] within a part of the moment at which the watch says stop.
pub(super) fn in_blocks<R: Send>(
    count: usize,
    size: usize,
    watch: Watch<'_>,
    work: impl Fn(Range<usize>) -> Vec<R> + Sync,
) -> Result<Vec<R>, Interrupted> {
    let counter = Counter::new(count as u64, watch);
    let parts: Vec<Vec<R>> = (0..count.div_ceil(size))
        .into_par_iter()
        .map(|block| {
            let range = block * size..((block + 1) * size).min(count);
            let length = range.len() as u64;
            let results = work(range);
            counter.add(length).map(|()| results)
        })
        .collect::<Result<_, Interrupted>>()?;
    let mut results = Vec::with_capacity(count);
    parts.into_iter().for_each(|part| results.extend(part));
    Ok(results)
}
