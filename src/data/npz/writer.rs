//! Writing npz files, without dates, so that the same arrays are the same bytes.

use npyz::{WriteOptions, WriterBuilder};
use std::io::{self, BufWriter, Write};
use zip::write::{SimpleFileOptions, StreamWriter};
use zip::{CompressionMethod, ZipWriter};

/// An npz file being written, one array after the other.
pub struct ArchiveWriter<W: Write> {
    zip: ZipWriter<StreamWriter<W>>,
    compression: CompressionMethod,
}

impl<W: Write> ArchiveWriter<W> {
    /// An archive without members, which are stored as they are.
    pub fn new(destination: W) -> Self {
        ArchiveWriter { zip: ZipWriter::new_stream(destination), compression: CompressionMethod::Stored }
    }

    /// An archive whose members are compressed.
    pub fn deflated(destination: W) -> Self {
        ArchiveWriter { compression: CompressionMethod::Deflated, ..ArchiveWriter::new(destination) }
    }

    /// Appends a member that is no array.
    ///
    /// # Errors
    ///
    /// Those of the destination.
    pub fn write_member(&mut self, name: &str, content: &[u8]) -> io::Result<()> {
        self.start(name)?;
        self.zip.write_all(content)
    }

    /// Appends an array of float64 in C order.
    ///
    /// # Errors
    ///
    /// Those of the destination, and a number of elements that differs from the shape's.
    pub fn write_floats(
        &mut self,
        name: &str,
        shape: &[usize],
        numbers: impl IntoIterator<Item = f64>,
    ) -> io::Result<()> {
        self.write_array(name, shape, numbers)
    }

    /// Appends an array of uint64 in C order.
    ///
    /// # Errors
    ///
    /// As [`ArchiveWriter::write_floats`].
    pub fn write_integers(
        &mut self,
        name: &str,
        shape: &[usize],
        numbers: impl IntoIterator<Item = u64>,
    ) -> io::Result<()> {
        self.write_array(name, shape, numbers)
    }

    /// Appends an array of one of NumPy's number types in C order.
    ///
    /// # Errors
    ///
    /// As [`ArchiveWriter::write_floats`].
    pub(crate) fn write_array<T: npyz::AutoSerialize>(
        &mut self,
        name: &str,
        shape: &[usize],
        numbers: impl IntoIterator<Item = T>,
    ) -> io::Result<()> {
        self.start(&format!("{name}.npy"))?;
        let shape: Vec<u64> = shape.iter().map(|length| *length as u64).collect();
        let mut destination = BufWriter::with_capacity(1 << 16, &mut self.zip);
        let mut writer = WriteOptions::new().default_dtype().shape(&shape).writer(&mut destination).begin_nd()?;
        writer.extend(numbers)?;
        writer.finish()?;
        destination.flush()
    }

    fn start(&mut self, name: &str) -> io::Result<()> {
        let options = SimpleFileOptions::DEFAULT.compression_method(self.compression);
        Ok(self.zip.start_file(name, options)?)
    }

    /// Completes the archive and gives the destination back.
    ///
    /// # Errors
    ///
    /// Those of the destination.
    pub fn finish(self) -> io::Result<W> {
        Ok(self.zip.finish()?.into_inner())
    }
}
