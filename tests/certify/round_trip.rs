//! Answers whose certificates are read again and checked.

use catapult::certificates;
use catapult::certify::{Phase, check};
use catapult::dynamics::Problem;
use catapult::search::{self, Classification, ClassifyOptions};

/// Classifies, and has the certificate checked after a round trip through its text.
pub fn classified(problem: &Problem, options: &ClassifyOptions) -> Classification {
    let answer = search::classify(problem, options).unwrap();
    assert_eq!(answer.phase == Phase::Undecided, answer.certificate.is_none());
    if let Some(certificate) = &answer.certificate {
        let read = certificates::parse(&certificates::to_text(certificate)).unwrap();
        assert_eq!(&read, certificate);
        assert_eq!(read.problem.to_problem(), *problem);
        let claim = check(&read).unwrap_or_else(|rejection| panic!("{problem}: {rejection}"));
        assert!(claim.statement.contains(answer.phase.name()));
    }
    answer
}
