//! How far a long computation is, and how it is stopped.
//!
//! Whatever may take long calls a [`Watch`] after each of its parts, from any thread, and says how much is done. The answer,
//! a [`ControlFlow`], says whether to go on. A computation that is told to break ends within a part, with the error
//! [`Interrupted`]; what it had written stays whole.
//!
//! ```
//! use catapult::progress::Progress;
//! use std::ops::ControlFlow;
//! use std::sync::atomic::{AtomicBool, Ordering};
//!
//! // Set by another thread, such as one that waits for a key.
//! let stop = AtomicBool::new(false);
//! let watch = |progress: &Progress| {
//!     println!("{} of {}", progress.done, progress.total);
//!     if stop.load(Ordering::Relaxed) { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
//! };
//! assert_eq!(Progress::of(3, 10).tell(&watch), Ok(()));
//! stop.store(true, Ordering::Relaxed);
//! assert!(Progress::of(4, 10).tell(&watch).is_err());
//! ```

use std::ops::ControlFlow;
use std::sync::atomic::{AtomicU64, Ordering};
use thiserror::Error;

/// How much of a computation is done. Its parts are whatever it counts: cells, steps, claims.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Progress<'a> {
    /// Parts done.
    pub done: u64,
    /// Parts in all, as far as they are known: a survey finds more on its way. 0 if nothing is known.
    pub total: u64,
    /// What is at work, or what was found so far, for people; may be empty.
    pub note: &'a str,
}

/// Who is told how far a computation is, and says whether it goes on.
pub type Watch<'a> = &'a (dyn Fn(&Progress<'_>) -> ControlFlow<()> + Sync);

/// A watch that lets everything run to its end.
pub fn silent(_: &Progress<'_>) -> ControlFlow<()> {
    ControlFlow::Continue(())
}

/// The watch said stop.
#[derive(Clone, Copy, Debug, Error, PartialEq, Eq)]
#[error("interrupted before the end")]
pub struct Interrupted;

impl Progress<'static> {
    /// So many parts of so many.
    pub fn of(done: u64, total: u64) -> Self {
        Progress { done, total, note: "" }
    }

    /// Nothing to tell, but a place to stop.
    pub fn unknown() -> Self {
        Progress::of(0, 0)
    }
}

impl Progress<'_> {
    /// Tells a watch.
    ///
    /// # Errors
    ///
    /// [`Interrupted`] if it says stop.
    pub fn tell(&self, watch: Watch<'_>) -> Result<(), Interrupted> {
        match watch(self) {
            ControlFlow::Continue(()) => Ok(()),
            ControlFlow::Break(()) => Err(Interrupted),
        }
    }
}

/// Counts the parts that several threads do, and tells a watch.
pub struct Counter<'a> {
    done: AtomicU64,
    total: u64,
    watch: Watch<'a>,
}

impl<'a> Counter<'a> {
    /// A counter of `total` parts, none of them done.
    pub fn new(total: u64, watch: Watch<'a>) -> Self {
        Counter { done: AtomicU64::new(0), total, watch }
    }

    /// Counts parts that were done.
    ///
    /// # Errors
    ///
    /// [`Interrupted`] if the watch says stop.
    pub fn add(&self, parts: u64) -> Result<(), Interrupted> {
        let done = self.done.fetch_add(parts, Ordering::Relaxed) + parts;
        Progress::of(done, self.total).tell(self.watch)
    }
}

/// The same watch without the counts: for a part of a larger computation that counts its own parts.
pub fn uncounted(watch: Watch<'_>) -> impl Fn(&Progress<'_>) -> ControlFlow<()> + Sync + '_ {
    move |_| watch(&Progress::unknown())
}
