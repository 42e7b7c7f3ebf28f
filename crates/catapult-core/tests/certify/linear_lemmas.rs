//! The slacks of the lemmas about the linear predictor, its cycles and zeros: each at numbers where it alone decides, and at ties.

use catapult_core::arithmetic::magnitude::Magnitude;
use catapult_core::arithmetic::{Ball, FromExact, parse_exact};
use catapult_core::certify::checks::Failure;
use catapult_core::certify::checks::{
    linear_critical_rate, linear_doubling, linear_escape, linear_potential, linear_quadratic, linear_smoothness,
    linear_sublevel,
};
use catapult_core::certify::cycle_basin::Contraction;
use catapult_core::certify::lemma::{Lemma, confirm};
use catapult_core::certify::{cycle_basin, interior};
use catapult_core::theory::newton::{Krawczyk, Newton};
use rug::Rational;
use std::fmt::Debug;

fn exact(text: &str) -> Rational {
    parse_exact(text).expect("a number")
}

fn ball(text: &str) -> Ball {
    Ball::from_exact(&exact(text), 128)
}

/// Which hypothesis of a lemma fails first.
fn failing<L: Lemma>(numbers: &L::Numbers<Ball>) -> Option<&'static str> {
    failure(L::check(numbers))
}

fn failure(result: Result<(), Failure>) -> Option<&'static str> {
    match result {
        Ok(()) => None,
        Err(Failure::NotProved(hypothesis)) => Some(hypothesis),
        Err(failure) => panic!("{failure}"),
    }
}

/// A hypothesis, and a change of numbers that makes it alone fail.
type Case<N> = (&'static str, fn(&mut N));

/// Numbers with which a lemma holds, and a case for each of its hypotheses.
fn decides<L: Lemma>(holds: L::Numbers<Ball>, cases: &[Case<L::Numbers<Ball>>])
where
    L::Numbers<Ball>: Clone + Debug,
{
    assert_eq!(failing::<L>(&holds), None, "{holds:?}");
    assert_eq!(L::slacks(&holds).len(), cases.len(), "a case for each hypothesis of {}", L::NAME);
    for (hypothesis, change) in cases {
        let mut numbers = holds.clone();
        change(&mut numbers);
        assert_eq!(failing::<L>(&numbers), Some(*hypothesis), "{numbers:?}");
    }
}

#[test]
fn each_hypothesis_of_a_sublevel_trap_is_needed_and_ties_fail() {
    use linear_sublevel::{Level, LevelNumbers, ShortStep, ShortStepNumbers};
    let holds = LevelNumbers {
        lower: ball("0"),
        weight: ball("1"),
        upper: ball("2"),
        loss_at_lower: ball("5"),
        loss: ball("4"),
        loss_at_upper: ball("5"),
    };
    decides::<Level>(
        holds,
        &[
            ("a < w", |numbers| numbers.lower = ball("1")),
            ("w < b", |numbers| numbers.upper = ball("1")),
            ("L(a) > L(w)", |numbers| numbers.loss_at_lower = ball("4")),
            ("L(b) > L(w)", |numbers| numbers.loss_at_upper = ball("4")),
        ],
    );
    let short = ShortStepNumbers { learning_rate: ball("4"), curvature: ball("0.499") };
    decides::<ShortStep>(short, &[("eta L'' < 2 on [a, b]", |numbers| numbers.curvature = ball("0.5"))]);
}

#[test]
fn each_hypothesis_of_an_escape_is_needed_and_curvatures_may_tie() {
    use linear_escape::{Beyond, BeyondNumbers, Overshoot, OvershootNumbers};
    // the curvatures are ties
    let holds = OvershootNumbers {
        learning_rate: ball("4"),
        reach: ball("3"),
        curvature_right: ball("0.5"),
        image_right: ball("-3.5"),
        curvature_left: ball("0.5"),
        image_left: ball("3.5"),
    };
    decides::<Overshoot>(
        holds,
        &[
            ("R > 0", |numbers| numbers.reach = ball("0")),
            ("eta L''_-(R) >= 2", |numbers| numbers.curvature_right = ball("0.4999")),
            ("F(R) + R < 0", |numbers| numbers.image_right = ball("-3")),
            ("eta L''_+(-R) >= 2", |numbers| numbers.curvature_left = ball("0.4999")),
            ("F(-R) - R > 0", |numbers| numbers.image_left = ball("3")),
        ],
    );
    let beyond = BeyondNumbers { reach: ball("3"), size: ball("3") };
    decides::<Beyond>(beyond, &[("|w_T| >= R", |numbers| numbers.size = ball("2.9999"))]);
}

#[test]
fn rates_are_compared_as_stated() {
    use linear_critical_rate::{Above, Below, Numbers};
    let numbers = |rate| Numbers { learning_rate: ball(rate), critical_rate: ball("3/2"), weight: ball("-1") };
    assert_eq!((failing::<Below>(&numbers("1")), failing::<Above>(&numbers("2"))), (None, None));
    for tie in ["3/2", "2"] {
        assert_eq!(failing::<Below>(&numbers(tie)), Some("eta < eta_c(w0)"));
    }
    for tie in ["3/2", "1"] {
        assert_eq!(failing::<Above>(&numbers(tie)), Some("eta > eta_c(w0)"));
    }
    let smooth = |rate| linear_smoothness::Numbers { learning_rate: exact(rate), smoothness: exact("1/4") };
    assert_eq!(failure(confirm(&smooth("8").slacks())), None);
    assert_eq!(failure(confirm(&smooth("8.001").slacks())), Some("eta <= 2/beta"));
    assert_eq!(failure(confirm(&smooth("0").slacks())), Some("eta > 0"));
    let repelling = |rate| linear_potential::RepellingNumbers { learning_rate: exact(rate), curvature: exact("1/4") };
    assert_eq!(failure(confirm(&repelling("8.001").slacks())), None);
    assert!(confirm(&repelling("8").slacks()).is_err());
    let side = |weight| linear_potential::SideNumbers {
        learning_rate: ball("10"),
        weight: ball(weight),
        loss: ball("1"),
        loss_at_origin: ball("0.6"),
    };
    assert_eq!(failing::<linear_potential::Side>(&side("1.9")), None);
    assert!(failing::<linear_potential::Side>(&side("2")).is_some());
}

/// Exactly one of the three cases of a quadratic loss.
#[test]
fn a_quadratic_loss_has_one_case() {
    for (rate, cases) in [("1", [true, false, false]), ("2", [false, true, false]), ("3", [false, false, true])] {
        let numbers =
            linear_quadratic::Numbers { learning_rate: exact(rate), curvature: exact("1"), slope: exact("-1/7") };
        let found = [numbers.falls(), numbers.alternates(), numbers.grows()].map(|slacks| confirm(&slacks).is_ok());
        assert_eq!(found, cases, "eta h = {rate}");
        let at_rest = linear_quadratic::Numbers { slope: exact("0"), ..numbers };
        assert!([at_rest.falls(), at_rest.alternates(), at_rest.grows()].iter().all(|slacks| confirm(slacks).is_err()));
    }
}

#[test]
fn basins_need_contraction_and_images_inside() {
    let holds = cycle_basin::Numbers {
        image: interior::Numbers { radius: ball("1"), displacement: ball("0") },
        slope: ball("0"),
    };
    decides::<Contraction>(
        holds,
        &[
            ("(F^k)' < 1", |numbers| numbers.slope = ball("1")),
            ("(F^k)' > -1", |numbers| numbers.slope = ball("-1")),
            ("it lies below the upper end", |numbers| numbers.image.displacement = ball("1")),
            ("it lies above the lower end", |numbers| numbers.image.displacement = ball("-1")),
        ],
    );
}

#[test]
fn each_hypothesis_of_a_doubling_is_needed_and_the_multiplier_may_tie() {
    use linear_doubling::{Doubling, Numbers};
    let holds = Numbers { multiplier: ball("-0.9"), bend: ball("1"), radius: ball("1"), third: ball("-1") };
    let cases: [Case<Numbers<Ball>>; 4] = [
        ("mu >= -1", |numbers| numbers.multiplier = ball("-1.0001")),
        ("G''' < 0", |numbers| numbers.third = ball("0")),
        ("3 mu² (1 + mu) b² < 8 |G'''| (1 - mu)", |numbers| numbers.bend = ball("8")),
        ("|G'''| r² + 3 (1 + mu) b r < 6 (1 + mu²)", |numbers| numbers.radius = ball("3.2")),
    ];
    decides::<Doubling>(holds.clone(), &cases);
    let at_the_rate = Numbers { multiplier: ball("-1"), ..holds };
    assert_eq!(failing::<Doubling>(&at_the_rate), None);
    let wide = Numbers { radius: ball("2"), third: ball("-3"), ..at_the_rate };
    assert_eq!(failing::<Doubling>(&wide), Some("|G'''| r² + 3 (1 + mu) b r < 6 (1 + mu²)"));
}

fn region(centre: &str, radius: f64) -> Ball {
    ball(centre).widened(Magnitude::from_f64(radius))
}

/// x² - 2 and x² + 2 near several points, by interval Newton: what is proved is there.
#[test]
fn interval_newton_proves_roots_that_are_there_and_no_others() {
    let newton = |centre: &str, radius: f64, constant: &str| {
        let over = region(centre, radius);
        let point = over.centre();
        let value = point.clone() * &point + ball(constant);
        Newton::over(&over, point, value, ball("2") * over.clone()).root()
    };
    let root = newton("1.414", 0.01, "-2").expect("the root of two");
    assert!(root.contains(&exact("1.4142135623")) && root.radius().to_f64_up() < 1e-3);
    // no root, a ball beside the root, the slope 0 inside, both roots
    assert_eq!(newton("1.414", 0.01, "2"), None);
    assert_eq!(newton("1.43", 0.01, "-2"), None);
    assert_eq!(newton("0", 0.5, "-2"), None);
    assert_eq!(newton("0", 2.0, "-2"), None);
}

/// Two circles of radius one around (0, 0) and (c, 0) cross at (c/2, ±sqrt(1 - c²/4)).
fn circles(centre: [&str; 2], radius: f64, apart: &str) -> Option<Vec<Ball>> {
    let over = centre.map(|coordinate| region(coordinate, radius));
    let [x, y] = over.each_ref().map(Ball::centre);
    let (c, two) = (ball(apart), ball("2"));
    let square = |x: &Ball| x.clone() * x;
    let residual = vec![square(&x) + square(&y) - ball("1"), square(&(x.clone() - &c)) + square(&y) - ball("1")];
    let jacobian = |x: &Ball, y: &Ball| {
        vec![vec![two.clone() * x, two.clone() * y], vec![two.clone() * (x.clone() - &c), two.clone() * y]]
    };
    let [[p, q], [r, s]] = [0, 1].map(|row| [0, 1].map(|column| jacobian(&x, &y)[row][column].clone()));
    let determinant = (p.clone() * &s - q.clone() * &r).centre();
    let inverse = vec![vec![s / &determinant, -q / &determinant], vec![-r / &determinant, p / &determinant]];
    Krawczyk::over(&over, residual, jacobian(&over[0], &over[1]), inverse).zero()
}

#[test]
fn krawczyk_proves_zeros_that_are_there_and_no_others() {
    let zero = circles(["0.5", "0.866"], 0.01, "1").expect("the circles cross");
    assert!(zero[0].contains(&exact("1/2")) && zero[1].contains(&exact("0.866025403784")));
    // circles that do not meet, a box beside the crossing in either direction, a box around both crossings
    assert_eq!(circles(["1.25", "0.1"], 0.05, "2.5"), None);
    assert_eq!(circles(["0.53", "0.866"], 0.01, "1"), None);
    assert_eq!(circles(["0.5", "0.9"], 0.01, "1"), None);
    assert_eq!(circles(["0.5", "0.1"], 2.0, "1"), None);
}

/// In one unknown Krawczyk's test proves what interval Newton does, and systems that are not square are refused.
#[test]
fn krawczyk_takes_any_number_of_unknowns() {
    let test = |dimension: usize| {
        let over = vec![region("1", 0.5); dimension];
        // x_i - 1.01 = 0
        let rows = |entry: &str| -> Vec<Vec<Ball>> {
            let entry_at = |row: usize, column: usize| if row == column { ball(entry) } else { ball("0") };
            (0..dimension).map(|row| (0..dimension).map(|column| entry_at(row, column)).collect()).collect()
        };
        Krawczyk::over(&over, vec![ball("-0.01"); dimension], rows("1"), rows("1"))
    };
    for dimension in 1..=4 {
        let zero = test(dimension).zero().expect("a linear system");
        assert!(zero.iter().all(|x| x.contains(&exact("1.01"))));
    }
    assert_eq!(test(0).zero(), None);
    let mut ragged = test(2);
    ragged.jacobian.pop();
    assert_eq!(ragged.zero(), None);
}
