//! The ranks that `mpirun` starts, through the MPI of the system.

use super::{RankLost, Ranks};
use mpi::Threading;
use mpi::environment::Universe;
use mpi::traits::{Communicator, Destination, Source};
use std::fmt;
use std::sync::{Mutex, PoisonError};

/// Bytes in a message: MPI counts them in 31 bits.
const MOST: usize = 1 << 28;

/// The processes of one `mpirun`. The value that [`World::join`] gives must be dropped before the process ends.
pub struct World {
    /// MPI is told once that calls come from several threads, but one at a time.
    universe: Mutex<Universe>,
    rank: usize,
    size: usize,
    here: usize,
}

impl fmt::Debug for World {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "rank {} of {}", self.rank, self.size)
    }
}

impl World {
    /// Joins the other processes; `None` if this was done before, or if the MPI of the system knows one thread only.
    pub fn join() -> Option<Self> {
        let (universe, threading) = mpi::initialize_with_threading(Threading::Serialized)?;
        if threading < Threading::Serialized {
            return None;
        }
        let world = universe.world();
        let count = |number: i32| usize::try_from(number).unwrap_or(0);
        let (rank, size) = (count(world.rank()), count(world.size()));
        let here = count(world.split_shared(0).size()).max(1);
        Some(World { universe: Mutex::new(universe), rank, size, here })
    }

    /// Whether this process was started by `mpirun`, as the variables say that the usual ones set.
    pub fn is_launched() -> bool {
        ["OMPI_COMM_WORLD_SIZE", "PMI_SIZE", "PMIX_RANK"].iter().any(|name| std::env::var_os(name).is_some())
    }

    /// Ends all processes of the job, this one with the given status.
    pub fn abort(&self, status: u8) -> ! {
        self.universe.lock().unwrap_or_else(PoisonError::into_inner).world().abort(i32::from(status))
    }
}

impl Ranks for World {
    fn rank(&self) -> usize {
        self.rank
    }

    fn size(&self) -> usize {
        self.size
    }

    fn here(&self) -> usize {
        self.here
    }

    // A rank that is gone ends the whole job: MPI returns no errors.
    fn send(&self, to: usize, message: &[u8]) -> Result<(), RankLost> {
        let universe = self.universe.lock().unwrap_or_else(PoisonError::into_inner);
        let world = universe.world();
        let process = world.process_at_rank(i32::try_from(to).map_err(|_| RankLost(to))?);
        process.send(&(message.len() as u64));
        message.chunks(MOST).for_each(|part| process.send(part));
        Ok(())
    }

    fn receive(&self, from: usize) -> Result<Vec<u8>, RankLost> {
        let universe = self.universe.lock().unwrap_or_else(PoisonError::into_inner);
        let world = universe.world();
        let process = world.process_at_rank(i32::try_from(from).map_err(|_| RankLost(from))?);
        let (length, _) = process.receive::<u64>();
        let mut message = vec![0; usize::try_from(length).map_err(|_| RankLost(from))?];
        for part in message.chunks_mut(MOST) {
            process.receive_into(part);
        }
        Ok(message)
    }

    fn has_message(&self, from: usize) -> bool {
        let universe = self.universe.lock().unwrap_or_else(PoisonError::into_inner);
        let world = universe.world();
        i32::try_from(from).is_ok_and(|from| world.process_at_rank(from).immediate_probe().is_some())
    }
}
