//! Samples in memory or in a file, and sums over them.

use super::source::Place;
use super::tree::{Node, Summand, Tree, covering};
use super::{Examples, Layout};
use crate::data::DataError;
use crate::data::by_samples::by_samples;
use crate::data::stored::{READ, Spare, StoredRows};
use crate::ranks::{Alone, RankLost, Ranks, broadcast, gather};
use crate::training::{Real, TrainingError};
use rayon::prelude::*;
use std::ops::Range;
use std::sync::Arc;

/// The samples of a rank, by samples.
#[derive(Clone, Debug)]
pub struct Rows<T> {
    layout: Layout,
    /// The blocks of this rank.
    own: Range<usize>,
    place: Kept<T>,
    ranks: Arc<dyn Ranks>,
}

#[derive(Clone, Debug)]
enum Kept<T> {
    /// The features of the rank's samples, one sample after the other, and their labels.
    Memory(Arc<(Vec<T>, Vec<T>)>),
    /// The file, and memory to read it into.
    File(Arc<(Arc<StoredRows>, Spare)>),
}

/// The samples of one part.
#[derive(Clone, Copy, Debug)]
pub struct Samples<'s, T> {
    /// Which part of the rank's own it is, from 0.
    pub place: usize,
    /// x_1, x_2, ..., each of length d.
    pub features: &'s [T],
    /// y_i = ±1.
    pub labels: &'s [T],
}

impl<T: Real> Rows<T> {
    /// The samples of this rank, in the precision of the run.
    ///
    /// # Errors
    ///
    /// [`DataError`] for a file that cannot be read any more.
    pub fn new(examples: Examples<'_>) -> Result<Self, DataError> {
        let layout = Layout::new(examples.count(), examples.dimension());
        let all = 0..layout.blocks();
        let (own, place, ranks): (_, _, Arc<dyn Ranks>) = match examples {
            Examples::Memory(data) => {
                let columns: Vec<&[f64]> = (0..data.dimension()).map(|j| data.features.col_as_slice(j)).collect();
                let features = by_samples(data.count(), data.dimension(), |i, j| T::from_double(columns[j][i]));
                let labels = data.labels.iter().map(|label| T::from_double(*label)).collect();
                (all, Kept::Memory(Arc::new((features, labels))), Arc::new(Alone))
            }
            Examples::Blocks(data) => {
                let ranks = Arc::clone(&data.ranks);
                let own = layout.blocks_of_rank(ranks.rank(), ranks.size());
                let rows = layout.rows_of(&own);
                let place = match &data.place {
                    Place::Memory(data) => {
                        let features = by_samples(rows.len(), data.dimension(), |i, j| {
                            T::from_double(data.features[(rows.start + i, j)])
                        });
                        let labels = data.labels[rows].iter().map(|label| T::from_double(*label)).collect();
                        Kept::Memory(Arc::new((features, labels)))
                    }
                    Place::File(file) if data.resident => {
                        let (mut features, mut labels) = (Vec::new(), Vec::new());
                        features.reserve_exact(rows.len() * file.dimension());
                        let pieces = file.pieces(rows);
                        file.read_ahead(&pieces, &Spare::default(), |index, raw| {
                            file.decode(raw, 0..pieces[index].len(), &mut features, &mut labels, T::from_double);
                            Ok(())
                        })?;
                        Kept::Memory(Arc::new((features, labels)))
                    }
                    Place::File(file) => Kept::File(Arc::new((Arc::clone(file), Spare::default()))),
                };
                (own, place, ranks)
            }
        };
        Ok(Rows { layout, own, place, ranks })
    }

    /// n, the number of samples of all ranks.
    pub fn count(&self) -> usize {
        self.layout.count
    }

    /// d, the number of features.
    pub fn dimension(&self) -> usize {
        self.layout.dimension
    }

    /// How many parts this rank has.
    pub fn own_parts(&self) -> usize {
        self.layout.parts_of(&self.own).len()
    }

    /// The sum over all parts of what `part` makes of each, from a `zero` in each block.
    ///
    /// # Errors
    ///
    /// [`TrainingError::Data`] for a file that cannot be read any more, [`TrainingError::Ranks`].
    pub fn sum<V: Summand + Sync>(
        &self,
        zero: impl Fn() -> V + Sync,
        part: impl Fn(Samples<'_, T>) -> V + Sync,
    ) -> Result<V, TrainingError> {
        let blocks = self.layout.blocks();
        let mut tree = Tree::new(blocks);
        match &self.place {
            Kept::Memory(kept) => {
                let (features, labels) = &**kept;
                let first = self.layout.rows_of(&self.own).start;
                let of_part = |index: usize| {
                    let rows = self.layout.samples_of(&(index..index + 1));
                    let (start, end) = (rows.start - first, rows.end - first);
                    let d = self.layout.dimension;
                    part(self.samples(index, &features[start * d..end * d], &labels[start..end]))
                };
                let nodes = covering(self.own.clone(), blocks);
                let value = |node: Node| (node, node.value(blocks, &|block| self.block(block, &zero, &of_part)));
                let values: Vec<(Node, V)> = match nodes.as_slice() {
                    [node] => vec![value(*node)],
                    _ => nodes.into_par_iter().map(value).collect(),
                };
                values.into_iter().for_each(|(node, value)| tree.push(node, value));
            }
            Kept::File(reading) => {
                let (file, spare) = &**reading;
                let pieces = self.pieces(file);
                let rows: Vec<Range<usize>> = pieces.iter().map(|piece| self.layout.rows_of(piece)).collect();
                file.read_ahead(&rows, spare, |index, raw| {
                    let first = rows[index].start;
                    let of_part = |part_index: usize| {
                        let rows = self.layout.samples_of(&(part_index..part_index + 1));
                        let mut features = Vec::with_capacity(rows.len() * self.layout.dimension);
                        let mut labels = Vec::with_capacity(rows.len());
                        let rows = rows.start - first..rows.end - first;
                        file.decode(raw, rows, &mut features, &mut labels, T::from_double);
                        part(self.samples(part_index, &features, &labels))
                    };
                    for node in covering(pieces[index].clone(), blocks) {
                        tree.push(node, node.value(blocks, &|block| self.block(block, &zero, &of_part)));
                    }
                    Ok(())
                })?;
            }
        }
        self.combine(tree, zero)
    }

    fn samples<'s>(&self, index: usize, features: &'s [T], labels: &'s [T]) -> Samples<'s, T> {
        Samples { place: index - self.layout.parts_of(&self.own).start, features, labels }
    }

    /// The parts of a block, added in their order.
    fn block<V: Summand + Sync>(&self, block: usize, zero: impl Fn() -> V, part: &(impl Fn(usize) -> V + Sync)) -> V {
        let parts = self.layout.parts_of(&(block..block + 1));
        let values: Vec<V> = match parts.len() {
            1 => vec![part(parts.start)],
            _ => parts.into_par_iter().with_max_len(1).map(part).collect(),
        };
        let mut sum = zero();
        values.iter().for_each(|value| sum.add(value));
        sum
    }

    /// The blocks of this rank, some at a time: as many as are read at once, in whole nodes of the tree.
    fn pieces(&self, file: &StoredRows) -> Vec<Range<usize>> {
        let one = self.layout.rows_of(&(0..1)).len();
        let together = (file.rows_in(READ) / one.max(1)).max(1).next_power_of_two();
        let mut pieces = Vec::new();
        let mut first = self.own.start;
        while first < self.own.end {
            let end = ((first / together + 1) * together).min(self.own.end);
            pieces.push(first..end);
            first = end;
        }
        pieces
    }

    /// The value of the root on all ranks.
    fn combine<V: Summand>(&self, tree: Tree<V>, zero: impl Fn() -> V) -> Result<V, TrainingError> {
        let ranks = &*self.ranks;
        if ranks.size() == 1 {
            return Ok(tree.root().unwrap_or_else(zero));
        }
        let shape = zero();
        let write = |tree: &Tree<V>| {
            let mut message = Vec::new();
            for (node, value) in tree.nodes() {
                node.write(&mut message);
                value.write(&mut message);
            }
            message
        };
        let join = |mut tree: Tree<V>, message: Vec<u8>| {
            let mut rest = message.as_slice();
            while let Some((node, value)) = Node::read(&mut rest).zip(shape.read(&mut rest)) {
                tree.push(node, value);
            }
            tree
        };
        let whole = gather(ranks, tree, write, join)?;
        let mut message = Vec::new();
        if let Some(sum) = whole.and_then(Tree::root) {
            sum.write(&mut message);
        }
        let message = broadcast(ranks, message)?;
        Ok(shape.read(&mut message.as_slice()).ok_or(RankLost(0))?)
    }
}

/// Appends numbers to a message, exactly.
pub fn write_numbers<T: Real>(numbers: &[T], message: &mut Vec<u8>) {
    message.extend(numbers.iter().flat_map(|number| number.to_double().to_le_bytes()));
}

/// Takes as many numbers from the front of a message.
pub fn read_numbers<T: Real>(count: usize, message: &mut &[u8]) -> Option<Vec<T>> {
    let (taken, rest) = message.split_at_checked(count * 8)?;
    *message = rest;
    let (words, _) = taken.as_chunks::<8>();
    Some(words.iter().map(|word| T::from_double(f64::from_le_bytes(*word))).collect())
}
