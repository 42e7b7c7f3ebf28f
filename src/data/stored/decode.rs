//! Rows of numbers from their bytes.

use super::super::npz::header::Element;
use super::super::npz::numbers::half;
use std::ops::Range;

/// A matrix in a file, one row after the other.
#[derive(Clone, Debug)]
pub struct Matrix {
    /// Where it begins.
    pub offset: u64,
    pub element: Element,
    pub big_endian: bool,
    /// How many numbers there are in a row.
    pub width: usize,
}

impl Matrix {
    /// The bytes of a row.
    pub fn stride(&self) -> usize {
        self.width * self.element.size()
    }

    /// Where rows are in the file.
    pub fn bytes(&self, rows: &Range<usize>) -> Range<u64> {
        let place = |row: usize| self.offset + row as u64 * self.stride() as u64;
        place(rows.start)..place(rows.end)
    }

    /// Where rows are among the bytes of others, counted from the first of these.
    pub fn within(&self, rows: &Range<usize>) -> Range<usize> {
        rows.start * self.stride()..rows.end * self.stride()
    }

    /// Appends what `convert` makes of the numbers in some columns, each with its place among these, row by row, and `last` after each row.
    pub fn decode<T: Copy>(
        &self,
        bytes: &[u8],
        columns: &[usize],
        last: Option<T>,
        out: &mut Vec<T>,
        convert: impl Fn(usize, f64) -> T,
    ) {
        let mut rows = Rows { matrix: self, bytes, columns, last, out, convert };
        match self.element {
            Element::Bool => rows.decode(|[byte]| f64::from(u8::from(byte != 0))),
            Element::Unsigned(1) => rows.decode(|[byte]| f64::from(byte)),
            Element::Unsigned(2) => rows.decode(|bytes| f64::from(u16::from_le_bytes(bytes))),
            Element::Unsigned(4) => rows.decode(|bytes| f64::from(u32::from_le_bytes(bytes))),
            Element::Unsigned(_) => rows.decode(|bytes| u64::from_le_bytes(bytes) as f64),
            Element::Signed(1) => rows.decode(|bytes| f64::from(i8::from_le_bytes(bytes))),
            Element::Signed(2) => rows.decode(|bytes| f64::from(i16::from_le_bytes(bytes))),
            Element::Signed(4) => rows.decode(|bytes| f64::from(i32::from_le_bytes(bytes))),
            Element::Signed(_) => rows.decode(|bytes| i64::from_le_bytes(bytes) as f64),
            Element::Float(2) => rows.decode(|bytes| f64::from(half(u16::from_le_bytes(bytes)))),
            Element::Float(4) => rows.decode(|bytes| f64::from(f32::from_le_bytes(bytes))),
            Element::Float(_) => rows.decode(f64::from_le_bytes),
        }
    }

    /// The bytes of the numbers in one column, as a word each.
    pub fn keys(&self, bytes: &[u8], column: usize, mut see: impl FnMut(u64)) {
        let (size, stride) = (self.element.size(), self.stride());
        for row in bytes.chunks_exact(stride) {
            let mut word = [0; 8];
            word[..size].copy_from_slice(&row[column * size..(column + 1) * size]);
            see(u64::from_le_bytes(word));
        }
    }

    /// A number of this matrix, by its bytes, as labels are written: integers without a point.
    pub fn text(&self, key: u64) -> String {
        let mut bytes = key.to_le_bytes();
        if self.big_endian {
            bytes[..self.element.size()].reverse();
        }
        let word = u64::from_le_bytes(bytes);
        match self.element {
            Element::Bool => u8::from(word != 0).to_string(),
            Element::Unsigned(_) => word.to_string(),
            Element::Signed(1) => (word as i8).to_string(),
            Element::Signed(2) => (word as i16).to_string(),
            Element::Signed(4) => (word as i32).to_string(),
            Element::Signed(_) => (word as i64).to_string(),
            Element::Float(2) => half(word as u16).to_string(),
            Element::Float(4) => f32::from_bits(word as u32).to_string(),
            Element::Float(_) => f64::from_bits(word).to_string(),
        }
    }
}

/// Rows on their way from bytes to numbers.
struct Rows<'a, T, C> {
    matrix: &'a Matrix,
    bytes: &'a [u8],
    columns: &'a [usize],
    last: Option<T>,
    out: &'a mut Vec<T>,
    convert: C,
}

impl<T: Copy, C: Fn(usize, f64) -> T> Rows<'_, T, C> {
    fn decode<const N: usize>(&mut self, number: impl Fn([u8; N]) -> f64) {
        let big_endian = self.matrix.big_endian;
        let number = |bytes: &[u8; N]| {
            let mut bytes = *bytes;
            if big_endian {
                bytes.reverse();
            }
            number(bytes)
        };
        // most tables have their label at one end
        let consecutive = self.columns.windows(2).all(|pair| pair[0] + 1 == pair[1]);
        let first = self.columns.first().copied().unwrap_or(0);
        for row in self.bytes.chunks_exact(self.matrix.stride()) {
            let (cells, _) = row.as_chunks::<N>();
            if consecutive {
                let cells = &cells[first..first + self.columns.len()];
                self.out.extend(cells.iter().enumerate().map(|(j, cell)| (self.convert)(j, number(cell))));
            } else {
                let cells = self.columns.iter().map(|column| &cells[*column]);
                self.out.extend(cells.enumerate().map(|(j, cell)| (self.convert)(j, number(cell))));
            }
            self.out.extend(self.last);
        }
    }
}
