//! Ctrl-C: the first one asks the command to stop, the second one ends it at once. SIGTERM, which schedulers send before they kill, asks as well.

use super::{InputError, terminal};
use crate::program::quoted;
use crate::progress::Progress;
use indicatif::ProgressBar;
use signal_hook::consts::{SIGINT, SIGTERM};
use signal_hook::flag;
use std::ops::ControlFlow;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

/// The exit status of an interrupted command, 128 and the number of the signal.
pub const STATUS: u8 = 130;

/// How long a command that has nothing to write may take to stop.
pub const PATIENCE: Duration = Duration::from_millis(800);

/// The time between two looks for one that was pressed.
const GLANCE: Duration = Duration::from_millis(50);

/// Whether Ctrl-C was pressed. A command without one is ended by it, as any program.
#[derive(Clone, Default)]
pub struct Interrupt {
    pressed: Arc<AtomicBool>,
    /// Held while a file is written.
    writing: Arc<Mutex<()>>,
}

impl Interrupt {
    /// Listens from now on, for a command that has something to write before it stops, and is given the time for it.
    ///
    /// # Errors
    ///
    /// That of the operating system, where it lets nobody listen.
    pub fn listen() -> Result<Self, InputError> {
        let interrupt = Interrupt::default();
        // In this order: the first signal finds the flag down and raises it, the second one finds it up.
        flag::register_conditional_shutdown(SIGINT, STATUS.into(), Arc::clone(&interrupt.pressed))?;
        flag::register(SIGINT, Arc::clone(&interrupt.pressed))?;
        flag::register(SIGTERM, Arc::clone(&interrupt.pressed))?;
        Ok(interrupt)
    }

    /// Listens from now on, for a command that has nothing to write before it stops: if it has not done so after
    /// [`PATIENCE`], it is ended with these words, though not while it writes a file ([`Interrupt::undisturbed`]).
    ///
    /// # Errors
    ///
    /// As [`Interrupt::listen`].
    pub fn listen_briefly(words: &'static str) -> Result<Self, InputError> {
        let interrupt = Self::listen()?;
        let Interrupt { pressed, writing } = interrupt.clone();
        std::thread::spawn(move || {
            while !pressed.load(Ordering::Relaxed) {
                std::thread::sleep(GLANCE);
            }
            std::thread::sleep(PATIENCE);
            let _held = writing.lock().unwrap_or_else(PoisonError::into_inner);
            eprintln!("{words}");
            std::process::exit(STATUS.into());
        });
        Ok(interrupt)
    }

    /// Writes files, which are not cut short.
    pub fn undisturbed<R>(&self, write: impl FnOnce() -> R) -> R {
        let _held = self.writing.lock().unwrap_or_else(PoisonError::into_inner);
        write()
    }

    /// Whether to go on.
    pub fn check(&self) -> ControlFlow<()> {
        if self.pressed.load(Ordering::Relaxed) { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
    }

    /// A watch that moves a bar, and stops where Ctrl-C was pressed.
    pub fn watch<'a>(&'a self, bar: &'a ProgressBar) -> impl Fn(&Progress<'_>) -> ControlFlow<()> + Sync + 'a {
        move |progress| {
            terminal::show_progress(bar, progress);
            self.check()
        }
    }

    /// A watch that only stops.
    pub fn quiet(&self) -> impl Fn(&Progress<'_>) -> ControlFlow<()> + Send + Sync + 'static {
        let interrupt = self.clone();
        move |_| interrupt.check()
    }
}

/// What is said when a command was stopped that leaves nothing behind.
pub const NOTHING_WRITTEN: &str = "interrupted: nothing was written";

/// This very command, as it was typed.
pub fn again_hint() -> String {
    typed().join(" ")
}

fn typed() -> Vec<String> {
    std::env::args_os().map(|word| quoted(&word.to_string_lossy())).collect()
}

/// This very command, to go on with: as it was typed, with `--resume`.
pub fn resume_hint() -> String {
    let mut words = typed();
    if !words.iter().any(|word| word == "--resume") {
        words.push("--resume".into());
    }
    words.join(" ")
}
