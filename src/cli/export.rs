//! `catapult export`: the equations that the program runs, for Coq and for papers, and certificates for Coq.

use super::check::read;
use super::{InputError, Outcome, terminal, wording};
use crate::certificates;
use crate::export::{coq, coq_certificate, latex, sections};
use clap::Subcommand;
use std::path::PathBuf;

#[derive(Subcommand)]
pub enum Export {
    /// The equations as Coq definitions: the file proofs/Equations.v. Or a certificate as a Coq proof.
    Coq {
        /// Print a file whose compilation proves the claim of this certificate.
        #[arg(long, value_name = "FILE")]
        certificate: Option<PathBuf>,
    },
    /// The equations in LaTeX, with their tags.
    Latex,
}

impl Export {
    pub fn run(self) -> Result<Outcome, InputError> {
        let text = match self {
            Export::Coq { certificate: None } => coq::coq_file(&sections())?,
            Export::Coq { certificate: Some(path) } => {
                let text = read(&path)?;
                let at = |reason: String| format!("`{}`: {reason}", path.display());
                let certificate = certificates::parse(&text).map_err(|error| at(wording::of_certificate(&error)))?;
                coq_certificate(&certificate).map_err(|error| at(wording::of_export(&error)))?
            }
            Export::Latex => latex::latex_file(&sections()),
        };
        terminal::print(&text)?;
        Ok(Outcome::Fine)
    }
}
