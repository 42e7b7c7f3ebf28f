//! `catapult export`: the equations that the program runs, for Coq and for papers.

use super::{InputError, Outcome, terminal};
use crate::export::{coq, latex, sections};
use clap::Subcommand;

#[derive(Subcommand)]
pub enum Export {
    /// The equations as Coq definitions: the file proofs/Equations.v.
    Coq,
    /// The equations in LaTeX, with their tags.
    Latex,
}

impl Export {
    pub fn run(self) -> Result<Outcome, InputError> {
        match self {
            Export::Coq => terminal::print(&coq::coq_file(&sections())?)?,
            Export::Latex => terminal::print(&latex::latex_file(&sections()))?,
        }
        Ok(Outcome::Fine)
    }
}
