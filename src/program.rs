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

/// What made a file, as the file says: a program, and the command that makes it again. Nothing is believed because of it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct MadeBy {
    /// The name of the program.
    pub name: String,
    /// Its version.
    pub version: String,
    /// Its commit, as in [`Program::commit`].
    #[serde(default)]
    pub commit: Option<String>,
    /// The command; `None` for files that no command made.
    #[serde(default)]
    pub command: Option<String>,
}

impl MadeBy {
    /// By this program.
    pub fn this(command: Option<String>) -> Self {
        let Program { name, version, commit } = Program::this();
        MadeBy { name, version, commit, command }
    }

    /// The program in words: `catapult-phase 0.1.0 (1a2b3c4d5e6f)`.
    pub fn program(&self) -> String {
        let commit = self.commit.as_ref().map_or_else(String::new, |commit| format!(" ({commit})"));
        format!("{} {}{commit}", self.name, self.version)
    }
}

/// A word as a shell takes it: in quotation marks where it would be split or changed.
pub fn quoted(word: &str) -> String {
    let plain = |c: char| c.is_ascii_alphanumeric() || "-_=+./:,@%^".contains(c);
    if !word.is_empty() && word.chars().all(plain) {
        word.to_owned()
    } else {
        format!("'{}'", word.replace('\'', r"'\''"))
    }
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

#[cfg(test)]
mod tests {
    use super::quoted;

    #[test]
    fn words_are_quoted_where_a_shell_would_split_or_change_them() {
        assert_eq!(quoted("mnist:0,1"), "mnist:0,1");
        assert_eq!(quoted("two words"), "'two words'");
        assert_eq!(quoted(""), "''");
        assert_eq!(quoted("it's"), r"'it'\''s'");
        assert_eq!(quoted("$HOME*"), "'$HOME*'");
    }
}
