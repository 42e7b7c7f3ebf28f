//! Naming data on the command line, and loading what is named.

use super::image_choice::{Family, ImageChoice};
use super::table::{TableFormat, TableSpecification};
use super::{DataError, Synthetic};
use crate::names::nearest;
use std::fmt;
use std::path::PathBuf;
use std::str::FromStr;

/// DATA of the command line; [`FromStr`] reads it and [`fmt::Display`] writes it back.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum DataSpecification {
    /// `degenerate`: D0.
    Degenerate,
    /// `three-point`: E2.
    ThreePoint,
    /// `mnist:A,B[:train|:test][:all|:n=N]` or `cifar10:` likewise, by name or number.
    Images(ImageChoice),
    /// `synthetic:KIND,NAME=VALUE,..`: random data of known separability.
    Synthetic(Synthetic),
    /// `csv:FILE`, `npz:FILE`, `npy:FILE`, `libsvm:FILE` or `parquet:FILE`, with options.
    Table(TableSpecification),
    /// `arrays`: what a program has in memory, which no text names.
    Arrays,
}

/// Where images come from.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum DataSource {
    /// The subsets inside the binary: MNIST 0 and 1, CIFAR-10 automobile and dog. There are none without the feature `images`.
    #[default]
    Embedded,
    /// A directory with the full canonical files, plain or gzip, there or in nested folders: MNIST's four IDX files,
    /// CIFAR-10's six binary batches or their archive. Also this archive itself.
    Directory(PathBuf),
}

impl FromStr for DataSpecification {
    type Err = DataError;

    fn from_str(text: &str) -> Result<Self, DataError> {
        let (kind, rest) = match text.split_once(':') {
            Some((kind, rest)) => (kind, Some(rest)),
            None => (text, None),
        };
        let malformed = |remedy: &str| DataError::MalformedSpecification { text: text.into(), remedy: remedy.into() };
        if let Some(format) = TableFormat::ALL.into_iter().find(|format| format.name() == kind) {
            return Ok(Self::Table(TableSpecification::parse(format, rest.unwrap_or_default())?));
        }
        match (kind, rest) {
            ("degenerate", None) => Ok(Self::Degenerate),
            ("three-point", None) => Ok(Self::ThreePoint),
            ("degenerate" | "three-point", Some(_)) => Err(malformed(&format!("write {kind} alone, it has no parts"))),
            ("synthetic", None) => Err(malformed("name a kind, such as synthetic:mixed,n=200,d=20,overlap=0.1,seed=3")),
            ("synthetic", Some(rest)) => Ok(Self::Synthetic(rest.parse()?)),
            ("mnist" | "cifar10", None) => {
                Err(malformed("name two classes, such as mnist:0,1 or cifar10:automobile,dog"))
            }
            ("mnist", Some(rest)) => Ok(Self::Images(ImageChoice::parse(Family::Mnist, rest)?)),
            ("cifar10", Some(rest)) => Ok(Self::Images(ImageChoice::parse(Family::Cifar10, rest)?)),
            _ => {
                let bare = |form: &'static str| form.split(':').next().unwrap_or(form);
                let hint = nearest(kind, &Self::FORMS.map(|(form, _)| bare(form)))
                    .and_then(|name| Self::FORMS.iter().find(|(form, _)| bare(form) == name))
                    .map_or_else(String::new, |(form, _)| format!("did you mean {form}? "));
                Err(DataError::UnknownName { text: text.chars().take(80).collect(), hint })
            }
        }
    }
}

impl fmt::Display for DataSpecification {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let text = match self {
            Self::Degenerate => "degenerate".to_owned(),
            Self::ThreePoint => "three-point".to_owned(),
            Self::Images(choice) => choice.to_string(),
            Self::Table(table) => table.to_string(),
            Self::Synthetic(synthetic) => format!("synthetic:{synthetic}"),
            Self::Arrays => "arrays".to_owned(),
        };
        formatter.write_str(&text)
    }
}

impl DataSpecification {
    /// The forms of DATA, each with what it names: what `catapult list data` shows.
    pub const FORMS: [(&'static str, &'static str); 14] = [
        ("degenerate", "D0 = {(1,+1),(1,-1)}"),
        ("three-point", "E2 = {(1,+1),(2,+1),(-1,+1)}"),
        (
            "mnist:0,1",
            "MNIST, two digits, the first is +1; :train (2048 images) or :test (512) may follow, and then :all or :n=N \
             images of the full set (--images DIR)",
        ),
        ("cifar10:automobile,dog", "CIFAR-10, two classes by name or number, the first is +1; likewise"),
        ("synthetic:separable", "random points of maximum margin 1/8; any of ,n=200,d=20,margin=1/8,seed=1 may follow"),
        (
            "synthetic:nonseparable",
            "no direction fits all points, not even weakly; any of ,n=200,d=20,overlap=1/10,seed=1 may follow",
        ),
        (
            "synthetic:mixed",
            "a share `overlap` is non-separable on a subspace of dimension `rank`, the rest separable; \
             any of ,n=200,d=20,margin=1/8,overlap=1/10,rank=10,seed=1 may follow",
        ),
        (
            "csv:FILE",
            "a table of text, the last column is the label, -1/1, 0/1 or false/true; its delimiter and its header are found; any of \
             ,label=species (a column by name, or by position from 0) ,positive=malignant (this label is +1, all others -1) \
             ,drop=id ,delimiter=; (or comma, tab, pipe, space) ,header=yes (or no) ,intercept ,standardise may follow",
        ),
        (
            "npz:FILE",
            "NumPy's arrays X (n x d) of features and y (n) of labels; any of ,label=ARRAY ,positive=2 ,intercept ,standardise may \
             follow",
        ),
        ("npy:FILE", "one array, a sample a row with its label; the options of csv, but for delimiter and header"),
        (
            "libsvm:FILE",
            "lines `label index:value ..`, indices from 1; any of ,features=D ,positive=2 ,intercept ,standardise may follow",
        ),
        ("parquet:FILE", "a Parquet table, in programs built with the feature `parquet`; the options of npy"),
        ("..,intercept", "of any file: appends a feature that is always 1, so that the predictor has an intercept"),
        (
            "..,standardise",
            "of any file: each feature gets mean 0 and variance 1 over the rows of the file (of the training data, for --test); \
             labels and intercept are left alone, and there is no factor 1/sqrt(d); features are then rounded to doubles, and \
             exact from there on",
        ),
    ];
}
