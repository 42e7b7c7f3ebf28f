//! Finding things by the name a user typed, with a suggestion where there is none.

use thiserror::Error;

/// A name that nothing has.
#[derive(Clone, Debug, Error, PartialEq, Eq)]
#[error("there is no {kind} `{name}`; {suggestion}")]
pub struct UnknownName {
    kind: &'static str,
    name: String,
    suggestion: String,
}

/// The entry called `name`.
///
/// # Errors
///
/// [`UnknownName`] with the nearest name, or all names where none is near.
pub fn find_by_name<'a, T>(
    kind: &'static str,
    name: &str,
    entries: &'a [T],
    name_of: impl Fn(&'a T) -> &'static str,
) -> Result<&'a T, UnknownName> {
    if let Some(entry) = entries.iter().find(|entry| name_of(entry) == name) {
        return Ok(entry);
    }
    let names: Vec<&str> = entries.iter().map(&name_of).collect();
    Err(UnknownName { kind, name: name.into(), suggestion: suggest(name, &names) })
}

/// "did you mean `X`?" for the nearest of `names`, or the list of them.
pub fn suggest(name: &str, names: &[&str]) -> String {
    let likeness = |candidate: &str| strsim::jaro_winkler(&name.to_lowercase(), candidate);
    let nearest = names.iter().map(|candidate| (likeness(candidate), candidate)).max_by(|a, b| a.0.total_cmp(&b.0));
    match nearest {
        Some((likeness, candidate)) if likeness > 0.7 => format!("did you mean `{candidate}`?"),
        _ => format!("choose one of {}", names.join(", ")),
    }
}
