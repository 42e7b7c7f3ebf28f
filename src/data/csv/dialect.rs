//! What stands between the columns of a table, and whether its first line names them, as far as the text shows it.

use super::super::table::Delimiter;
use super::super::table::labels::LONGEST_NUMBER_BITS;
use super::lines::split_fields;
use crate::arithmetic::{ExactNumberError, exact::written_bits, parse_exact};
use std::borrow::Cow;

/// The delimiters tried. Of equally good ones the first is taken: a semicolon where commas are decimal signs.
const CANDIDATES: [Delimiter; 5] = [
    Delimiter::Character('\t'),
    Delimiter::Character(';'),
    Delimiter::Character(','),
    Delimiter::Character('|'),
    Delimiter::Whitespace,
];

/// The delimiter of lines: one that gives all of them the same number of columns, at least two, and of these the one that makes
/// the most fields numbers; the comma if there is none.
pub(super) fn find_delimiter(lines: &[&str]) -> Delimiter {
    let mut best = (0.0, Delimiter::Character(','));
    let mut fields = Vec::new();
    for candidate in CANDIDATES {
        let mut columns = None;
        let (mut numbers, mut all) = (0_usize, 0_usize);
        let consistent = lines.iter().all(|line| {
            let whole = split_fields(line, candidate, &mut fields).is_ok();
            numbers += fields.iter().filter(|field| looks_like_number(field)).count();
            all += fields.len();
            whole && fields.len() >= 2 && *columns.get_or_insert(fields.len()) == fields.len()
        });
        // the share of numbers, and one half of a field for being consistent at all
        let merit = (numbers as f64 + 0.5) / (all as f64 + 0.5);
        if consistent && merit > best.0 {
            best = (merit, candidate);
        }
    }
    best.1
}

/// What the first line is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum FirstLine {
    /// A sample.
    Sample,
    /// Names: no field is a number.
    Names,
    /// 0, 1, 2, .. as data frames name columns that have no names.
    Counted,
    /// The same, but a sample, since without it all labels would be the same.
    CountedSample,
}

/// What the first line is. `others` are the labels of lines after it.
///
/// No field of a header is a number, unless the fields count the columns: `0,1`, `0,1,2,label`, `,0,1`. A line `0,1` might be a
/// sample too; since data frames write it above every table, it is taken for what it is there.
pub(super) fn judge(first: &[Cow<'_, str>], label: usize, others: &[String]) -> FirstLine {
    let is_label_elsewhere = |field: &str| others.iter().any(|other| other == field);
    if first.iter().all(|field| !looks_like_number(field) && !is_missing(field)) {
        return FirstLine::Names;
    }
    // the column of an index has no name
    let named = match first {
        [index, rest @ ..] if index.is_empty() => rest,
        all => all,
    };
    let shift = first.len() - named.len();
    let counts = |(place, field): (usize, &Cow<'_, str>)| {
        let is_name = place + shift == label && !looks_like_number(field) && !field.is_empty();
        *field == place.to_string() || (is_name && !is_label_elsewhere(field))
    };
    if named.len() + shift >= 2 && !others.is_empty() && named.iter().enumerate().all(counts) {
        let one_class = others.iter().all(|other| *other == others[0]);
        let adds_a_class = one_class && shift == 0 && first[label] != others[0] && looks_like_number(&first[label]);
        return if adds_a_class && first.len() == 2 { FirstLine::CountedSample } else { FirstLine::Counted };
    }
    // an unnamed index, and then names
    let names = named.iter().all(|field| !looks_like_number(field) && !is_missing(field));
    if shift == 1 && !named.is_empty() && names { FirstLine::Names } else { FirstLine::Sample }
}

/// Whether a field is meant as a number, if perhaps a wrong one such as 1/0.
pub(super) fn looks_like_number(field: &str) -> bool {
    let begins = field.starts_with(|sign: char| sign.is_ascii_digit() || "+-.".contains(sign));
    begins
        && (written_bits(field) > LONGEST_NUMBER_BITS
            || !matches!(parse_exact(field), Err(ExactNumberError::Malformed { .. })))
}

/// Whether a field is what programs write for a number that is missing.
pub(super) fn is_missing(field: &str) -> bool {
    const MISSING: [&str; 9] = ["", "?", "na", "n/a", "nan", "null", "none", "inf", "-inf"];
    MISSING.iter().any(|missing| field.eq_ignore_ascii_case(missing))
}
