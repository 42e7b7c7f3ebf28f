//! Data in tables of text: features and a label in each line, every number read exactly.
//!
//! * Columns are separated by commas, semicolons, tabs, `|` or spaces: by that which gives all lines the same number of columns
//!   and makes the most fields numbers. Fields may be quoted. Lines end with LF, CR LF or CR; blank ones, and those that
//!   begin with `#`, are skipped.
//! * Numbers are integers, fractions or decimals (see [`parse_exact`](crate::arithmetic::parse_exact)).
//! * The first line is a header if no field of it is a number, or if its fields count the columns, as data frames write it.
//!   What is skipped is said in a remark.
//! * The label is the last column or the one that is named, see [`LabelColumn`].

mod dialect;
mod lines;

use super::DataError;
use super::foreign::refuse_foreign;
use super::input::read_file;
use super::table::decimals::{Decimals, Refusal};
use super::table::{Cells, Columns, LabelColumn, Table, TableFormat, TableOptions};
use dialect::{FirstLine, find_delimiter, is_missing, judge};
pub(super) use lines::numbered_lines;
use lines::split_fields;
use std::borrow::Cow;
use std::path::Path;

/// The lines that show what stands between columns, and what labels look like.
pub(super) const SAMPLE_LINES: usize = 100;

/// Reads a file, plain or gzip.
///
/// # Errors
///
/// Those of reading a file and of [`parse_csv`].
pub fn read_csv(path: &Path, options: &TableOptions) -> Result<Table, DataError> {
    parse_csv(&read_file(path)?, &path.display().to_string(), options)
}

/// Reads a text. `origin` names it in errors.
///
/// # Errors
///
/// [`DataError`] naming line, column and text: content that is no text or of another kind, a field that is no number, a ragged
/// row, a single column, labels that are not understood, no data row, a column that is not there.
///
/// # Guarantee
///
/// Exact: `0.1` is 1/10.
pub fn parse_csv(bytes: &[u8], origin: &str, options: &TableOptions) -> Result<Table, DataError> {
    refuse_foreign(bytes, TableFormat::Csv, origin)?;
    let text = std::str::from_utf8(bytes).map_err(|error| not_text(origin, bytes, error.valid_up_to(), 1))?;
    let text = text.trim_start_matches('\u{feff}');
    let mut remarks: Vec<String> = remark_on_comments(origin, comments(text)).into_iter().collect();
    let beginning = Beginning::of(text, origin, options)?;
    let Beginning { reader, columns, has_header, width, .. } = &beginning;
    remarks.extend(beginning.remarks.iter().cloned());
    let (cells, labels) = reader.read(rows(text).skip(usize::from(*has_header)), *width, columns)?;
    if labels.is_empty() {
        return Err(DataError::Empty { origin: origin.to_owned() });
    }
    if let Some(index) = &beginning.index
        && (0..labels.len())
            .all(|row| cells.short(row * columns.features.len()) == i64::try_from(row).ok().map(|row| (row, 0)))
    {
        remarks.push(index.clone());
    }
    let (labels, remark) = labels.interpret(origin, options.positive.as_deref())?;
    remarks.extend(remark);
    Table::new(origin, Cells::Decimals(cells), columns.features.len(), labels, remarks).with(options)
}

/// Content that is no text from a place on, in which line that is.
pub(super) fn not_text(origin: &str, bytes: &[u8], place: usize, first_line: u64) -> DataError {
    let line = first_line + bytes[..place].iter().filter(|byte| **byte == b'\n').count() as u64;
    DataError::NotText { origin: origin.to_owned(), line }
}

fn is_comment(line: &str) -> bool {
    line.trim_start().starts_with('#')
}

/// The lines of a text that are neither blank nor comments, with their numbers.
pub(super) fn rows(text: &str) -> impl Iterator<Item = (u64, &str)> {
    numbered_lines(text).filter(|(_, line)| !line.trim().is_empty() && !is_comment(line))
}

/// How many lines of a text are comments.
pub(super) fn comments(text: &str) -> usize {
    numbered_lines(text).filter(|(_, line)| is_comment(line)).count()
}

pub(super) fn remark_on_comments(origin: &str, comments: usize) -> Option<String> {
    (comments > 0).then(|| format!("{origin}: lines that begin with # are skipped as comments: {comments}"))
}

/// What the first lines of a text say of all.
pub(super) struct Beginning<'a> {
    pub reader: Reader<'a>,
    pub columns: Columns,
    pub has_header: bool,
    /// The fields of a line.
    pub width: usize,
    pub remarks: Vec<String>,
    /// What is to be said if the first column counts the rows.
    pub index: Option<String>,
}

impl<'a> Beginning<'a> {
    /// From a text of [`SAMPLE_LINES`] rows or more, or the whole.
    pub fn of(text: &str, origin: &'a str, options: &TableOptions) -> Result<Self, DataError> {
        let mut remarks = Vec::new();
        let sample: Vec<&str> = rows(text).take(SAMPLE_LINES).map(|(_, line)| line).collect();
        let delimiter = options.delimiter.unwrap_or_else(|| find_delimiter(&sample));
        let mut reader = Reader { origin, delimiter, first_line: None, skipped_header: false };
        let mut first = Vec::new();
        let Some((line, content)) = rows(text).next() else {
            return Err(DataError::Empty { origin: origin.to_owned() });
        };
        reader.split(line, content, &mut first)?;
        if first.len() < 2 {
            return Err(DataError::NoFeature { origin: origin.to_owned() });
        }
        // the header is judged by a label that is looked for by position; where it is named, there is one
        let by_name = |column: &String| column.parse::<i64>().is_err();
        let named = options.label.iter().chain(&options.drop).any(by_name);
        let place = options.label.as_ref().and_then(|label| Columns::position(label, first.len()));
        let place = place.unwrap_or(first.len() - 1);
        let verdict = match options.header {
            Some(true) => FirstLine::Names,
            Some(false) => FirstLine::Sample,
            None if named => FirstLine::Names,
            None => judge(&first, place, &reader.labels_of(&sample[1..], place)),
        };
        let shown: String = content.trim().chars().take(60).collect();
        match (verdict, options.header) {
            (FirstLine::Names, None) if !named => remarks.push(format!(
                "{origin}: line {line} (`{shown}`) is taken as a header and skipped; with ,header=no it is a sample"
            )),
            (FirstLine::Counted, None) => remarks.push(format!(
                "{origin}: line {line} (`{shown}`) counts the columns, as data frames do: it is taken as a header and skipped; \
                 with ,header=no it is a sample"
            )),
            (FirstLine::CountedSample, None) => remarks.push(format!(
                "{origin}: line {line} (`{shown}`) is taken as a sample, because all labels would be the same without it; with \
                 ,header=yes it is a header"
            )),
            _ => {}
        }
        let has_header = matches!(verdict, FirstLine::Names | FirstLine::Counted);
        let names: Option<Vec<String>> = has_header.then(|| first.iter().map(|name| name.to_string()).collect());
        let columns = Columns::choose(first.len(), names.as_deref(), options, origin)?;
        reader.skipped_header = has_header;
        reader.first_line = Some(line);
        let index = (has_header && first[0].is_empty() && columns.features.first() == Some(&0)).then(|| {
            // where another column is called 0, this one can be counted from the end
            let place = if first.iter().any(|name| name == "0") { -(first.len() as i64) } else { 0 };
            format!(
                "{origin}: the first column has no name and counts the rows: it is taken as a feature; leave it out with \
                 ,drop={place}"
            )
        });
        Ok(Beginning { reader, columns, has_header, width: first.len(), remarks, index })
    }
}

/// What is known of a table while its lines are read.
pub(super) struct Reader<'a> {
    origin: &'a str,
    delimiter: super::table::Delimiter,
    /// The number of the first line that is not blank.
    pub(super) first_line: Option<u64>,
    skipped_header: bool,
}

impl Reader<'_> {
    fn split<'a>(&self, line: u64, content: &'a str, fields: &mut Vec<Cow<'a, str>>) -> Result<(), DataError> {
        split_fields(content, self.delimiter, fields).map_err(|column| {
            let shown: String = content.trim().chars().take(40).collect();
            self.bad_field(line, column, format!("`{shown}` has a quote that does not end, or ends within a field"))
        })
    }

    /// The labels of some lines, as far as these can be read.
    fn labels_of(&self, lines: &[&str], place: usize) -> Vec<String> {
        let (mut fields, mut labels) = (Vec::new(), Vec::new());
        for line in lines {
            if split_fields(line, self.delimiter, &mut fields).is_ok() {
                labels.extend(fields.get(place).map(|label| label.to_string()));
            }
        }
        labels
    }

    fn bad_field(&self, line: u64, column: usize, reason: String) -> DataError {
        let reason = reason.replace(char::is_control, " ");
        DataError::NotANumber { origin: self.origin.to_owned(), line, column, reason }
    }

    pub(super) fn read<'a>(
        &self,
        lines: impl Iterator<Item = (u64, &'a str)>,
        width: usize,
        columns: &Columns,
    ) -> Result<(Decimals, LabelColumn), DataError> {
        let (mut cells, mut labels) = (Decimals::default(), LabelColumn::default());
        let mut fields = Vec::new();
        for (line, content) in lines {
            self.split(line, content, &mut fields)?;
            if fields.len() != width {
                let (origin, found) = (self.origin.to_owned(), fields.len());
                return Err(DataError::RaggedRow { origin, line, found, expected: width });
            }
            for &column in &columns.features {
                let field = &fields[column];
                cells
                    .push(field)
                    .map_err(|refusal| self.bad_field(line, column + 1, self.reason(line, field, refusal)))?;
            }
            let label = &fields[columns.label];
            if label.is_empty() {
                let reason = "the label is missing: give every row its label, or leave the row out".to_owned();
                return Err(self.bad_field(line, columns.label + 1, reason));
            }
            labels.push(label, || format!("line {line}"));
        }
        Ok((cells, labels))
    }

    /// Why a field is no number, and what would help.
    fn reason(&self, line: u64, field: &str, refusal: Refusal) -> String {
        let error = match refusal {
            Refusal::TooLong => {
                let shown: String = field.chars().take(40).collect();
                return format!(
                    "`{shown}` and the numbers before it take too much memory when written out: scale the column"
                );
            }
            Refusal::NotANumber(error) => error.to_string(),
        };
        let decimal_comma =
            field.matches(',').count() == 1 && field.bytes().all(|byte| b"+-,.0123456789".contains(&byte));
        let unlabelled = self.first_line == Some(line) && !self.skipped_header;
        match () {
            () if is_missing(field) => {
                format!("{error}; the number is missing or infinite: leave the row or column out")
            }
            () if decimal_comma => format!("{error}; decimal signs are points: 1.5"),
            () if unlabelled => format!("{error}; if this line is a header, say so with ,header=yes"),
            () => error,
        }
    }
}
