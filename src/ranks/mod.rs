//! Processes that work on one problem together, and the messages between them.
//!
//! A [`Ranks`] is what one of N processes knows of the others: its number, and how to send and receive. Everything else, broadcasts and chains,
//! is made of these two here, so that a transport is two functions. There are three:
//!
//! * [`Alone`]: one process, no messages. What every run is that asks for nothing else.
//! * [`in_process`]: ranks that are threads of one process, with channels between them.
//! * `mpi`, with the feature `mpi`: the ranks that `mpirun` starts.
//!
//! Nothing here depends on what is computed.

mod in_process;
#[cfg(feature = "mpi")]
pub mod mpi;
mod queue;

pub use in_process::in_process;
pub use queue::{Queue, Work};

use std::fmt;
use thiserror::Error;

/// One of the processes that work together. Messages from one rank to another arrive in the order in which they were sent.
pub trait Ranks: Send + Sync + fmt::Debug {
    /// The number of this process, from 0.
    fn rank(&self) -> usize;

    /// N, the number of processes.
    fn size(&self) -> usize;

    /// How many of them are on this machine and share its memory.
    fn here(&self) -> usize;

    /// Sends a message to another rank.
    ///
    /// # Errors
    ///
    /// [`RankLost`].
    fn send(&self, to: usize, message: &[u8]) -> Result<(), RankLost>;

    /// The next message of another rank, which is waited for.
    ///
    /// # Errors
    ///
    /// [`RankLost`].
    fn receive(&self, from: usize) -> Result<Vec<u8>, RankLost>;

    /// Whether there is a message of another rank already.
    fn has_message(&self, from: usize) -> bool;
}

/// Another process that is not there any more.
#[derive(Clone, Copy, Debug, Error, PartialEq, Eq)]
#[error("rank {0} has ended before the work was done: its own message says why")]
pub struct RankLost(pub usize);

/// The only process.
#[derive(Clone, Copy, Debug, Default)]
pub struct Alone;

impl Ranks for Alone {
    fn rank(&self) -> usize {
        0
    }

    fn size(&self) -> usize {
        1
    }

    fn here(&self) -> usize {
        1
    }

    fn send(&self, to: usize, _message: &[u8]) -> Result<(), RankLost> {
        Err(RankLost(to))
    }

    fn receive(&self, from: usize) -> Result<Vec<u8>, RankLost> {
        Err(RankLost(from))
    }

    fn has_message(&self, _from: usize) -> bool {
        false
    }
}

/// The first reason, by rank, for which any of the ranks cannot go on.
///
/// # Errors
///
/// [`RankLost`].
pub fn first_failure(ranks: &dyn Ranks, own: Option<String>) -> Result<Option<String>, RankLost> {
    // texts do not begin with a zero byte
    let write = |reason: &Option<String>| reason.as_ref().map_or_else(|| vec![0], |reason| reason.clone().into_bytes());
    let read = |message: Vec<u8>| (message != [0]).then(|| String::from_utf8_lossy(&message).into_owned());
    let first = gather(ranks, own, write, |first, message| first.or_else(|| read(message)))?;
    Ok(read(broadcast(ranks, write(&first.flatten()))?))
}

/// What rank 0 has, on every rank. Each rank that has it sends it on, so that it takes log2 N messages one after the other.
///
/// # Errors
///
/// [`RankLost`].
pub fn broadcast(ranks: &dyn Ranks, of_first: Vec<u8>) -> Result<Vec<u8>, RankLost> {
    let (rank, size) = (ranks.rank(), ranks.size());
    // rank r receives from r without its highest bit, and sends to r with a higher one
    let message = match rank {
        0 => of_first,
        rank => ranks.receive(rank - (1 << rank.ilog2()))?,
    };
    let mut bit = if rank == 0 { 1 } else { 2 << rank.ilog2() };
    while rank + bit < size {
        ranks.send(rank + bit, &message)?;
        bit *= 2;
    }
    Ok(message)
}

/// Brings what all ranks have to rank 0, joined two and two: `join` appends what came from the ranks after it. Rank 0 gets the whole, the others nothing.
///
/// # Errors
///
/// [`RankLost`].
pub fn gather<V>(
    ranks: &dyn Ranks,
    own: V,
    write: impl Fn(&V) -> Vec<u8>,
    mut join: impl FnMut(V, Vec<u8>) -> V,
) -> Result<Option<V>, RankLost> {
    let (rank, size) = (ranks.rank(), ranks.size());
    let mut whole = own;
    let mut bit = 1;
    while bit < size {
        if rank & bit != 0 {
            ranks.send(rank - bit, &write(&whole))?;
            return Ok(None);
        }
        if rank + bit < size {
            whole = join(whole, ranks.receive(rank + bit)?);
        }
        bit *= 2;
    }
    Ok(Some(whole))
}

/// Hands a state from rank to rank, each of which goes on with it, and the last one's to all: what one process does in order, done by
/// many in the same order.
///
/// # Errors
///
/// [`RankLost`].
pub fn chain(ranks: &dyn Ranks, first: Vec<u8>, go_on: impl FnOnce(Vec<u8>) -> Vec<u8>) -> Result<Vec<u8>, RankLost> {
    let (rank, size) = (ranks.rank(), ranks.size());
    let before = if rank == 0 { first } else { ranks.receive(rank - 1)? };
    let after = go_on(before);
    if size == 1 {
        return Ok(after);
    }
    let last = size - 1;
    if rank < last {
        ranks.send(rank + 1, &after)?;
    } else {
        ranks.send(0, &after)?;
    }
    let whole = if rank == 0 { ranks.receive(last)? } else { Vec::new() };
    broadcast(ranks, whole)
}
