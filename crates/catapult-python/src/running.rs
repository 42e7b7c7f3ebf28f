//! Running the library from Python: without the GIL, on threads of this process, told to stop by Ctrl-C.
//!
//! Work runs on a pool of threads of our own, never on the global one, so that a process made by `fork` can have another: its
//! threads are not there, and whoever waited for them would wait for ever. The thread that called from Python waits, and
//! every few milliseconds asks Python whether Ctrl-C was pressed and tells how far the work is. So Python code is only ever
//! run by the thread that called.

use crate::errors::input_error;
use catapult::progress::{Progress, Watch};
use pyo3::exceptions::PyImportError;
use pyo3::prelude::*;
use rayon::{ThreadPool, ThreadPoolBuilder};
use std::ops::ControlFlow;
use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};
use std::sync::atomic::{AtomicBool, AtomicU32, Ordering};
use std::sync::mpsc::{RecvTimeoutError, channel};
use std::sync::{Arc, Mutex, OnceLock, PoisonError};
use std::time::{Duration, Instant};

/// The time between two looks at signals, and between two reports of progress.
const GLANCE: Duration = Duration::from_millis(20);

/// The threads of a process.
struct Pool {
    process: u32,
    threads: Arc<ThreadPool>,
}

/// Taken only with the GIL held, so that no thread holds it while Python forks.
static POOL: Mutex<Option<Pool>> = Mutex::new(None);

/// How many threads a pool is to have; as many as there are processors if not set.
static THREADS: Mutex<Option<usize>> = Mutex::new(None);

fn build() -> PyResult<Arc<ThreadPool>> {
    let count = THREADS.lock().unwrap_or_else(PoisonError::into_inner).unwrap_or(0);
    let pool = ThreadPoolBuilder::new().num_threads(count).thread_name(|index| format!("catapult-{index}")).build();
    pool.map(Arc::new).map_err(|error| input_error(format!("the threads cannot be started: {error}")))
}

/// The pool of this process.
pub fn pool(_py: Python<'_>) -> PyResult<Arc<ThreadPool>> {
    let mut held = POOL.lock().unwrap_or_else(PoisonError::into_inner);
    let process = std::process::id();
    if let Some(Pool { process: owner, threads }) = &*held
        && *owner == process
    {
        return Ok(Arc::clone(threads));
    }
    // the threads of another process are not ours to end
    std::mem::forget(held.take());
    let threads = build()?;
    *held = Some(Pool { process, threads: Arc::clone(&threads) });
    Ok(threads)
}

/// Lets go of the pool: the next work gets a new one, and this one ends with its last work.
fn renew() {
    if let Some(pool) = POOL.lock().unwrap_or_else(PoisonError::into_inner).take()
        && pool.process != std::process::id()
    {
        std::mem::forget(pool);
    }
}

/// Sets the number of threads of work that begins from now on; `None` for as many as there are processors. Results do not
/// depend on it.
#[pyfunction]
#[pyo3(signature = (count, /))]
pub fn set_num_threads(count: Option<usize>) -> PyResult<()> {
    if count == Some(0) {
        return Err(input_error("0 threads do no work: give a whole number of at least 1, or None"));
    }
    *THREADS.lock().unwrap_or_else(PoisonError::into_inner) = count;
    renew();
    Ok(())
}

/// The number of threads.
#[pyfunction]
pub fn get_num_threads(py: Python<'_>) -> PyResult<usize> {
    Ok(pool(py)?.current_num_threads())
}

/// How far work is: parts done, those in all, a note.
type News = (u64, u64, String);

/// What passes between work and the thread that waits for it.
#[derive(Clone, Default)]
pub struct Signal {
    stop: Arc<AtomicBool>,
    /// The last that the work has told, if anybody listens.
    told: Option<Arc<Mutex<Option<News>>>>,
}

impl Signal {
    /// Takes what the work tells, and says whether it goes on.
    pub fn watch(&self, progress: &Progress<'_>) -> ControlFlow<()> {
        if let Some(told) = self.told.as_ref().filter(|_| progress.total > 0) {
            let news = (progress.done, progress.total, progress.note.to_owned());
            *told.lock().unwrap_or_else(PoisonError::into_inner) = Some(news);
        }
        if self.stop.load(Ordering::Relaxed) { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
    }

    /// Asks Python whether Ctrl-C was pressed, and tells it how far the work is.
    fn tell(&self, callback: Option<&Py<PyAny>>) -> PyResult<()> {
        let news = self.told.as_ref().and_then(|told| told.lock().unwrap_or_else(PoisonError::into_inner).take());
        Python::attach(|py| {
            py.check_signals()?;
            match (callback, news) {
                (Some(callback), Some(news)) => callback.call1(py, news).map(drop),
                _ => Ok(()),
            }
        })
    }
}

/// Runs work on the threads, which is told to stop where Ctrl-C is pressed, or where `progress` raises. `progress` is called
/// with the parts done, those in all, and a note.
pub fn watched<R: Send>(
    py: Python<'_>,
    progress: Option<&Bound<'_, PyAny>>,
    work: impl FnOnce(Watch<'_>) -> R + Send,
) -> PyResult<R> {
    signalled(py, progress, |signal| work(&|progress: &Progress<'_>| signal.watch(progress)))
}

/// The same for work that keeps what it tells.
pub fn signalled<R: Send>(
    py: Python<'_>,
    progress: Option<&Bound<'_, PyAny>>,
    work: impl FnOnce(Signal) -> R + Send,
) -> PyResult<R> {
    let pool = pool(py)?;
    let callback = progress.map(|callback| callback.clone().unbind());
    let signal = Signal { told: callback.as_ref().map(|_| Arc::default()), ..Signal::default() };
    let (answer, error) = py.detach(|| {
        let (sender, receiver) = channel();
        pool.in_place_scope(|scope| {
            let theirs = signal.clone();
            scope.spawn(move |_| drop(sender.send(work(theirs))));
            let mut error = None;
            loop {
                match receiver.recv_timeout(GLANCE) {
                    Ok(answer) => break (Some(answer), error),
                    // the work has panicked, and the scope passes it on
                    Err(RecvTimeoutError::Disconnected) => break (None, error),
                    Err(RecvTimeoutError::Timeout) if error.is_none() => {
                        error = signal.tell(callback.as_ref()).err();
                        signal.stop.store(error.is_some(), Ordering::Relaxed);
                    }
                    Err(RecvTimeoutError::Timeout) => {}
                }
            }
        })
    });
    match (answer, error) {
        (_, Some(error)) => Err(error),
        (Some(answer), None) => signal.tell(callback.as_ref()).map(|()| answer),
        (None, None) => Err(input_error("the work ended without an answer")),
    }
}

/// Runs work on the threads that cannot be told to stop. Where Ctrl-C is pressed nobody waits for it any longer: it goes on to
/// its end on threads of its own, and what it finds is dropped.
pub fn abandonable<R: Send + 'static>(py: Python<'_>, work: impl FnOnce() -> R + Send + 'static) -> PyResult<R> {
    let pool = pool(py)?;
    let (sender, receiver) = channel();
    pool.spawn(move || drop(sender.send(catch_unwind(AssertUnwindSafe(work)))));
    py.detach(move || {
        loop {
            match receiver.recv_timeout(GLANCE) {
                Ok(Ok(answer)) => return Ok(answer),
                Ok(Err(panic)) => resume_unwind(panic),
                Err(RecvTimeoutError::Disconnected) => return Err(input_error("the work ended without an answer")),
                Err(RecvTimeoutError::Timeout) => Python::attach(|py| py.check_signals().inspect_err(|_| renew()))?,
            }
        }
    })
}

/// The most steps of short work between two looks at the clock.
const MOST_STRIDES: u32 = 64;

/// When short work looks at the clock, and when it asks for signals.
struct Clock {
    /// Steps between two looks: twice as many as long as they take less than a millisecond.
    stride: u32,
    looked: Instant,
    asked: Instant,
}

impl Clock {
    fn new() -> Self {
        let now = Instant::now();
        Clock { stride: 1, looked: now, asked: now }
    }

    /// Looks at the clock: whether it is time to ask.
    fn look(&mut self) -> bool {
        let now = Instant::now();
        let quick = now - self.looked < GLANCE / 20;
        self.stride = if quick { (2 * self.stride).min(MOST_STRIDES) } else { 1 };
        self.looked = now;
        let due = now - self.asked >= GLANCE;
        if due {
            self.asked = now;
        }
        due
    }
}

/// Runs short work on the thread that calls, which asks for signals itself. A step may take less time than a look at the clock.
pub fn in_place<R: Send>(py: Python<'_>, work: impl FnOnce(Watch<'_>) -> R + Send) -> PyResult<R> {
    let (clock, raised) = (Mutex::new(Clock::new()), Mutex::new(None));
    let left = AtomicU32::new(1);
    let watch = |_: &Progress<'_>| {
        if left.fetch_sub(1, Ordering::Relaxed) > 1 {
            return ControlFlow::Continue(());
        }
        let mut clock = clock.lock().unwrap_or_else(PoisonError::into_inner);
        let due = clock.look();
        left.store(clock.stride, Ordering::Relaxed);
        if !due {
            return ControlFlow::Continue(());
        }
        match Python::attach(|py| py.check_signals()) {
            Ok(()) => ControlFlow::Continue(()),
            Err(error) => {
                *raised.lock().unwrap_or_else(PoisonError::into_inner) = Some(error);
                ControlFlow::Break(())
            }
        }
    };
    let answer = py.detach(|| work(&watch));
    match raised.into_inner().unwrap_or_else(PoisonError::into_inner) {
        Some(error) => Err(error),
        None => Ok(answer),
    }
}

/// Lets one interpreter of a process use this package, the first that asks: what it shares between threads, such as classes, belongs to
/// that one. `modules` is `sys.modules`, of which each interpreter has its own.
#[pyfunction]
#[pyo3(name = "_require_interpreter")]
pub fn require_interpreter(modules: &Bound<'_, PyAny>) -> PyResult<()> {
    static OWNER: OnceLock<usize> = OnceLock::new();
    let this = modules.as_ptr() as usize;
    if *OWNER.get_or_init(|| this) == this {
        return Ok(());
    }
    Err(PyImportError::new_err(
        "catapult is in use by another interpreter of this process, and cannot be shared: use processes instead of sub-interpreters",
    ))
}
