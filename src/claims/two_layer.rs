//! What the claims about the two-layer network on D0 share: certified classifications, coverings of boxes, and identities.

use super::evidence::{Evidence, Kind};
use super::session::{Session, Settled};
use crate::arithmetic::{Analytic, Ball, Expression, Field, FromExact, Identity, parse_exact};
use crate::atlas::{Cell, Chart, Range, VerticalAxis, prove};
use crate::certify::{Certificate, Limit, Phase};
use crate::dynamics::{Descent, FactorisedState, Problem, TwoLayer, TwoLayerState, TwoLayerSystem};
use crate::model::{Degenerate, LossName, Risk};
use crate::progress::{Interrupted, Progress, Watch};
use num_traits::One;
use rug::Rational;

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

/// Classifies a two-layer problem.
///
/// # Errors
///
/// [`Interrupted`] if the session's watch says stop.
pub fn classify(
    session: &Session<'_>,
    problem: &Descent<TwoLayerSystem>,
    expected: Phase,
) -> Result<Classified, Interrupted> {
    let place = session.settle(&Problem::TwoLayer(problem.clone()))?;
    let (answer, holds) = match place.get() {
        Some(Settled { answer: Ok(answer), holds }) => (answer, *holds),
        Some(Settled { answer: Err(error), .. }) => {
            let fact = Evidence::new(Kind::Certified, format!("{}: {error}", describe(problem)));
            return Ok(Classified { agrees: false, certificate: None, kernel: None, fact });
        }
        None => return Err(Interrupted),
    };
    let text = format!("{}: {}; {}", describe(problem), answer.phase, answer.explanation());
    let mut fact = Evidence::new(Kind::Certified, text).with("certificate_holds", holds);
    let mut kernel = None;
    if let Some(Limit::Minimum(minimum)) = &answer.limit {
        let ends = [&minimum.lambda.lower, &minimum.lambda.upper].map(|end| parse_exact(end).ok());
        if let [Some(lower), Some(upper)] = ends {
            kernel = Some([lower, upper]);
        }
        fact = fact.with("lambda_inf", &minimum.lambda).with("sharpness_inf", &minimum.sharpness);
    }
    let agrees = holds && answer.phase == expected;
    Ok(Classified { agrees, certificate: answer.certificate.clone(), kernel, fact })
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
///
/// # Errors
///
/// [`Interrupted`] if the watch says stop.
pub fn proved_share(chart: &Chart, wanted: &[Phase], depth: u32, watch: Watch<'_>) -> Result<Rational, Interrupted> {
    Progress::unknown().tell(watch)?;
    match prove(chart, Cell::WHOLE, STEPS) {
        Some((phase, _)) if wanted.contains(&phase) => return Ok(Rational::from(1)),
        None if depth > 0 => {}
        _ => return Ok(Rational::new()),
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
    let share = |part: &Chart| proved_share(part, wanted, depth - 1, watch);
    let (first, second) = rayon::join(|| share(&first), || share(&second));
    Ok((first? + second?) / Rational::from(2))
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
