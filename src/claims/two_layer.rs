//! What the claims about the two-layer network on D0 share: certified classifications, coverings of boxes, and identities.

use super::evidence::{Evidence, Kind};
use crate::arithmetic::{Analytic, Ball, Expression, Field, FromExact, Identity, parse_exact};
use crate::atlas::{Cell, Chart, Range, VerticalAxis, prove};
use crate::certify::{Certificate, Limit, Phase, check};
use crate::dynamics::{Descent, FactorisedState, Problem, ProblemError, TwoLayer, TwoLayerState, TwoLayerSystem};
use crate::model::{Degenerate, LossName, Risk};
use crate::search::{self, Classification, ClassifyOptions};
use crate::theory::Digits;
use num_traits::One;
use rug::Rational;
use std::sync::{Arc, Mutex, OnceLock, PoisonError};

/// The parameters of a two-layer problem in words.
pub fn describe(problem: &Descent<TwoLayerSystem>) -> String {
    let Descent { system: TwoLayerSystem { loss, width }, learning_rate, start } = problem;
    format!("{loss} loss, m = {width}, lambda0 = {}, f0 = {}, eta = {learning_rate}", start.lambda, start.output)
}

/// A certified answer about one start, as evidence.
pub struct Classified {
    /// Whether the certificate passes the checker and states the expected phase.
    pub agrees: bool,
    /// The proof.
    pub certificate: Option<Certificate>,
    /// Exact bounds of lambda_inf.
    pub kernel: Option<[Rational; 2]>,
    /// The answer in words and numbers.
    pub fact: Evidence,
}

/// What the search found about a problem, and whether the certificate passes the checker.
struct Settled {
    answer: Result<Classification, ProblemError>,
    holds: bool,
}

/// A problem to so many digits, settled by whichever claim came first.
type Shared = (Descent<TwoLayerSystem>, usize, Arc<OnceLock<Settled>>);

/// Several claims rest on the same orbits, some of which take half a second: each is settled once.
static SETTLED: Mutex<Vec<Shared>> = Mutex::new(Vec::new());

/// The place of a problem among those that are settled once.
fn shared(problem: &Descent<TwoLayerSystem>, digits: usize) -> Arc<OnceLock<Settled>> {
    let mut known = SETTLED.lock().unwrap_or_else(PoisonError::into_inner);
    let found = known.iter().find(|(other, to, _)| other == problem && *to == digits).map(|(.., place)| place.clone());
    found.unwrap_or_else(|| {
        let place = Arc::default();
        known.push((problem.clone(), digits, Arc::clone(&place)));
        place
    })
}

/// Classifies a two-layer problem and checks the certificate.
fn settle(problem: &Descent<TwoLayerSystem>, digits: usize) -> Settled {
    let options = ClassifyOptions { digits: Digits::new(digits).unwrap_or_default(), ..ClassifyOptions::default() };
    let answer = search::classify(&Problem::TwoLayer(problem.clone()), &options);
    let certificate = answer.as_ref().ok().and_then(|answer| answer.certificate.as_ref());
    let holds = certificate.is_some_and(|certificate| check(certificate).is_ok());
    Settled { answer, holds }
}

/// Classifies a two-layer problem.
pub fn classify(problem: &Descent<TwoLayerSystem>, expected: Phase, digits: usize) -> Classified {
    let place = shared(problem, digits);
    let Settled { answer, holds } = place.get_or_init(|| settle(problem, digits));
    let (answer, holds) = match answer {
        Ok(answer) => (answer, *holds),
        Err(error) => {
            let fact = Evidence::new(Kind::Certified, format!("{}: {error}", describe(problem)));
            return Classified { agrees: false, certificate: None, kernel: None, fact };
        }
    };
    let text = format!("{}: {}; {}", describe(problem), answer.phase, answer.reason);
    let mut fact = Evidence::new(Kind::Certified, text).with("certificate_holds", holds);
    let mut kernel = None;
    if let Some(Limit::Minimum(minimum)) = &answer.limit {
        let ends = [&minimum.lambda.lower, &minimum.lambda.upper].map(|end| parse_exact(end).ok());
        if let [Some(lower), Some(upper)] = ends {
            kernel = Some([lower, upper]);
        }
        fact = fact.with("lambda_inf", &minimum.lambda).with("sharpness_inf", &minimum.sharpness);
    }
    Classified { agrees: holds && answer.phase == expected, certificate: answer.certificate.clone(), kernel, fact }
}

/// Steps for which a cell of a covering is followed.
const STEPS: u32 = 20_000;

/// The box of all starts (f0, lambda) with `lambda` in a range, and all rates of a range.
pub fn chart(loss: LossName, width: i32, rates: [Rational; 2], lambdas: [Rational; 2], output: Rational) -> Chart {
    let range = |[from, to]: [Rational; 2]| Range { from, to };
    Chart {
        loss,
        width: width.into(),
        learning_rates: range(rates),
        vertical: range(lambdas),
        axis: VerticalAxis::Lambda,
        fixed: output,
    }
}

/// The share of a chart that is proved to lie in one of the wanted phases, by halving it where needed at most `depth` times.
/// A chart of no height is covered along its rates.
///
/// # Guarantee
///
/// Certified: the share is a lower bound, of closed cells that are proved for all parameters in them.
pub fn proved_share(chart: &Chart, wanted: &[Phase], depth: u32) -> Rational {
    match prove(chart, Cell::WHOLE, STEPS) {
        Some((phase, _)) if wanted.contains(&phase) => return Rational::from(1),
        None if depth > 0 => {}
        _ => return Rational::new(),
    }
    let relative = |range: &Range| (range.to.clone() - &range.from) / range.to.clone();
    let halves = |range: &Range| {
        let middle = (range.from.clone() + &range.to) / Rational::from(2);
        [Range { from: range.from.clone(), to: middle.clone() }, Range { from: middle, to: range.to.clone() }]
    };
    let parts: [Chart; 2] = if relative(&chart.learning_rates) >= relative(&chart.vertical) {
        halves(&chart.learning_rates).map(|learning_rates| Chart { learning_rates, ..chart.clone() })
    } else {
        halves(&chart.vertical).map(|vertical| Chart { vertical, ..chart.clone() })
    };
    let [first, second] = parts;
    let (first, second) =
        rayon::join(|| proved_share(&first, wanted, depth - 1), || proved_share(&second, wanted, depth - 1));
    (first + second) / Rational::from(2)
}

/// A covering as evidence.
pub fn covering(chart: &Chart, wanted: &[Phase], share: &Rational, digits: usize) -> Evidence {
    let [rates, starts] = [&chart.learning_rates, &chart.vertical];
    let lambda = if starts.from == starts.to {
        format!("lambda0 = {}", starts.from)
    } else {
        format!("lambda0 in [{}, {}]", starts.from, starts.to)
    };
    let phases: Vec<&str> = wanted.iter().map(|phase| phase.name()).collect();
    let place = format!(
        "{} loss, m = {}, {lambda}, f0 = {}, eta in [{}, {}]",
        chart.loss, chart.width, chart.fixed, rates.from, rates.to
    );
    if *share == 1 {
        Evidence::new(Kind::Certified, format!("{place}: {} for all parameters of this box", phases.join(" or ")))
    } else {
        Evidence::new(Kind::Certified, format!("{place}: {}, up to gaps that no cell decides", phases.join(" or ")))
    }
    .with_ball("proved_share", &Ball::from_exact(share, 64), digits.min(6))
}

/// The formulas of the arguments about limits, as identities of the map that the program runs, for one loss.
pub fn limit_identities(loss: LossName) -> [(Identity, &'static str); 3] {
    let variable = Expression::variable;
    let (rate, width) = (variable("eta"), variable("m"));
    let (output, lambda) = (variable("f"), variable("lambda"));
    let root = width.clone().sqrt();
    let map = TwoLayer::new(rate.clone(), width.clone(), Degenerate(loss));
    let state = || TwoLayerState { output: output.clone(), lambda: lambda.clone() };
    let a = map.factor_step(output.clone());
    let ratio = map.risk.slope(output.clone()) / &output;
    let multiplier = Expression::one() + a.clone() * &a - rate * &lambda * ratio;
    let product = |state: TwoLayerState<Expression>| {
        let FactorisedState { p, q } = FactorisedState::from_output(state, &root);
        p * q
    };
    let shrink = Expression::one() - a.clone() * &a;
    let gap = Expression::integer(4) * &output * &output / &width;
    [
        (
            map.step(state()).output.identity(&(output.clone() * multiplier)),
            "f' = f (1 + a² - eta lambda g) with g = s/f and a = eta s/sqrt m",
        ),
        (product(map.step(state())).identity(&(product(state()) * &shrink * &shrink)), "(T4): (pq)' = pq (1 - a²)²"),
        ((lambda.clone() * &lambda).identity(&(product(state()) + gap)), "lambda² = pq + 4 f²/m"),
    ]
}
