//! Lines of a text and fields of a line.

use super::super::table::Delimiter;
use std::borrow::Cow;

/// The lines of a text with their numbers from 1. They end with a line feed, a carriage return, or both.
pub(in super::super) fn numbered_lines(text: &str) -> impl Iterator<Item = (u64, &str)> {
    let mut rest = Some(text);
    let mut number = 0;
    std::iter::from_fn(move || {
        let current = rest.filter(|current| !current.is_empty())?;
        number += 1;
        let end = current.bytes().position(|byte| byte == b'\n' || byte == b'\r');
        let Some(end) = end else {
            rest = None;
            return Some((number, current));
        };
        let pair = current.as_bytes()[end..].starts_with(b"\r\n");
        rest = Some(&current[end + if pair { 2 } else { 1 }..]);
        Some((number, &current[..end]))
    })
}

/// Splits a line into its fields, without spaces around them and without quotes.
///
/// # Errors
///
/// The column, from 1, of a field whose quote does not end, or ends within it.
pub(super) fn split_fields<'a>(
    line: &'a str,
    delimiter: Delimiter,
    fields: &mut Vec<Cow<'a, str>>,
) -> Result<(), usize> {
    fields.clear();
    if !line.contains('"') {
        match delimiter {
            Delimiter::Character(sign) => fields.extend(line.split(sign).map(|field| Cow::Borrowed(field.trim()))),
            Delimiter::Whitespace => fields.extend(line.split_whitespace().map(Cow::Borrowed)),
        }
        return Ok(());
    }
    let is_delimiter = |sign: char| match delimiter {
        Delimiter::Character(wanted) => sign == wanted,
        Delimiter::Whitespace => sign.is_whitespace(),
    };
    let mut rest = line.trim();
    loop {
        let column = fields.len() + 1;
        // a tab that delimits is no space around a field
        let trimmed = rest.trim_start_matches(|sign: char| sign.is_whitespace() && !is_delimiter(sign));
        let after = match trimmed.strip_prefix('"') {
            Some(quoted) => {
                let end = closing_quote(quoted).ok_or(column)?;
                fields.push(match quoted[..end].contains('"') {
                    true => Cow::Owned(quoted[..end].replace("\"\"", "\"").trim().to_owned()),
                    false => Cow::Borrowed(quoted[..end].trim()),
                });
                &quoted[end + 1..]
            }
            None => {
                let end = trimmed.find(is_delimiter).unwrap_or(trimmed.len());
                fields.push(Cow::Borrowed(trimmed[..end].trim()));
                &trimmed[end..]
            }
        };
        let after = after.trim_start_matches(|sign: char| sign.is_whitespace() && !is_delimiter(sign));
        let mut signs = after.chars();
        match signs.next() {
            None => return Ok(()),
            Some(sign) if is_delimiter(sign) => {
                rest = signs.as_str();
                if delimiter == Delimiter::Whitespace {
                    rest = rest.trim_start();
                }
            }
            Some(_) => return Err(column),
        }
    }
}

/// Where the quote that ends a field is; doubled ones stand for themselves.
fn closing_quote(quoted: &str) -> Option<usize> {
    let bytes = quoted.as_bytes();
    let mut place = 0;
    while let Some(next) = bytes.get(place) {
        match (next, bytes.get(place + 1)) {
            (b'"', Some(b'"')) => place += 2,
            (b'"', _) => return Some(place),
            _ => place += 1,
        }
    }
    None
}
