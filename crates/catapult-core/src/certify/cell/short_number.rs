//! Numbers in the proofs of cells.

use crate::arithmetic::{ExactNumberError, parse_exact};
use rug::Rational;
use serde::{Deserialize, Serialize};
use thiserror::Error;

/// An exact number of at most [`ShortNumber::MOST_BITS`] bits above and below the fraction bar, in files a string. There is one
/// for each cell, so that long ones would take more memory than a check should.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct ShortNumber(Rational);

/// Why a text is not a short number.
#[derive(Clone, Debug, Error, PartialEq, Eq)]
pub enum ShortNumberError {
    /// Not an exact number.
    #[error(transparent)]
    Exact(#[from] ExactNumberError),
    /// Too long.
    #[error("a number in the proof of a cell has at most {most} bits above and below the fraction bar", most = ShortNumber::MOST_BITS)]
    TooLong,
}

impl ShortNumber {
    /// The longest numerator or denominator, in bits. Searches write numbers such as 1 - 2^-60.
    pub const MOST_BITS: u32 = 2048;

    /// A number, if it is short.
    ///
    /// # Errors
    ///
    /// [`ShortNumberError::TooLong`].
    pub fn new(value: Rational) -> Result<Self, ShortNumberError> {
        let bits = value.numer().significant_bits().max(value.denom().significant_bits());
        if bits <= ShortNumber::MOST_BITS { Ok(ShortNumber(value)) } else { Err(ShortNumberError::TooLong) }
    }

    /// The number.
    pub fn value(&self) -> &Rational {
        &self.0
    }
}

impl TryFrom<String> for ShortNumber {
    type Error = ShortNumberError;
    fn try_from(text: String) -> Result<Self, ShortNumberError> {
        ShortNumber::new(parse_exact(&text)?)
    }
}

impl From<ShortNumber> for String {
    fn from(value: ShortNumber) -> String {
        value.0.to_string()
    }
}
