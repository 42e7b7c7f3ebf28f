//! Number systems: every operation against a second way to the same result.

#[path = "../support/random_arguments.rs"]
mod random_arguments;
#[path = "../support/random_floats.rs"]
mod random_floats;
#[path = "../support/units_in_the_last_place.rs"]
mod units_in_the_last_place;

mod ball_containment;
mod ball_reference_values;
mod ball_series;
mod decimal_enclosures;
mod definite_forms;
mod dual_derivatives;
mod exact_numbers;
mod exact_values;
mod expression_normal_form;
mod expression_printing;
mod float_accuracy;
mod general_spectrum;
mod interval_cases;
mod interval_containment;
mod interval_sets;
mod lanes;
mod loss_identities;
mod magnitude_bounds;
mod scaled_interval_containment;
mod softplus_sums;
mod symmetric_eigenvalue;
