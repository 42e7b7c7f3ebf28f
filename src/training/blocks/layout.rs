//! How n samples of d features are cut into parts and blocks.

use std::ops::Range;

/// From this many entries of X on (64 MB of doubles) data are long.
pub const LONG: usize = 1 << 23;
/// Entries of X in a part (1 MB), and the most samples in it.
const PART: usize = 1 << 17;
const MOST_SAMPLES: usize = 1 << 13;
/// Parts hold multiples of this many samples, so that losses are summed in whole groups; of few samples with very many features, of
/// [`FEW`].
const GROUP: usize = 64;
/// The samples of one logarithm, and how many parts there should be at least, so that no thread waits for another one's last.
const FEW: usize = 8;
const FEWEST_PARTS: usize = 16;
/// Parts in a block of long data, which are added in their order.
const PARTS: usize = 8;
/// Rows of short data that spectra take together: x_i·v loads v once for all of them.
const TOGETHER: usize = 4;

/// The cut of a data set: a function of n and d alone.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Layout {
    /// n.
    pub count: usize,
    /// d.
    pub dimension: usize,
    samples_in_part: usize,
    parts_in_block: usize,
}

impl Layout {
    /// Whether data of these sizes are long.
    pub fn is_long(count: usize, dimension: usize) -> bool {
        count.saturating_mul(dimension) >= LONG
    }

    /// The cut of data for spectra and, if they are long, for steps. Short data are one block.
    pub fn new(count: usize, dimension: usize) -> Self {
        if !Self::is_long(count, dimension) {
            let samples_in_part = (PART / dimension.max(1)).next_multiple_of(TOGETHER).max(TOGETHER);
            return Layout { count, dimension, samples_in_part, parts_in_block: usize::MAX };
        }
        let cached = (PART / dimension / GROUP * GROUP).clamp(GROUP, MOST_SAMPLES);
        let samples_in_part =
            if count >= cached * FEWEST_PARTS { cached } else { (count / FEWEST_PARTS / FEW * FEW).clamp(FEW, cached) };
        Layout { count, dimension, samples_in_part, parts_in_block: PARTS }
    }

    /// The number of parts.
    pub fn parts(&self) -> usize {
        self.count.div_ceil(self.samples_in_part)
    }

    /// The number of blocks.
    pub fn blocks(&self) -> usize {
        self.parts().div_ceil(self.parts_in_block)
    }

    /// The parts of blocks.
    pub fn parts_of(&self, blocks: &Range<usize>) -> Range<usize> {
        let end = |block: usize| block.saturating_mul(self.parts_in_block).min(self.parts());
        end(blocks.start)..end(blocks.end)
    }

    /// The samples of parts.
    pub fn samples_of(&self, parts: &Range<usize>) -> Range<usize> {
        let end = |part: usize| part.saturating_mul(self.samples_in_part).min(self.count);
        end(parts.start)..end(parts.end)
    }

    /// The samples of blocks.
    pub fn rows_of(&self, blocks: &Range<usize>) -> Range<usize> {
        self.samples_of(&self.parts_of(blocks))
    }

    /// The blocks of a rank: about as many as the others have, but cut where large nodes of the tree begin, so that a rank
    /// has few of them to send.
    pub fn blocks_of_rank(&self, rank: usize, size: usize) -> Range<usize> {
        /// Units of a rank: the work of ranks differs by one in eight at most, where there are so many blocks.
        const UNITS: usize = 8;
        let (blocks, size) = (self.blocks(), size.max(1));
        let unit = 1 << (blocks / (UNITS * size)).max(1).ilog2();
        let cut = |rank: usize| match rank {
            rank if rank >= size => blocks,
            rank => ((blocks as u128 * rank as u128 / size as u128) as usize / unit * unit).min(blocks),
        };
        cut(rank)..cut(rank + 1)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ranks_share_all_blocks_out() {
        for (count, dimension) in [(1 << 19, 16), (1_000_000, 20), (200, 100_000), (3, 2), (1 << 30, 8)] {
            let layout = Layout::new(count, dimension);
            for size in [1, 2, 3, 4, 7, 1000] {
                let mut next = 0;
                for rank in 0..size {
                    let blocks = layout.blocks_of_rank(rank, size);
                    assert_eq!(blocks.start, next, "{count} x {dimension}, rank {rank} of {size}");
                    next = blocks.end;
                }
                assert_eq!(next, layout.blocks(), "{count} x {dimension} on {size}");
                assert_eq!(layout.rows_of(&(0..next)), 0..count);
            }
        }
    }
}
