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
    match nearest(name, names) {
        Some(candidate) => format!("did you mean `{candidate}`?"),
        None => format!("choose one of {}", names.join(", ")),
    }
}

/// Likeness (Jaro-Winkler, 0 to 1) from which a name may have been meant.
const LIKE_ENOUGH: f64 = 0.75;

/// The known name most like `name`, if it is like enough to be meant.
pub fn nearest<'a>(name: &str, known: &[&'a str]) -> Option<&'a str> {
    let likeness = |candidate: &str| strsim::jaro_winkler(&name.to_lowercase(), candidate);
    let best = known.iter().copied().max_by(|left, right| likeness(left).total_cmp(&likeness(right)))?;
    (likeness(best) > LIKE_ENOUGH).then_some(best)
}
