//! Which columns of a table are features, and which is the label.

use super::super::DataError;
use super::TableOptions;
use crate::names::suggest;

/// Columns by their positions from 0.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Columns {
    /// The features, in the order of the file; at least one.
    pub features: Vec<usize>,
    /// The label.
    pub label: usize,
}

impl Columns {
    /// The columns that the options name, of `width` in all. Names count before positions.
    ///
    /// # Errors
    ///
    /// [`DataError::UnknownColumn`], and [`DataError::NoFeature`] if none is left.
    pub fn choose(
        width: usize,
        names: Option<&[String]>,
        options: &TableOptions,
        origin: &str,
    ) -> Result<Self, DataError> {
        let unknown = |column: &str, remedy: String| DataError::UnknownColumn {
            origin: origin.to_owned(),
            column: column.chars().take(40).collect(),
            remedy,
        };
        let find = |column: &String| {
            let mut places = names.unwrap_or_default().iter().enumerate().filter(|(_, name)| *name == column);
            match (places.next(), places.next()) {
                (Some((place, _)), None) => return Ok(place),
                (Some((first, _)), Some((second, _))) => {
                    return Err(unknown(
                        column,
                        format!("columns {first} and {second} have this name, give a position"),
                    ));
                }
                _ => {}
            }
            Self::position(column, width).ok_or_else(|| {
                unknown(
                    column,
                    match names {
                        Some(names) if column.parse::<i64>().is_err() => {
                            let names: Vec<&str> = names.iter().map(String::as_str).take(20).collect();
                            suggest(column, &names)
                        }
                        _ => format!("give a position from 0 to {}, or from -1 for the last", width - 1),
                    },
                )
            })
        };
        let label = options.label.as_ref().map_or(Ok(width - 1), find)?;
        let dropped = options.drop.iter().map(find).collect::<Result<Vec<usize>, DataError>>()?;
        if dropped.contains(&label) {
            let name = options.drop.iter().zip(&dropped).find(|(_, place)| **place == label);
            let name = name.map_or_else(String::new, |(name, _)| name.clone());
            return Err(DataError::DroppedLabel { origin: origin.to_owned(), column: name });
        }
        let features: Vec<usize> = (0..width).filter(|column| *column != label && !dropped.contains(column)).collect();
        if features.is_empty() {
            return Err(DataError::NoFeature { origin: origin.to_owned() });
        }
        Ok(Columns { features, label })
    }

    /// A position such as `0` or `-1`, from the end, among `width` columns.
    pub fn position(text: &str, width: usize) -> Option<usize> {
        let number: i64 = text.parse().ok()?;
        let width = i64::try_from(width).ok()?;
        let place = if number < 0 { number + width } else { number };
        (0..width).contains(&place).then_some(place as usize)
    }
}
