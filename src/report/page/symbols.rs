//! Text with formulas in ASCII, as claims are written, set for readers: Greek letters, subscripts and signs.

use super::escape;
use crate::arithmetic::mathml::greek_letter;
use std::fmt::Write;

/// The text as HTML, with `eta_c` as η with a subscript, `w0` as w with one, `F^n` with a superscript, `>=` as ≥ and so on; what stands
/// between backticks as code. Words of English, types and paths stay as they are.
pub fn set(text: &str) -> String {
    let parts = text.split('`').enumerate();
    parts
        .map(|(index, part)| if index % 2 == 1 { format!("<code>{}</code>", escape(part)) } else { set_plain(part) })
        .collect()
}

fn set_plain(text: &str) -> String {
    let signs = [
        ("+-", "±"),
        ("<->", "↔"),
        ("|->", "↦"),
        ("->", "→"),
        (">=", "≥"),
        ("<=", "≤"),
        ("!=", "≠"),
        (" - ", " − "),
        (" -1", " −1"),
        ("(-1", "(−1"),
        ("sqrt(", "√("),
    ];
    let mut plain = text.to_owned();
    for (ascii, sign) in signs {
        plain = plain.replace(ascii, sign);
    }
    let mut result = String::new();
    let mut word = String::new();
    let mut is_raised = false;
    // a space at the end, which is dropped, ends the last word
    for character in plain.chars().chain([' ']) {
        if character.is_ascii_alphanumeric() || character == '_' {
            word.push(character);
            continue;
        }
        let word = std::mem::take(&mut word);
        if is_raised && word.is_empty() {
            result.push('^');
        } else if is_raised {
            let _ = write!(result, "<sup>{}</sup>", escape(&word));
        } else {
            set_word(&mut result, &word);
        }
        is_raised = character == '^';
        if !is_raised {
            result.push_str(&escape(character.encode_utf8(&mut [0; 4])));
        }
    }
    result.truncate(result.len() - 1);
    result
}

/// Names of arithmetics, which are no variables.
const TYPES: [&str; 2] = ["f32", "f64"];

/// A name with its Greek letter and its subscript; anything else as it is.
fn set_word(result: &mut String, word: &str) {
    let (stem, subscript) = match word.split_once('_') {
        Some((stem, subscript)) => (stem, subscript),
        None => {
            let stem = word.trim_end_matches(|last: char| last.is_ascii_digit());
            (stem, &word[stem.len()..])
        }
    };
    let letter = greek_letter(stem);
    let is_name = letter.is_some() || stem.len() == 1 && stem.starts_with(|first: char| first.is_ascii_alphabetic());
    if !is_name || subscript.contains('_') || TYPES.contains(&word) {
        result.push_str(&escape(word));
        return;
    }
    match letter {
        Some(letter) => result.push(letter),
        None => result.push_str(stem),
    }
    if !subscript.is_empty() {
        let subscript = if subscript == "inf" { "∞" } else { subscript };
        let _ = write!(result, "<sub>{}</sub>", escape(subscript));
    }
}

/// The text as HTML with its identifiers of arXiv, and the theory below, as links.
pub fn link_sources(text: &str) -> String {
    link_arxiv(text).replace("proofs/THEORY.md", "<a href=\"#theory\">proofs/THEORY.md</a>")
}

fn link_arxiv(text: &str) -> String {
    let mut result = String::new();
    let mut rest = text;
    while let Some(start) = rest.find("arXiv:") {
        let identifier = &rest[start + 6..];
        let end = identifier.find(|c: char| !(c.is_ascii_digit() || c == '.')).unwrap_or(identifier.len());
        let number = identifier[..end].trim_end_matches('.');
        result.push_str(&escape(&rest[..start]));
        let _ = write!(result, "<a href=\"https://arxiv.org/abs/{number}\">arXiv:{number}</a>");
        rest = &identifier[number.len()..];
    }
    result.push_str(&escape(rest));
    result
}
