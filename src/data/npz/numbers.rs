//! The numbers of an array, in the kind that the file has.

use super::header::Element;
use rayon::prelude::*;
use rug::Rational;
use std::io::{self, Read};

/// Bytes read at a time, and numbers that one thread looks at.
const CHUNK: usize = 1 << 16;
/// Bytes read at a time once an array has shown that it is long.
const LONG_CHUNK: usize = 1 << 20;

/// The numbers of an array, by their kind in the file.
#[derive(Clone, Debug, PartialEq)]
pub enum Numbers {
    /// float64.
    Float64(Vec<f64>),
    /// float32; float16, all of which are numbers of this kind.
    Float32(Vec<f32>),
    /// Unsigned integers of one byte; bool as 0 and 1.
    Bytes(Vec<u8>),
    /// Signed integers of 1 to 8 bytes.
    Signed(Vec<i64>),
    /// Unsigned integers of 2 to 8 bytes.
    Unsigned(Vec<u64>),
}

impl Numbers {
    /// How many there are.
    pub fn len(&self) -> usize {
        match self {
            Self::Float64(numbers) => numbers.len(),
            Self::Float32(numbers) => numbers.len(),
            Self::Bytes(numbers) => numbers.len(),
            Self::Signed(numbers) => numbers.len(),
            Self::Unsigned(numbers) => numbers.len(),
        }
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The number at a place, rounded to the nearest double; only integers beyond 2^53 need rounding.
    pub fn numerical(&self, place: usize) -> f64 {
        match self {
            Self::Float64(numbers) => numbers[place],
            Self::Float32(numbers) => f64::from(numbers[place]),
            Self::Bytes(numbers) => f64::from(numbers[place]),
            Self::Signed(numbers) => numbers[place] as f64,
            Self::Unsigned(numbers) => numbers[place] as f64,
        }
    }

    /// The number at a place as the rational it is; `None` for what is not finite.
    pub fn exact(&self, place: usize) -> Option<Rational> {
        match self {
            Self::Float64(numbers) => Rational::from_f64(numbers[place]),
            Self::Float32(numbers) => Rational::from_f32(numbers[place]),
            Self::Bytes(numbers) => Some(Rational::from(numbers[place])),
            Self::Signed(numbers) => Some(Rational::from(numbers[place])),
            Self::Unsigned(numbers) => Some(Rational::from(numbers[place])),
        }
    }

    /// Whether the numbers at two places have the same bits.
    pub(super) fn are_same(&self, one: usize, other: usize) -> bool {
        match self {
            Self::Float64(numbers) => numbers[one].to_bits() == numbers[other].to_bits(),
            Self::Float32(numbers) => numbers[one].to_bits() == numbers[other].to_bits(),
            Self::Bytes(numbers) => numbers[one] == numbers[other],
            Self::Signed(numbers) => numbers[one] == numbers[other],
            Self::Unsigned(numbers) => numbers[one] == numbers[other],
        }
    }

    /// The first place whose number is not finite, and this number in words.
    pub(super) fn first_not_finite(&self) -> Option<(usize, String)> {
        match self {
            Self::Float64(numbers) => {
                let place = numbers.par_iter().with_min_len(CHUNK).position_first(|number| !number.is_finite())?;
                Some((place, numbers[place].to_string()))
            }
            Self::Float32(numbers) => {
                let place = numbers.par_iter().with_min_len(CHUNK).position_first(|number| !number.is_finite())?;
                Some((place, numbers[place].to_string()))
            }
            Self::Bytes(_) | Self::Signed(_) | Self::Unsigned(_) => None,
        }
    }

    /// Reads `count` numbers; memory is taken as they come.
    ///
    /// # Errors
    ///
    /// Those of the reader, and its end before the last number.
    pub(super) fn read(
        reader: &mut (impl Read + Send),
        count: usize,
        element: Element,
        big_endian: bool,
    ) -> io::Result<Self> {
        Ok(match element {
            Element::Bool => Self::Bytes(read_all(reader, count, big_endian, |[byte]| u8::from(byte != 0))?),
            Element::Unsigned(1) => Self::Bytes(read_all(reader, count, big_endian, |[byte]| byte)?),
            Element::Unsigned(2) => {
                Self::Unsigned(read_all(reader, count, big_endian, |bytes| u64::from(u16::from_le_bytes(bytes)))?)
            }
            Element::Unsigned(4) => {
                Self::Unsigned(read_all(reader, count, big_endian, |bytes| u64::from(u32::from_le_bytes(bytes)))?)
            }
            Element::Unsigned(_) => Self::Unsigned(read_all(reader, count, big_endian, u64::from_le_bytes)?),
            Element::Signed(1) => {
                Self::Signed(read_all(reader, count, big_endian, |bytes| i64::from(i8::from_le_bytes(bytes)))?)
            }
            Element::Signed(2) => {
                Self::Signed(read_all(reader, count, big_endian, |bytes| i64::from(i16::from_le_bytes(bytes)))?)
            }
            Element::Signed(4) => {
                Self::Signed(read_all(reader, count, big_endian, |bytes| i64::from(i32::from_le_bytes(bytes)))?)
            }
            Element::Signed(_) => Self::Signed(read_all(reader, count, big_endian, i64::from_le_bytes)?),
            Element::Float(2) => {
                Self::Float32(read_all(reader, count, big_endian, |bytes| half(u16::from_le_bytes(bytes)))?)
            }
            Element::Float(4) => Self::Float32(read_all(reader, count, big_endian, f32::from_le_bytes)?),
            Element::Float(_) => Self::Float64(read_all(reader, count, big_endian, f64::from_le_bytes)?),
        })
    }
}

/// Numbers are made of what was read while the next bytes are read, and inflated, on another thread.
fn read_all<const N: usize, T: Send>(
    reader: &mut (impl Read + Send),
    count: usize,
    big_endian: bool,
    convert: impl Fn([u8; N]) -> T + Sync,
) -> io::Result<Vec<T>> {
    let mut numbers = Vec::new();
    let mut bytes = vec![0; CHUNK.min(count * N)];
    reader.read_exact(&mut bytes)?;
    let mut next = Vec::new();
    loop {
        let known = bytes.len() / N;
        let left = count - numbers.len() - known;
        // the first bytes are there: their like may be expected
        if numbers.capacity() < numbers.len() + known {
            numbers.reserve_exact(known.max(numbers.len()).min(known + left));
        }
        next.resize(left.min(LONG_CHUNK / N) * N, 0);
        let mut append = || {
            let (elements, _) = bytes.as_chunks::<N>();
            numbers.extend(elements.iter().map(|element| {
                let mut element = *element;
                if big_endian {
                    element.reverse();
                }
                convert(element)
            }));
        };
        if next.is_empty() {
            append();
            return Ok(numbers);
        }
        let (read, ()) = rayon::join(|| reader.read_exact(&mut next), append);
        read?;
        std::mem::swap(&mut bytes, &mut next);
    }
}

/// A float16, given by its bits, as float32. Exact: its 5 bits of exponent and 10 of mantissa have room there.
pub(in super::super) fn half(bits: u16) -> f32 {
    let (exponent, mantissa) = (u32::from(bits >> 10 & 0x1f), u32::from(bits & 0x3ff));
    let magnitude = match exponent {
        0 => mantissa as f32 / (1 << 24) as f32,
        0x1f if mantissa == 0 => f32::INFINITY,
        0x1f => f32::NAN,
        _ => f32::from_bits((exponent + 127 - 15) << 23 | mantissa << 13),
    };
    if bits >> 15 == 1 { -magnitude } else { magnitude }
}
