//! Units of work that rank 0 hands out, one after the other, to whoever is free.
//!
//! Rank 0 works too: it answers the others whenever its own work asks it to ([`Queue::serve`]), so that no process and no thread only waits. A rank asks with a byte
//! and gets a number.

use super::{RankLost, Ranks};
use std::collections::VecDeque;
use std::sync::{Mutex, PoisonError};

/// A rank asks for a unit, or says that it was told to stop.
const ASK: u8 = 0;
const STOPPED: u8 = 1;
/// No unit is left.
const NONE: u64 = u64::MAX;

/// What a rank has of the queue.
#[derive(Debug)]
pub struct Queue<'r> {
    ranks: &'r dyn Ranks,
    /// At rank 0.
    state: Mutex<State>,
}

#[derive(Debug)]
struct State {
    units: VecDeque<usize>,
    /// Ranks that will ask again.
    at_work: Vec<usize>,
    stopped: bool,
}

/// How the work of all ranks ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Work {
    /// All units are done.
    Done,
    /// A rank was told to stop.
    Stopped,
}

impl<'r> Queue<'r> {
    /// A queue of these units, which are handed out in this order; those of rank 0 count.
    pub fn new(ranks: &'r dyn Ranks, units: Vec<usize>) -> Self {
        let at_work = if ranks.rank() == 0 { (1..ranks.size()).collect() } else { Vec::new() };
        Queue { ranks, state: Mutex::new(State { units: units.into(), at_work, stopped: false }) }
    }

    /// The next unit for this rank; `None` if none is left.
    ///
    /// # Errors
    ///
    /// [`RankLost`].
    pub fn next(&self) -> Result<Option<usize>, RankLost> {
        if self.ranks.rank() > 0 {
            self.ranks.send(0, &[ASK])?;
            let answer = self.ranks.receive(0)?;
            let unit = answer.first_chunk().map_or(NONE, |bytes| u64::from_le_bytes(*bytes));
            return Ok(usize::try_from(unit).ok().filter(|_| unit != NONE));
        }
        self.serve()?;
        let mut state = self.state.lock().unwrap_or_else(PoisonError::into_inner);
        Ok(if state.stopped { None } else { state.units.pop_front() })
    }

    /// The units that nobody has begun, as far as this rank knows.
    pub fn waiting(&self) -> Vec<usize> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner).units.iter().copied().collect()
    }

    /// Answers the ranks that have asked, at rank 0; whether all should stop.
    ///
    /// # Errors
    ///
    /// [`RankLost`].
    pub fn serve(&self) -> Result<bool, RankLost> {
        let mut state = self.state.lock().unwrap_or_else(PoisonError::into_inner);
        for rank in state.at_work.clone() {
            if self.ranks.has_message(rank) {
                self.answer(&mut state, rank)?;
            }
        }
        Ok(state.stopped)
    }

    fn answer(&self, state: &mut State, rank: usize) -> Result<(), RankLost> {
        let stops = self.ranks.receive(rank)? == [STOPPED];
        state.stopped |= stops;
        let unit = if state.stopped { None } else { state.units.pop_front() };
        if unit.is_none() {
            state.at_work.retain(|other| *other != rank);
        }
        if stops {
            return Ok(());
        }
        self.ranks.send(rank, &unit.map_or(NONE, |unit| unit as u64).to_le_bytes())
    }

    /// Says that this rank was told to stop.
    ///
    /// # Errors
    ///
    /// [`RankLost`].
    pub fn stop(&self) -> Result<(), RankLost> {
        if self.ranks.rank() > 0 {
            return self.ranks.send(0, &[STOPPED]);
        }
        self.state.lock().unwrap_or_else(PoisonError::into_inner).stopped = true;
        Ok(())
    }

    /// Waits at rank 0 until all others have ended their work; they do not wait.
    ///
    /// # Errors
    ///
    /// [`RankLost`].
    pub fn finish(&self) -> Result<Work, RankLost> {
        let mut state = self.state.lock().unwrap_or_else(PoisonError::into_inner);
        while let Some(rank) = state.at_work.first().copied() {
            for other in state.at_work.clone() {
                if other == rank || self.ranks.has_message(other) {
                    self.answer(&mut state, other)?;
                }
            }
        }
        Ok(if state.stopped { Work::Stopped } else { Work::Done })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ranks::in_process;
    use std::sync::Arc;

    #[test]
    fn each_unit_is_done_once() {
        for size in [1, 2, 4] {
            let done = Mutex::new(Vec::new());
            let work = |ranks: Arc<dyn Ranks>| {
                let queue = Queue::new(&*ranks, (0..25).collect());
                while let Some(unit) = queue.next().expect("a unit") {
                    queue.serve().expect("answers");
                    done.lock().expect("no panic").push(unit);
                }
                queue.finish().expect("an end")
            };
            std::thread::scope(|scope| {
                let threads: Vec<_> = in_process(size).into_iter().map(|ranks| scope.spawn(|| work(ranks))).collect();
                assert!(threads.into_iter().all(|thread| thread.join().expect("a rank") == Work::Done));
            });
            let mut done = done.into_inner().expect("no panic");
            done.sort_unstable();
            assert_eq!(done, (0..25).collect::<Vec<_>>(), "{size}");
        }
    }

    #[test]
    fn one_that_stops_stops_all() {
        let work = |ranks: Arc<dyn Ranks>| {
            let queue = Queue::new(&*ranks, (0..1000).collect());
            let mut done = 0;
            while let Some(_unit) = queue.next().expect("a unit") {
                done += 1;
                if ranks.rank() == 1 && done == 3 {
                    queue.stop().expect("said");
                    return Work::Stopped;
                }
                if ranks.rank() == 0 && queue.serve().expect("answers") {
                    break;
                }
                std::thread::sleep(std::time::Duration::from_millis(1));
            }
            queue.finish().expect("an end")
        };
        std::thread::scope(|scope| {
            let threads: Vec<_> = in_process(3).into_iter().map(|ranks| scope.spawn(|| work(ranks))).collect();
            assert_eq!(threads.into_iter().map(|thread| thread.join().expect("a rank")).next(), Some(Work::Stopped));
        });
    }
}
