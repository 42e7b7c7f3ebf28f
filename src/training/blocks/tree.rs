//! The fixed tree in which the contributions of blocks are added.
//!
//! The node of level l and index i stands for the blocks from i 2^l to (i + 1) 2^l, as far as there are so many. Its value is the sum of the
//! values of its two children, the left one first; where the right one has no blocks, it is that of the left one. The value of a node of level 0 is that
//! of its block. The root has all blocks.

use std::ops::Range;

/// What is added up in a pass.
pub trait Summand: Send + Sized {
    /// Adds what follows.
    fn add(&mut self, next: &Self);

    /// Appends the value to a message, exactly.
    fn write(&self, message: &mut Vec<u8>);

    /// Takes a value of the same shape as this one from the front of a message; `None` if it is too short.
    fn read(&self, message: &mut &[u8]) -> Option<Self>;
}

/// A node.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Node {
    level: u32,
    index: usize,
}

impl Node {
    /// Its blocks, of so many in all.
    pub fn blocks(self, count: usize) -> Range<usize> {
        (self.index << self.level)..((self.index + 1) << self.level).min(count)
    }

    /// The highest node with the same blocks: one whose right neighbour has none stands for its parent.
    fn lifted(mut self, count: usize) -> Self {
        while self.level < root_level(count)
            && self.index.is_multiple_of(2)
            && ((self.index + 1) << self.level) >= count
        {
            self = self.parent();
        }
        self
    }

    fn parent(self) -> Self {
        Node { level: self.level + 1, index: self.index / 2 }
    }

    /// Appends the node to a message.
    pub fn write(self, message: &mut Vec<u8>) {
        message.extend(u64::from(self.level).to_le_bytes());
        message.extend((self.index as u64).to_le_bytes());
    }

    /// Takes a node from the front of a message.
    pub fn read(message: &mut &[u8]) -> Option<Self> {
        let mut word = || {
            let (first, rest) = message.split_first_chunk::<8>()?;
            *message = rest;
            Some(u64::from_le_bytes(*first))
        };
        Some(Node { level: u32::try_from(word()?).ok()?, index: usize::try_from(word()?).ok()? })
    }

    /// Its value, from those of blocks. Halves are shared out among the threads.
    pub fn value<V: Summand>(self, count: usize, block: &(impl Fn(usize) -> V + Sync)) -> V {
        if self.level == 0 {
            return block(self.index);
        }
        let left = Node { level: self.level - 1, index: 2 * self.index };
        let right = Node { index: left.index + 1, ..left };
        if right.blocks(count).is_empty() {
            return left.value(count, block);
        }
        let (mut sum, next) = rayon::join(|| left.value(count, block), || right.value(count, block));
        sum.add(&next);
        sum
    }
}

/// The level of the root of so many blocks.
fn root_level(count: usize) -> u32 {
    count.max(1).next_power_of_two().ilog2()
}

/// The largest nodes that together have some consecutive blocks of `count`, in their order.
pub fn covering(blocks: Range<usize>, count: usize) -> Vec<Node> {
    let mut nodes = Vec::new();
    let mut first = blocks.start;
    while first < blocks.end {
        let mut node = Node { level: 0, index: first };
        // the parent begins here too, and has no block beyond those asked for
        while node.index.is_multiple_of(2)
            && node.level < root_level(count)
            && node.parent().blocks(count).end <= blocks.end
        {
            node = node.parent();
        }
        first = node.blocks(count).end;
        nodes.push(node);
    }
    nodes
}

/// Values of nodes that follow one another, added as soon as both children of a node are there.
#[derive(Debug)]
pub struct Tree<V> {
    count: usize,
    nodes: Vec<(Node, V)>,
}

impl<V: Summand> Tree<V> {
    /// Of `count` blocks, none of which is there yet.
    pub fn new(count: usize) -> Self {
        Tree { count, nodes: Vec::new() }
    }

    /// Appends the value of the node that follows.
    pub fn push(&mut self, node: Node, value: V) {
        let (mut node, mut value) = (node.lifted(self.count), value);
        while let Some((left, mut sum)) =
            self.nodes.pop_if(|(left, _)| node.index % 2 == 1 && left.parent() == node.parent())
        {
            sum.add(&value);
            (node, value) = (left.parent().lifted(self.count), sum);
        }
        self.nodes.push((node, value));
    }

    /// The nodes that are there, in their order.
    pub fn nodes(&self) -> &[(Node, V)] {
        &self.nodes
    }

    /// The value of the root, if all blocks are there.
    pub fn root(mut self) -> Option<V> {
        let (node, value) = self.nodes.pop()?;
        (self.nodes.is_empty() && node.blocks(self.count) == (0..self.count)).then_some(value)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The expression that a sum is.
    impl Summand for String {
        fn add(&mut self, next: &Self) {
            *self = format!("({self}+{next})");
        }
        fn write(&self, message: &mut Vec<u8>) {
            message.extend(self.as_bytes());
        }
        fn read(&self, _message: &mut &[u8]) -> Option<Self> {
            None
        }
    }

    fn whole(count: usize) -> String {
        let nodes = covering(0..count, count);
        assert_eq!(nodes.len(), 1, "{count}");
        nodes[0].value(count, &|block| block.to_string())
    }

    #[test]
    fn five_blocks_are_added_as_said() {
        assert_eq!(whole(5), "(((0+1)+(2+3))+4)");
        assert_eq!(whole(7), "(((0+1)+(2+3))+((4+5)+6))");
        assert_eq!(whole(1), "0");
    }

    #[test]
    fn the_sum_is_the_same_wherever_the_blocks_are_cut() {
        for count in 1..40 {
            let expected = whole(count);
            for first in 0..=count {
                for second in first..=count {
                    let mut tree = Tree::new(count);
                    for range in [0..first, first..second, second..count] {
                        let mut part = Tree::new(count);
                        for node in covering(range, count) {
                            part.push(node, node.value(count, &|block| block.to_string()));
                        }
                        part.nodes.into_iter().for_each(|(node, value)| tree.push(node, value));
                    }
                    assert_eq!(tree.root().as_ref(), Some(&expected), "{count} cut at {first} and {second}");
                }
            }
        }
    }

    #[test]
    fn a_tree_without_all_blocks_has_no_root() {
        let mut tree = Tree::new(5);
        covering(0..3, 5).into_iter().for_each(|node| tree.push(node, "x".to_owned()));
        assert_eq!(tree.root(), None);
    }
}
