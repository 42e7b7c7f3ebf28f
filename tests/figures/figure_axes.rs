//! Axes put round numbers at their ticks, and the map to the panel has its inverse.

use catapult::figures::axis::{Axis, superscript};
use proptest::prelude::*;

fn texts(axis: &Axis, count: usize) -> Vec<String> {
    axis.tick_marks(count).into_iter().filter_map(|tick| tick.text).collect()
}

#[test]
fn linear_ticks_are_round() {
    assert_eq!(texts(&Axis::linear("", 0.0, 40.0), 4), ["0", "10", "20", "30", "40"]);
    assert_eq!(texts(&Axis::linear("", -0.5, 2.0), 5), ["−0.5", "0.0", "0.5", "1.0", "1.5", "2.0"]);
    assert_eq!(texts(&Axis::linear("", 0.0, 0.3), 3), ["0.0", "0.1", "0.2", "0.3"]);
}

#[test]
fn logarithmic_ticks_are_powers_of_ten() {
    assert_eq!(texts(&Axis::logarithmic("", 1e-2, 1e2), 5), ["10⁻²", "10⁻¹", "1", "10", "10²"]);
    let wide = Axis::logarithmic("", 1e-8, 1.0);
    assert_eq!(texts(&wide, 4), ["10⁻⁸", "10⁻⁶", "10⁻⁴", "10⁻²", "1"]);
    let minor = Axis::logarithmic("", 1.0, 100.0).tick_marks(4).into_iter().filter(|tick| tick.text.is_none()).count();
    assert_eq!(minor, 16);
}

#[test]
fn superscripts_have_signs() {
    assert_eq!(superscript(-120), "⁻¹²⁰");
}

proptest! {
    #[test]
    fn ticks_lie_on_the_axis(from in -1e3..1e3_f64, length in 1e-3..1e4_f64, count in 2_usize..12) {
        let axis = Axis::linear("", from, from + length);
        let ticks = axis.tick_marks(count);
        prop_assert!((2..=(count + 1).max(6)).contains(&ticks.len()), "{} ticks", ticks.len());
        for tick in ticks {
            prop_assert!((-1e-6..=1.0 + 1e-6).contains(&axis.fraction(tick.value)));
        }
    }

    #[test]
    fn value_inverts_fraction(from in 1e-3..1e3_f64, ratio in 1.1..1e6_f64, fraction in 0.0..1.0_f64) {
        for axis in [Axis::linear("", from, from * ratio), Axis::logarithmic("", from, from * ratio)] {
            prop_assert!((axis.fraction(axis.value(fraction)) - fraction).abs() < 1e-9);
        }
    }
}
