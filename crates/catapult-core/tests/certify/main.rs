//! Roots, cycles and period doublings, enclosed and proved.

mod certified_roots;
mod certify_cycles;
mod data_rates;
mod digests;
mod exact_minimisers;
mod lemmas;
mod linear_lemmas;
mod period_doubling;
mod readme_modules;
mod work;
