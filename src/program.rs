//! Where a result comes from: the program and its commit, which stand in every result that is written to a file.

use serde::{Deserialize, Serialize};

/// The program that made a result.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Program {
    /// `catapult-phase`.
    pub name: String,
    /// Its version.
    pub version: String,
    /// The commit from which an optimised build was made, with `+changes` if the sources were not all of it; `None` for other
    /// builds, and for builds from a package.
    #[serde(default)]
    pub commit: Option<String>,
}

/// The commit, where the build knows it.
pub const COMMIT: Option<&str> = option_env!("CATAPULT_COMMIT");

impl Program {
    /// This program.
    pub fn this() -> Self {
        Program {
            name: env!("CARGO_PKG_NAME").into(),
            version: env!("CARGO_PKG_VERSION").into(),
            commit: COMMIT.map(str::to_owned),
        }
    }
}

/// `0.1.0 (1a2b3c4d5e6f)`, or the version alone.
pub const VERSION: &str = match option_env!("CATAPULT_VERSION") {
    Some(version) => version,
    None => env!("CARGO_PKG_VERSION"),
};
