//! What the checks of several claims share: how many digits, who watches, and the orbits that are settled already.

use crate::certify::check;
use crate::dynamics::Problem;
use crate::progress::{Interrupted, Watch};
use crate::search::{self, Classification, ClassifyOptions, SearchError};
use crate::theory::Digits;
use std::sync::{Arc, Mutex, OnceLock, PoisonError};

/// One session of checking claims. Several claims rest on the same orbits, some of which take half a second: each is
/// classified once a session, by whichever claim comes first.
pub struct Session<'a> {
    digits: usize,
    watch: Watch<'a>,
    settled: Mutex<Vec<(Problem, Arc<OnceLock<Settled>>)>>,
}

/// What the search found about a problem, and whether the certificate passes the checker.
pub(super) struct Settled {
    /// The answer.
    pub answer: Result<Classification, SearchError>,
    /// Whether its certificate holds.
    pub holds: bool,
}

impl<'a> Session<'a> {
    /// A session that prints enclosures with this many digits. The watch is asked at every step of an orbit and every cell
    /// of a covering; its counts mean nothing here.
    pub fn new(digits: usize, watch: Watch<'a>) -> Self {
        Session { digits, watch, settled: Mutex::new(Vec::new()) }
    }

    /// The digits of enclosures.
    pub fn digits(&self) -> usize {
        self.digits
    }

    /// Who watches.
    pub fn watch(&self) -> Watch<'a> {
        self.watch
    }

    /// The same digits, for the library's functions.
    pub fn precision(&self) -> Digits {
        Digits::new(self.digits).unwrap_or_default()
    }

    /// Classifies a problem and checks the certificate, once a session.
    ///
    /// # Errors
    ///
    /// [`Interrupted`] if the watch says stop.
    pub(super) fn settle(&self, problem: &Problem) -> Result<Arc<OnceLock<Settled>>, Interrupted> {
        let place = self.place(problem);
        let settled = place.get_or_init(|| {
            let options = ClassifyOptions { digits: self.precision(), ..ClassifyOptions::default() };
            let answer = search::classify_watched(problem, &options, self.watch);
            let certificate = answer.as_ref().ok().and_then(|answer| answer.certificate.as_ref());
            let holds = certificate.is_some_and(|certificate| check(certificate).is_ok());
            Settled { answer, holds }
        });
        match settled.answer {
            Err(SearchError::Interrupted(interrupted)) => Err(interrupted),
            _ => Ok(place),
        }
    }

    /// The place of a problem among those that are settled.
    fn place(&self, problem: &Problem) -> Arc<OnceLock<Settled>> {
        let mut known = self.settled.lock().unwrap_or_else(PoisonError::into_inner);
        let found = known.iter().find(|(other, _)| other == problem).map(|(_, place)| Arc::clone(place));
        found.unwrap_or_else(|| {
            let place = Arc::default();
            known.push((problem.clone(), Arc::clone(&place)));
            place
        })
    }
}
