//! What must be believed: number systems, equations, lemmas, certificates and their checker.
//!
//! Everything that [`certify::check`] runs is in this crate; its README names the modules and says in one page what their
//! answers rest on. Searches for proofs, data, training and figures are in `catapult-phase`, which re-exports this crate.
//!
//! | module | what it holds |
//! |---|---|
//! | [`arithmetic`] | number systems behind two traits |
//! | [`model`] | losses, risks, networks with explicit weights |
//! | [`dynamics`] | the equations (P1), (T1)–(T5), (D1)–(D3), once each; orbits in any arithmetic |
//! | [`theory`] | thresholds and certified roots |
//! | [`certify`] | lemmas, certificates, the checker |
//! | `hostile` | random inputs where implementations break, behind a feature of that name |

#![forbid(unsafe_code)]

pub mod arithmetic;
pub mod certify;
pub mod dynamics;
#[cfg(feature = "hostile")]
pub mod hostile;
pub mod model;
pub mod theory;
