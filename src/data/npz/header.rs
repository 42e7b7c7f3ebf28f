//! The header of an npy file: a dictionary of Python with the element type, the order and the shape.
//!
//! `{'descr': '<f8', 'fortran_order': False, 'shape': (3, 2), }`. Source: the NumPy documentation of `numpy.lib.format`.

use std::io::{self, Read};

/// The longest header: what NumPy itself accepts (`max_header_size`).
const LONGEST: usize = 10_000;
/// The most axes: what NumPy has.
const MOST_AXES: usize = 64;

/// What a header says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(in super::super) struct Header {
    /// The element type as it is written, such as `'<f8'`, with its quotes.
    pub descr: String,
    /// Whether the first index runs fastest.
    pub first_index_fastest: bool,
    /// The length of each axis.
    pub shape: Vec<usize>,
}

/// The kinds of elements that can be read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in super::super) enum Element {
    Bool,
    Signed(usize),
    Unsigned(usize),
    Float(usize),
}

impl Element {
    /// The size in bytes.
    pub fn size(self) -> usize {
        match self {
            Self::Bool => 1,
            Self::Signed(size) | Self::Unsigned(size) | Self::Float(size) => size,
        }
    }
}

impl Header {
    /// Reads a header to its end.
    ///
    /// # Errors
    ///
    /// Content that is no header of an array.
    pub fn read(reader: &mut impl Read) -> io::Result<Self> {
        let mut start = [0; 10];
        reader.read_exact(&mut start)?;
        if !start.starts_with(b"\x93NUMPY") {
            return Err(refusal("it does not begin as an npy file"));
        }
        let mut length = usize::from(u16::from_le_bytes([start[8], start[9]]));
        if !(1..=3).contains(&start[6]) {
            return Err(refusal("its version is not 1, 2 or 3"));
        }
        if start[6] > 1 {
            let mut more = [0; 2];
            reader.read_exact(&mut more)?;
            length |= usize::from(u16::from_le_bytes(more)) << 16;
        }
        if length > LONGEST {
            return Err(refusal("its header is too long"));
        }
        let mut text = vec![0; length];
        reader.read_exact(&mut text)?;
        let text = String::from_utf8(text).map_err(|_| refusal("its header is no text"))?;
        Self::parse(&text).ok_or_else(|| refusal("its header is not that of an array"))
    }

    fn parse(text: &str) -> Option<Self> {
        let descr = value_of(text, "descr")?;
        let descr = match descr.chars().next()? {
            quote @ ('\'' | '"') => &descr[..descr[1..].find(quote)? + 2],
            // a list of fields, or a pair of a type and a shape
            '[' | '(' => descr.split("fortran_order").next()?.trim_end_matches([' ', ',', '\'', '"']),
            _ => return None,
        };
        let order = value_of(text, "fortran_order")?;
        let first_index_fastest = order.starts_with("True");
        if !first_index_fastest && !order.starts_with("False") {
            return None;
        }
        let lengths = value_of(text, "shape")?.strip_prefix('(')?.split(')').next()?;
        let lengths = lengths.split(',').map(str::trim).filter(|length| !length.is_empty());
        let length = |text: &str| text.strip_suffix('L').unwrap_or(text).parse::<usize>().ok();
        let shape: Vec<usize> = lengths.map(length).collect::<Option<_>>()?;
        (shape.len() <= MOST_AXES).then(|| Header { descr: descr.to_owned(), first_index_fastest, shape })
    }

    /// The element type, and whether its bytes are big-endian; `None` for what cannot be read.
    pub fn element(&self) -> Option<(Element, bool)> {
        let text = self.descr.trim_matches(['\'', '"']);
        let (big_endian, text) = match text.strip_prefix(['<', '>', '|', '=']) {
            Some(rest) => (text.starts_with('>'), rest),
            None => (false, text),
        };
        let size = text.get(1..)?.parse().ok()?;
        let element = match (text.as_bytes().first()?, size) {
            (b'b', 1) => Element::Bool,
            (b'i', 1 | 2 | 4 | 8) => Element::Signed(size),
            (b'u', 1 | 2 | 4 | 8) => Element::Unsigned(size),
            (b'f', 2 | 4 | 8) => Element::Float(size),
            _ => return None,
        };
        Some((element, big_endian))
    }

    /// The element type in words, for one that cannot be read.
    pub fn describe(&self) -> String {
        let text = self.descr.trim_matches(['\'', '"']).trim_start_matches(['<', '>', '|', '=']);
        let words = match text.chars().next() {
            Some('O') => "Python objects, in a pickle, which is a program and is not run",
            Some('f') => "long doubles, which differ between machines",
            Some('c') => "complex numbers",
            Some('S' | 'a' | 'U') => "texts",
            Some('M') => "dates",
            Some('m') => "times",
            Some('V') => "raw bytes",
            Some('[' | '(') => "records",
            _ => "unknown",
        };
        let shown: String = self.descr.chars().take(60).collect();
        format!("{shown} ({words})")
    }
}

/// What follows a key of the dictionary.
fn value_of<'a>(text: &'a str, key: &str) -> Option<&'a str> {
    let places = ['\'', '"'].map(|quote| format!("{quote}{key}{quote}"));
    let rest =
        places.iter().find_map(|quoted| text.find(quoted.as_str()).map(|place| &text[place + quoted.len()..]))?;
    Some(rest.trim_start().strip_prefix(':')?.trim_start())
}

fn refusal(reason: &str) -> io::Error {
    io::Error::new(io::ErrorKind::InvalidData, reason)
}
