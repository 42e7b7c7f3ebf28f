//! Figures for a reader's own width, kernel, output and rates.

use crate::command_line::refusal;
use catapult::atlas::Range;
use catapult::data::DataSource;
use catapult::figures::arrays::Numbers;
use catapult::figures::{Figure, FigureOptions, Parameters, catalogue, parameters_of};
use rug::Rational;

fn drawn(name: &str, parameters: Parameters) -> Figure {
    let options = FigureOptions::new(true, DataSource::Embedded).expect("thresholds");
    let entry = catalogue().iter().find(|entry| entry.name == name).expect("the figure exists");
    (entry.draw)(&FigureOptions { parameters, ..options }).expect("drawn")
}

fn coordinates(figure: &Figure, name: &str) -> (f64, f64) {
    let array = figure.arrays.iter().find(|array| array.name == name).expect("the array exists");
    let Numbers::Doubles(values) = &array.numbers else { panic!("{name} are coordinates") };
    (values[0], values[values.len() - 1])
}

#[test]
fn basins_show_all_outputs_that_the_chosen_kernel_admits() {
    let parameters =
        Parameters { width: Some(Rational::from(30)), lambda: Some(Rational::from(1)), ..Parameters::default() };
    for name in ["final-kernel", "two-layer-basins"] {
        let figure = drawn(name, parameters.clone());
        for panel in ["a", "b"] {
            let (lowest, highest) = coordinates(&figure, &format!("{panel}_output"));
            // sqrt(30)/2 = 2.738..: two digits of it, from the middle of the lowest cell to that of the highest
            assert!(lowest > 0.0 && highest < 2.7 && highest > 2.68, "{name} {panel}: {lowest} to {highest}");
        }
        // Half the kernel, twice the rates.
        let (slowest, fastest) = coordinates(&figure, "b_learning_rate");
        assert!(slowest > 1.0 && fastest < 80.0 && fastest > 79.5, "{name}: {slowest} to {fastest}");
        assert!(figure.caption.contains("λ₀ = 1"), "{}", figure.caption);
    }
}

#[test]
fn a_range_of_rates_is_shown_as_it_is() {
    let rates = Range { from: Rational::from((3, 2)), to: Rational::from(3) };
    let figure = drawn("final-kernel", Parameters { rates: Some(rates), ..Parameters::default() });
    for panel in ["a", "b"] {
        let (slowest, fastest) = coordinates(&figure, &format!("{panel}_learning_rate"));
        assert!(slowest > 1.5 && slowest < 1.51 && fastest < 3.0 && fastest > 2.99, "{slowest} to {fastest}");
        let (_, highest) = coordinates(&figure, &format!("{panel}_output"));
        assert!(highest > 2.9, "the paper's outputs stay");
    }
}

#[test]
fn the_window_is_that_of_the_chosen_start() {
    let lambda = Rational::from(1);
    let parameters = Parameters { lambda: Some(lambda), output: Some(Rational::from((1, 4))), ..Parameters::default() };
    let figure = drawn("width-window", parameters);
    let window = figure.tables.iter().find(|table| table.name == "logistic-window").expect("a table");
    let numbers = |column: &str| window.numbers(column).expect("numbers");
    for (rate, window) in numbers("first_divergent_rate").into_iter().zip(numbers("window")) {
        // eta kappa lambda0 - 2 with kappa = 1/4 and lambda0 = 1
        assert!((window - (rate / 4.0 - 2.0)).abs() < 1e-12 * rate, "{rate}: {window}");
    }
    let mut outputs = numbers("output");
    outputs.dedup();
    assert_eq!(outputs, [0.05, 0.25, 0.5]);
}

#[test]
fn outputs_that_do_not_exist_at_width_one_are_left_out() {
    let figure = drawn("width-window", Parameters { output: Some(Rational::from(1)), ..Parameters::default() });
    let window = figure.tables.iter().find(|table| table.name == "exponential-window").expect("a table");
    let mut outputs = window.numbers("output").expect("numbers");
    outputs.dedup();
    assert_eq!(outputs, [0.2, 1.0]);
}

#[test]
fn parameters_that_a_figure_does_not_take_are_refused_by_name() {
    let message = refusal("figure final-kernel --output 1");
    assert!(message.contains("final-kernel does not take --output"), "{message}");
    assert!(message.contains("--width, --lambda, --eta") && message.contains("two-layer-phases"), "{message}");
    let message = refusal("figure overshoot --eta 1..2");
    assert!(message.contains("overshoot has no parameters") && message.contains("--eta"), "{message}");
    let message = refusal("figure all --width 3");
    assert!(message.contains("--width"), "{message}");
    let message = refusal("figure two-layer-basins --width -3");
    assert!(message.contains("width -3"), "{message}");
    let message = refusal("figure width-window --lambda 1 --output 3");
    assert!(message.contains('3') && message.contains("lambda"), "{message}");
    let takers = catalogue().iter().filter(|entry| !parameters_of(entry).is_empty()).count();
    assert!(takers >= 4);
}
