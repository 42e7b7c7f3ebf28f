//! Labels as files have them, as ±1.
//!
//! -1/1, 0/1 and false/true are understood, however the numbers are written (`+1`, `1.0`); so is a single one of these. Of
//! other labels nothing says which is +1: they are refused by name until the user says it.

use super::super::DataError;
use crate::arithmetic::exact::{parse_exact, written_bits};
use std::collections::HashMap;

/// The most different labels kept: two are wanted.
const MOST_DIFFERENT: usize = 1000;
/// How many are shown.
const MOST_SHOWN: usize = 4;
/// The longest text that is read as a number.
pub(in super::super) const LONGEST_NUMBER_BITS: u64 = 1 << 12;

/// A column of labels while it is read.
#[derive(Clone, Debug, Default)]
pub struct LabelColumn {
    /// Of each row, which of the different labels it has.
    rows: Vec<u32>,
    /// Text and place of the first row that has it.
    different: Vec<(String, String)>,
    indices: HashMap<String, u32>,
    too_many: bool,
}

impl LabelColumn {
    /// Appends the label of the next row. `place` says where it stands, such as `line 3`.
    pub fn push(&mut self, text: &str, place: impl FnOnce() -> String) {
        let index = match self.indices.get(text) {
            Some(index) => *index,
            None if self.different.len() == MOST_DIFFERENT => {
                self.too_many = true;
                0
            }
            None => {
                let index = self.different.len() as u32;
                self.different.push((text.chars().take(40).collect(), place()));
                self.indices.insert(text.to_owned(), index);
                index
            }
        };
        self.rows.push(index);
    }

    /// Appends the label that an earlier row has.
    pub(in super::super) fn push_again(&mut self, row: usize) {
        self.rows.push(self.rows[row]);
    }

    /// Of each row, which of the different labels it has, and text and place of each of these.
    pub(in super::super) fn parts(&self) -> (&[u32], &[(String, String)]) {
        (&self.rows, &self.different)
    }

    /// How many rows there are.
    pub fn len(&self) -> usize {
        self.rows.len()
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.rows.is_empty()
    }

    /// The labels as ±1. With `positive` the rows that have it are +1 and all others -1, and a remark says so if these have
    /// more than one label.
    ///
    /// # Errors
    ///
    /// [`DataError::UnclearLabels`] and [`DataError::MissingPositive`] name the labels found.
    pub fn interpret(&self, origin: &str, positive: Option<&str>) -> Result<(Vec<i8>, Option<String>), DataError> {
        let number = |text: &str| (written_bits(text) <= LONGEST_NUMBER_BITS).then(|| parse_exact(text).ok()).flatten();
        let values: Vec<_> = self.different.iter().map(|(text, _)| number(text)).collect();
        let unclear = || DataError::UnclearLabels {
            origin: origin.to_owned(),
            found: self.describe(),
            example: self.different.first().map_or_else(|| "1".to_owned(), |(text, _)| text.clone()),
        };
        if self.too_many {
            return Err(unclear());
        }
        let signs: Vec<i8> = match positive {
            Some(wanted) => {
                let value = number(wanted);
                let is_positive = |((text, _), found): (&(String, String), &Option<_>)| {
                    text == wanted || (value.is_some() && *found == value)
                };
                let signs: Vec<i8> =
                    self.different.iter().zip(&values).map(|pair| if is_positive(pair) { 1 } else { -1 }).collect();
                if !signs.contains(&1) {
                    let (origin, wanted, found) = (origin.to_owned(), wanted.to_owned(), self.describe());
                    return Err(DataError::MissingPositive { origin, wanted, found });
                }
                signs
            }
            None => {
                let of_number = |value: &Option<rug::Rational>| match value {
                    Some(value) if *value == 1 => Some(1),
                    Some(value) if *value == 0 || *value == -1 => Some(-1),
                    _ => None,
                };
                let of_word = |(text, _): &(String, String)| match text.to_ascii_lowercase().as_str() {
                    "true" => Some(1),
                    "false" => Some(-1),
                    _ => None,
                };
                let has = |number: i32| values.iter().flatten().any(|value| *value == number);
                let numbers = || values.iter().map(of_number).collect::<Option<Vec<i8>>>();
                let words = || self.different.iter().map(of_word).collect::<Option<Vec<i8>>>();
                let numbers = if has(0) && has(-1) { None } else { numbers() };
                numbers.or_else(words).ok_or_else(unclear)?
            }
        };
        let others = signs.iter().filter(|sign| **sign < 0).count();
        let remark = (others > 1 && positive.is_some())
            .then(|| format!("{origin}: label `{}` is +1, the {others} others are -1", positive.unwrap_or_default()));
        Ok((self.rows.iter().map(|index| signs[*index as usize]).collect(), remark))
    }

    /// The labels in words.
    fn describe(&self) -> String {
        let shown: Vec<String> =
            self.different.iter().take(MOST_SHOWN).map(|(text, place)| format!("`{text}` ({place})")).collect();
        match (self.different.as_slice(), self.too_many) {
            ([_], _) => format!("all labels are {}", shown[0]),
            ([_, _], _) => format!("the labels are {} and {}", shown[0], shown[1]),
            (all, too_many) => {
                let count = if too_many { format!("more than {MOST_DIFFERENT}") } else { all.len().to_string() };
                let more = if all.len() > MOST_SHOWN { ", .." } else { "" };
                format!("there are {count} different labels, {}{more}", shown.join(", "))
            }
        }
    }
}
