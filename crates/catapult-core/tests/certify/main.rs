//! Roots, cycles and period doublings, enclosed and proved.

mod certified_roots;
mod certify_cycles;
mod lemmas;
mod period_doubling;
