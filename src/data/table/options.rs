//! How a table file is to be read: `FORMAT:FILE,OPTION,..`.

use super::super::DataError;
use crate::names::nearest;
use std::fmt;
use std::path::PathBuf;

/// A kind of file that holds one sample a row.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TableFormat {
    /// Text, columns separated by commas, semicolons, tabs or spaces.
    Csv,
    /// NumPy's archive of arrays.
    Npz,
    /// One array of NumPy.
    Npy,
    /// Text, `label index:value ..`, of LIBSVM and SVMlight.
    Libsvm,
    /// Apache Parquet.
    Parquet,
}

impl TableFormat {
    /// All formats.
    pub const ALL: [Self; 5] = [Self::Csv, Self::Npz, Self::Npy, Self::Libsvm, Self::Parquet];

    /// The name on the command line.
    pub fn name(self) -> &'static str {
        match self {
            Self::Csv => "csv",
            Self::Npz => "npz",
            Self::Npy => "npy",
            Self::Libsvm => "libsvm",
            Self::Parquet => "parquet",
        }
    }

    /// The options that it takes.
    fn options(self) -> &'static [&'static str] {
        match self {
            Self::Csv => &["delimiter", "header", "label", "drop", "positive", "intercept", "standardise"],
            Self::Npz => &["label", "positive", "intercept", "standardise"],
            Self::Npy | Self::Parquet => &["label", "drop", "positive", "intercept", "standardise"],
            Self::Libsvm => &["features", "positive", "intercept", "standardise"],
        }
    }
}

/// What stands between two columns.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Delimiter {
    /// A character.
    Character(char),
    /// Any run of spaces and tabs.
    Whitespace,
}

impl Delimiter {
    const NAMED: [(&'static str, Self); 5] = [
        ("comma", Self::Character(',')),
        ("semicolon", Self::Character(';')),
        ("tab", Self::Character('\t')),
        ("pipe", Self::Character('|')),
        ("space", Self::Whitespace),
    ];

    /// `;`, or a name.
    fn parse(text: &str) -> Option<Self> {
        if let Some((_, delimiter)) = Self::NAMED.iter().find(|(name, _)| *name == text) {
            return Some(*delimiter);
        }
        let mut characters = text.chars();
        match (characters.next(), characters.next()) {
            (Some(' '), None) => Some(Self::Whitespace),
            (Some(one), None) if !one.is_alphanumeric() && !"\"+-.\r\n".contains(one) => Some(Self::Character(one)),
            _ => None,
        }
    }
}

impl fmt::Display for Delimiter {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match (self, Self::NAMED.iter().find(|(_, known)| known == self)) {
            (_, Some((name, _))) => formatter.write_str(name),
            (Self::Character(one), None) => write!(formatter, "{one}"),
            (Self::Whitespace, None) => formatter.write_str("space"),
        }
    }
}

/// What is said about a table besides where it is.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct TableOptions {
    /// What stands between columns; found if not given.
    pub delimiter: Option<Delimiter>,
    /// Whether the first line names the columns; found if not given.
    pub header: Option<bool>,
    /// The column of labels, by name or by position from 0 (negative: from the end); the last if not given. In npz files the name
    /// of the array, `y` if not given.
    pub label: Option<String>,
    /// Columns to leave out, by name or position.
    pub drop: Vec<String>,
    /// The label that becomes +1; all others become -1.
    pub positive: Option<String>,
    /// d of a sparse file, which otherwise is its largest index.
    pub features: Option<usize>,
    /// Whether a feature that is always 1 is appended.
    pub intercept: bool,
    /// Whether each feature is brought to mean 0 and variance 1.
    pub standardise: bool,
}

/// A table file and how it is to be read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TableSpecification {
    /// What kind of file it is.
    pub format: TableFormat,
    /// Where it is.
    pub path: PathBuf,
    /// How to read it.
    pub options: TableOptions,
}

/// The options that are a word alone.
const FLAGS: [&str; 3] = ["intercept", "standardise", "standardize"];
/// Those with a value.
const VALUED: [&str; 6] = ["delimiter", "header", "label", "drop", "positive", "features"];

impl TableSpecification {
    /// Reads what follows `FORMAT:`. File names may contain commas: options begin after the first comma from which on
    /// everything is one.
    ///
    /// # Errors
    ///
    /// [`DataError::MalformedSpecification`].
    pub(in super::super) fn parse(format: TableFormat, rest: &str) -> Result<Self, DataError> {
        let name = format.name();
        let malformed = |remedy: String| DataError::MalformedSpecification {
            text: format!("{name}:{}", rest.chars().take(120).collect::<String>()),
            remedy,
        };
        let start = rest.match_indices(',').map(|(place, _)| place).find(|place| begins_option(&rest[place + 1..]));
        let (file, options) = match start {
            Some(place) => (&rest[..place], Some(&rest[place + 1..])),
            None => (rest, None),
        };
        if file.is_empty() {
            return Err(malformed(format!("write {name}:FILE")));
        }
        let mut parsed = TableSpecification { format, path: PathBuf::from(file), options: TableOptions::default() };
        let mut given: Vec<&str> = Vec::new();
        for option in options.map(split_options).unwrap_or_default() {
            let (key, value) = option.split_once('=').map_or((option, None), |(key, value)| (key, Some(value)));
            let key = if key == "standardize" { "standardise" } else { key };
            if !format.options().contains(&key) {
                let taken = format.options().join(", ");
                return Err(malformed(format!("{name} has no option `{key}`; choose from {taken}")));
            }
            if given.contains(&key) && key != "drop" {
                return Err(malformed(format!("{key} is given twice, give it once")));
            }
            given.push(key);
            parsed.options.set(key, value.unwrap_or_default()).map_err(malformed)?;
        }
        // `,intercpt` would otherwise be a part of a file name that nobody has
        let stray = if start.is_none() { file.split_once(',').map(|(_, stray)| stray) } else { None };
        if let Some(stray) = stray.filter(|stray| !stray.contains(['.', '/', '\\'])) {
            let word = stray.split(['=', ',']).next().unwrap_or_default();
            if let Some(near) = nearest(word, format.options()) {
                let form = if VALUED.contains(&near) { format!("{near}=") } else { near.to_owned() };
                return Err(malformed(format!("there is no option `{word}`, did you mean ,{form}?")));
            }
        }
        Ok(parsed)
    }
}

/// Whether a text begins with an option.
fn begins_option(text: &str) -> bool {
    let word = text.split([',', '=']).next().unwrap_or_default();
    match text.as_bytes().get(word.len()) {
        None | Some(b',') => FLAGS.contains(&word),
        _ => VALUED.contains(&word),
    }
}

/// Options between commas that each begin the next one; a value may contain other commas, as `delimiter=,` does.
fn split_options(text: &str) -> Vec<&str> {
    let mut options = Vec::new();
    let mut start = 0;
    for (place, _) in text.match_indices(',') {
        if place > start && begins_option(&text[place + 1..]) && !text[start..place].ends_with("delimiter=") {
            options.push(&text[start..place]);
            start = place + 1;
        }
    }
    options.push(&text[start..]);
    options
}

impl TableOptions {
    fn set(&mut self, key: &str, value: &str) -> Result<(), String> {
        let text = || match value {
            "" => Err(format!("{key}= needs a value")),
            value => Ok(value.to_owned()),
        };
        match key {
            "delimiter" => {
                self.delimiter = Some(Delimiter::parse(value).ok_or_else(|| {
                    format!(
                        "`{value}` is no delimiter: write a sign such as ; or one of comma, semicolon, tab, pipe, space"
                    )
                })?);
            }
            "header" => {
                self.header = match value {
                    "yes" => Some(true),
                    "no" => Some(false),
                    _ => return Err(format!("header={value}: write header=yes or header=no")),
                };
            }
            "label" => self.label = Some(text()?),
            "drop" => self.drop.push(text()?),
            "positive" => self.positive = Some(text()?),
            "features" => {
                let count = value.parse().ok().filter(|count| *count > 0);
                self.features =
                    Some(count.ok_or_else(|| format!("features={value}: write a whole number of at least 1"))?);
            }
            "intercept" => self.intercept = true,
            _ => self.standardise = true,
        }
        Ok(())
    }
}

impl fmt::Display for TableSpecification {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let options = &self.options;
        write!(formatter, "{}:{}", self.format.name(), self.path.display())?;
        if let Some(delimiter) = options.delimiter {
            write!(formatter, ",delimiter={delimiter}")?;
        }
        if let Some(header) = options.header {
            write!(formatter, ",header={}", if header { "yes" } else { "no" })?;
        }
        let texts = [("label", &options.label), ("positive", &options.positive)];
        for (key, value) in texts.into_iter().filter_map(|(key, value)| Some((key, value.as_ref()?))) {
            write!(formatter, ",{key}={value}")?;
        }
        options.drop.iter().try_for_each(|column| write!(formatter, ",drop={column}"))?;
        if let Some(count) = options.features {
            write!(formatter, ",features={count}")?;
        }
        for (flag, given) in [("intercept", options.intercept), ("standardise", options.standardise)] {
            if given {
                write!(formatter, ",{flag}")?;
            }
        }
        Ok(())
    }
}
