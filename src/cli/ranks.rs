//! The processes that `mpirun` starts, as the command line meets them.

use super::{InputError, terminal, wording};
use crate::ranks::Ranks;
use std::sync::Arc;

/// What is said where MPI is asked for and not there.
#[cfg(not(feature = "mpi"))]
const NO_MPI: &str = "--data-parallel needs MPI, and this program was built without the feature `mpi`: build it with `--features cli,mpi`, \
                      or leave the option out";

/// This process and the others.
pub struct Shared {
    #[cfg(feature = "mpi")]
    world: Arc<crate::ranks::mpi::World>,
    #[cfg(not(feature = "mpi"))]
    world: Arc<crate::ranks::Alone>,
}

/// The processes of this job, if `mpirun` has started several.
pub fn launched() -> Result<Option<Shared>, InputError> {
    #[cfg(feature = "mpi")]
    if crate::ranks::mpi::World::is_launched() {
        let shared = required()?;
        return Ok((shared.world.size() > 1).then_some(shared));
    }
    Ok(None)
}

/// The processes of this job, which may be this one alone.
#[cfg(feature = "mpi")]
pub fn required() -> Result<Shared, InputError> {
    let world = crate::ranks::mpi::World::join()
        .ok_or("the MPI of the system does not take calls from several threads: build it with thread support")?;
    if world.rank() > 0 {
        terminal::be_quiet();
    }
    // processes on one machine share its processors; it fails only where a pool is there already, as --threads makes one
    let processors = std::thread::available_parallelism().map_or(1, usize::from);
    let threads = (processors / world.here()).max(1);
    let _ = rayon::ThreadPoolBuilder::new().num_threads(threads).build_global();
    Ok(Shared { world: Arc::new(world) })
}

/// Refused.
#[cfg(not(feature = "mpi"))]
pub fn required() -> Result<Shared, InputError> {
    Err(NO_MPI.into())
}

impl Shared {
    /// All of them.
    pub fn ranks(&self) -> Arc<dyn Ranks> {
        Arc::clone(&self.world) as Arc<dyn Ranks>
    }

    /// Whether this is the one that speaks and writes.
    pub fn is_first(&self) -> bool {
        self.world.rank() == 0
    }

    /// Ends the whole job for an error of this process, for which the others would wait.
    pub fn fail(&self, error: InputError) -> ! {
        let error = wording::worded(error, Some("--images"));
        let error: InputError =
            if self.is_first() { error } else { format!("rank {}: {error}", self.world.rank()).into() };
        let _ = terminal::report_error(error.as_ref());
        #[cfg(feature = "mpi")]
        self.world.abort(2);
        #[cfg(not(feature = "mpi"))]
        std::process::exit(2);
    }
}
