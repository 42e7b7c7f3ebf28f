//! Reading a Parquet file column by column.

use super::super::DataError;
use super::super::foreign::refuse_foreign;
use super::super::input::system_words;
use super::super::npz::{Array, Numbers};
use super::super::table::{Cells, Columns, LabelColumn, Table, TableFormat, TableOptions};
use parquet::basic::{ConvertedType, LogicalType};
use parquet::column::reader::{ColumnReader, ColumnReaderImpl};
use parquet::data_type::{ByteArray, DataType};
use parquet::errors::ParquetError;
use parquet::file::metadata::{ColumnChunkMetaData, RowGroupMetaData};
use parquet::file::reader::{FileReader, SerializedFileReader};
use parquet::schema::types::ColumnDescriptor;
use std::fs::File;
use std::io::{Read, Seek};
use std::panic::catch_unwind;
use std::path::Path;

/// The numbers that a table may have however small its file is.
const MOST_OF_SMALL: u64 = 1 << 25;
/// How many times as many numbers as bytes a larger file may have.
const MOST_EXPANSION: u64 = 64;
/// Rows read at a time.
const BATCH: usize = 1 << 14;

/// A column as it is in the file.
enum Column {
    Integers(Vec<i64>),
    Floats(Vec<f64>),
    Texts(Vec<String>),
}

/// Reads a file. The crate that decodes it panics on some damaged ones, which is no more than an error here.
pub(super) fn read(path: &Path, options: &TableOptions) -> Result<Table, DataError> {
    catch_unwind(|| read_columns(path, options)).unwrap_or_else(|_| {
        let reason = "its pages and its table of contents are at odds; write the file again".to_owned();
        Err(DataError::Parquet { origin: path.display().to_string(), reason })
    })
}

fn read_columns(path: &Path, options: &TableOptions) -> Result<Table, DataError> {
    let origin = path.display().to_string();
    let refuse = |reason: String| DataError::Parquet { origin: origin.clone(), reason };
    let damaged = |error: &ParquetError| refuse(format!("{}; write the file again", one_line(&error.to_string())));
    let unreadable =
        |error: &std::io::Error| DataError::Unreadable { path: origin.clone(), reason: system_words(error) };
    let mut file = File::open(path).map_err(|error| unreadable(&error))?;
    let mut start = [0; 64];
    let length = file.read(&mut start).map_err(|error| unreadable(&error))?;
    refuse_foreign(&start[..length], TableFormat::Parquet, &origin)?;
    file.rewind().map_err(|error| unreadable(&error))?;
    let bytes = file.metadata().map_err(|error| unreadable(&error))?.len();
    let reader = SerializedFileReader::new(file).map_err(|error| damaged(&error))?;
    let metadata = reader.metadata().file_metadata();
    let schema = metadata.schema_descr();
    let width = schema.num_columns();
    let count = u64::try_from(metadata.num_rows()).unwrap_or(0);
    if width < 2 {
        return Err(DataError::NoFeature { origin });
    }
    if count == 0 {
        return Err(DataError::Empty { origin });
    }
    if count.saturating_mul(width as u64) > MOST_OF_SMALL.max(bytes.saturating_mul(MOST_EXPANSION)) {
        return Err(refuse(format!("{count} rows of {width} columns are far more than its size lets expect")));
    }
    let names: Vec<String> = schema.columns().iter().map(|column| column.path().string()).collect();
    let columns = Columns::choose(width, Some(&names), options, &origin)?;
    let negative = |group: &RowGroupMetaData| {
        let sizes = |column: &ColumnChunkMetaData| {
            [column.data_page_offset(), column.compressed_size(), column.dictionary_page_offset().unwrap_or(0)]
        };
        group.columns().iter().flat_map(sizes).any(|size| size < 0)
    };
    if reader.metadata().row_groups().iter().any(negative) {
        return Err(refuse("its table of contents has negative sizes; write the file again".to_owned()));
    }
    let read_column = |index: usize| {
        let (descriptor, name) = (schema.column(index), &names[index]);
        let mut column = empty_column(&descriptor, index == columns.label).map_err(|kind| {
            refuse(format!("column `{name}` holds {kind}: numbers are needed, drop it with ,drop={name}"))
        })?;
        for group in 0..reader.num_row_groups() {
            let rows = reader.get_row_group(group).and_then(|group| group.get_column_reader(index));
            let limits = Limits {
                nullable: descriptor.max_def_level() > 0,
                unsigned: matches!(descriptor.converted_type(), ConvertedType::UINT_32 | ConvertedType::UINT_64),
                room: count as usize - column.len(),
            };
            column.append(rows.map_err(|error| damaged(&error))?, &limits).map_err(|stop| match stop {
                Stop::Damaged(error) => damaged(&error),
                Stop::Missing(row) => {
                    refuse(format!("column `{name}` has no value in row {row}: leave the row or column out"))
                }
                Stop::TooLarge(row) => {
                    refuse(format!("column `{name}` is beyond 2^63 in row {row}: save it as a float"))
                }
                Stop::NotText(row) => {
                    refuse(format!("column `{name}` is no text in row {row}: save the labels as text"))
                }
                Stop::TooMany => refuse("a column has more rows than the file".to_owned()),
            })?;
        }
        match column.len() as u64 == count {
            true => Ok(column),
            false => Err(refuse(format!("column `{name}` has {} of {count} rows; write the file again", column.len()))),
        }
    };
    let mut labels = LabelColumn::default();
    let label = read_column(columns.label)?;
    (0..count as usize).for_each(|row| labels.push(&label.text(row), || format!("row {row}")));
    let (labels, remark) = labels.interpret(&origin, options.positive.as_deref())?;
    let features =
        columns.features.iter().map(|&index| read_column(index)).collect::<Result<Vec<Column>, DataError>>()?;
    let numbers = join(features).map_err(|value| {
        refuse(format!("{value} is beyond 2^53 and stands beside floats, where it has no place: save it as a float"))
    })?;
    let array = Array { shape: vec![count as usize, columns.features.len()], first_index_fastest: true, numbers };
    let array = array.check_finite(&origin, "of features")?;
    let stored = columns.features.len();
    Table::new(&origin, Cells::Array(array, (0..stored).collect()), stored, labels, remark.into_iter().collect())
        .with(options)
}

/// A column of the kind that is described; what it holds in words, if that is of no use.
fn empty_column(descriptor: &ColumnDescriptor, is_label: bool) -> Result<Column, String> {
    use parquet::basic::Type;
    if descriptor.max_rep_level() > 0 {
        return Err("lists".to_owned());
    }
    let integers = matches!(descriptor.logical_type_ref(), None | Some(LogicalType::Integer(_)))
        && !matches!(
            descriptor.converted_type(),
            ConvertedType::DECIMAL
                | ConvertedType::DATE
                | ConvertedType::TIME_MILLIS
                | ConvertedType::TIME_MICROS
                | ConvertedType::TIMESTAMP_MILLIS
                | ConvertedType::TIMESTAMP_MICROS
                | ConvertedType::INTERVAL
        );
    match descriptor.physical_type() {
        Type::BOOLEAN => Ok(Column::Integers(Vec::new())),
        Type::INT32 | Type::INT64 if integers => Ok(Column::Integers(Vec::new())),
        Type::FLOAT | Type::DOUBLE => Ok(Column::Floats(Vec::new())),
        Type::BYTE_ARRAY if is_label => Ok(Column::Texts(Vec::new())),
        Type::BYTE_ARRAY => Err("texts".to_owned()),
        other => Err(match descriptor.logical_type_ref() {
            Some(kind) => one_line(&format!("{kind:?}")),
            None => other.to_string(),
        }),
    }
}

/// Why a column could not be read to its end.
enum Stop {
    Damaged(ParquetError),
    /// A row, from 0, without a value.
    Missing(usize),
    /// A row whose number is too large.
    TooLarge(usize),
    /// A row whose bytes are no text.
    NotText(usize),
    TooMany,
}

impl Column {
    fn len(&self) -> usize {
        match self {
            Self::Integers(values) => values.len(),
            Self::Floats(values) => values.len(),
            Self::Texts(values) => values.len(),
        }
    }

    fn text(&self, row: usize) -> String {
        match self {
            Self::Integers(values) => values[row].to_string(),
            Self::Floats(values) => values[row].to_string(),
            Self::Texts(values) => values[row].clone(),
        }
    }

    /// Appends the rows of a row group.
    fn append(&mut self, reader: ColumnReader, limits: &Limits) -> Result<(), Stop> {
        match (self, reader) {
            (Self::Integers(to), ColumnReader::BoolColumnReader(from)) => {
                limits.copy(from, to, |bit, _| Ok(i64::from(bit)))
            }
            (Self::Integers(to), ColumnReader::Int32ColumnReader(from)) => limits.copy(from, to, |word, _| {
                Ok(if limits.unsigned { i64::from(word.cast_unsigned()) } else { i64::from(word) })
            }),
            (Self::Integers(to), ColumnReader::Int64ColumnReader(from)) => {
                limits.copy(
                    from,
                    to,
                    |word, row| {
                        if limits.unsigned && word < 0 { Err(Stop::TooLarge(row)) } else { Ok(word) }
                    },
                )
            }
            (Self::Floats(to), ColumnReader::FloatColumnReader(from)) => {
                limits.copy(from, to, |value, _| Ok(f64::from(value)))
            }
            (Self::Floats(to), ColumnReader::DoubleColumnReader(from)) => limits.copy(from, to, |value, _| Ok(value)),
            (Self::Texts(to), ColumnReader::ByteArrayColumnReader(from)) => {
                limits.copy(from, to, |bytes: ByteArray, row| match bytes.as_utf8() {
                    Ok(text) => Ok(text.trim().to_owned()),
                    Err(_) => Err(Stop::NotText(row)),
                })
            }
            _ => Err(Stop::Damaged(ParquetError::General("a column changes its type".to_owned()))),
        }
    }
}

/// What a row group may hold.
struct Limits {
    /// Whether values may be missing.
    nullable: bool,
    /// Whether the words of integers are unsigned.
    unsigned: bool,
    /// The most rows.
    room: usize,
}

impl Limits {
    fn copy<T: DataType, V>(
        &self,
        mut reader: ColumnReaderImpl<T>,
        to: &mut Vec<V>,
        convert: impl Fn(T::T, usize) -> Result<V, Stop>,
    ) -> Result<(), Stop> {
        let end = to.len() + self.room;
        let (mut values, mut levels) = (Vec::new(), Vec::new());
        loop {
            values.clear();
            levels.clear();
            let defined = self.nullable.then_some(&mut levels);
            let (records, read, _) = reader.read_records(BATCH, defined, None, &mut values).map_err(Stop::Damaged)?;
            if records == 0 {
                return Ok(());
            }
            if read < records {
                let missing = levels.iter().position(|level| *level == 0).unwrap_or(read);
                return Err(Stop::Missing(to.len() + missing));
            }
            if to.len() + records > end {
                return Err(Stop::TooMany);
            }
            for value in values.drain(..) {
                let row = to.len();
                to.push(convert(value, row)?);
            }
        }
    }
}

/// All features as one array, column after column: integers if all are, else doubles.
///
/// # Errors
///
/// An integer that is no double.
fn join(columns: Vec<Column>) -> Result<Numbers, i64> {
    let all_integers = columns.iter().all(|column| matches!(column, Column::Integers(_)));
    if all_integers {
        let integers = columns.into_iter().flat_map(|column| match column {
            Column::Integers(values) => values,
            _ => Vec::new(),
        });
        return Ok(Numbers::Signed(integers.collect()));
    }
    let mut floats = Vec::new();
    for column in columns {
        match column {
            Column::Floats(values) => floats.extend(values),
            Column::Integers(values) => {
                for value in values {
                    let float = value as f64;
                    if value.unsigned_abs() > 1 << 53 {
                        return Err(value);
                    }
                    floats.push(float);
                }
            }
            Column::Texts(_) => {}
        }
    }
    Ok(Numbers::Float64(floats))
}

fn one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ").chars().take(200).collect()
}
