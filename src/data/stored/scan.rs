//! What has to be known of a table before it is used: its labels, that all numbers are finite, statistics and a fingerprint.
//!
//! Everything is gathered in the order of the rows, as it is of data in memory. Where ranks share the rows, a rank hands what it has gathered to the next
//! one, so that each reads its own rows only and the result is the same.

use super::super::DataError;
use super::super::fingerprint::{OFFSET, fold, fold_columns, written};
use super::super::table::LabelColumn;
use super::super::table::standardise::Gathering;
use super::read_ahead::Spare;
use super::{RawRows, StoredRows};
use crate::ranks::{RankLost, Ranks, chain};
use rayon::prelude::*;
use serde::{Deserialize, Serialize};
use std::ops::Range;

/// The most different labels kept.
const MOST_DIFFERENT: usize = 1000;
/// Rows that one thread decodes at a time take about so many bytes.
const DECODED: usize = 1 << 18;

/// What was found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Prepared {
    /// The fingerprint of the same data in memory.
    pub fingerprint: String,
    /// How many samples have label +1.
    pub positive: usize,
    /// The bytes that this process has read.
    pub bytes: u64,
}

/// What is gathered in a pass over all rows.
#[derive(Clone, Debug, Serialize, Deserialize)]
struct Scan {
    /// The fingerprint of each column so far.
    hashes: Vec<u64>,
    statistics: Option<Gathering>,
    /// The bytes of each different label, with its text and place.
    labels: Vec<(u64, String, String)>,
    too_many: bool,
}

/// Some rows of a piece.
struct Decoded {
    /// The first of them, counted from the first of the piece.
    start: usize,
    features: Vec<f64>,
    is_finite: bool,
}

/// A state that goes from rank to rank, or why there is none.
type Handed<S> = Result<S, String>;

impl StoredRows {
    /// Reads the rows of this rank, with those of others through them, and makes the table ready for use.
    ///
    /// # Errors
    ///
    /// [`DataError`] for numbers that are not finite, labels that are not understood, and a file that cannot be read; [`DataError::OnRank`] for
    /// those that another rank has found.
    pub fn prepare(&mut self, own: Range<usize>, ranks: &dyn Ranks) -> Result<Prepared, DataError> {
        let bytes_of_pass = own.len() as u64 * self.bytes_of_row();
        let mut signs = Signs::default();
        let mut bytes = 0;
        let mut known: Option<Scan> = None;
        if self.standardise && self.statistics.is_none() {
            let mut gathering = Gathering::new(self.columns.len());
            let plain = std::mem::take(&mut self.intercept);
            while let Some(pass) = gathering.next_pass() {
                let scan = Scan { statistics: Some(pass), ..Scan::new(0) };
                let scan = self.pass(scan, &own, ranks, known.is_none().then_some(&mut signs));
                bytes += bytes_of_pass;
                let mut scan = match scan {
                    Ok(scan) => scan,
                    Err(error) => {
                        self.intercept = plain;
                        return Err(error);
                    }
                };
                gathering = scan.statistics.take().unwrap_or(gathering).finish(self.count);
                known.get_or_insert(scan);
            }
            self.intercept = plain;
            let statistics = gathering.statistics();
            self.remarks.extend(statistics.remark(&self.origin));
            self.statistics = Some(statistics);
        }
        let scan = self.pass(Scan::new(self.dimension()), &own, ranks, known.is_none().then_some(&mut signs))?;
        bytes += bytes_of_pass;
        let hashes = scan.hashes.clone();
        self.interpret(&known.unwrap_or(scan))?;
        let state = fold_columns(OFFSET, [self.count, self.dimension()], hashes);
        let (state, positive) = signs.fold(state, ranks)?;
        Ok(Prepared { fingerprint: written(state), positive, bytes })
    }

    /// One pass over the rows of this rank, and those of the others through them.
    fn pass(
        &self,
        first: Scan,
        own: &Range<usize>,
        ranks: &dyn Ranks,
        signs: Option<&mut Signs>,
    ) -> Result<Scan, DataError> {
        let mut failure = None;
        let whole: Handed<Scan> = handed(ranks, first, |scan: Scan| {
            self.scan(scan, own, signs).map_err(|error| {
                let reason = error.to_string();
                failure = Some(error);
                reason
            })
        })?;
        match (whole, failure) {
            (_, Some(error)) => Err(error),
            (Err(reason), None) => Err(DataError::OnRank { reason }),
            (Ok(scan), None) => Ok(scan),
        }
    }

    fn scan(&self, mut scan: Scan, own: &Range<usize>, mut signs: Option<&mut Signs>) -> Result<Scan, DataError> {
        let pieces = self.pieces(own.clone());
        self.read_ahead(&pieces, &Spare::default(), |index, raw| {
            let rows = pieces[index].clone();
            let starts: Vec<usize> = (0..rows.len()).step_by(self.rows_in(DECODED)).collect();
            // the next parts are decoded by all threads while one goes through the present ones, in their order
            let groups: Vec<&[usize]> = starts.chunks(2 * rayon::current_num_threads()).collect();
            let decode =
                |group: usize| groups.get(group).map_or_else(Vec::new, |starts| self.decoded(raw, starts, rows.len()));
            let mut parts = decode(0);
            for group in 1..=groups.len() {
                let (seen, next) = rayon::join(|| self.see(&mut scan, rows.start, &parts), || decode(group));
                seen?;
                parts = next;
            }
            let Some(signs) = &mut signs else { return Ok(()) };
            let mut row = rows.start;
            // most rows have the label of one of the last ones
            self.for_each_label(raw, 0..rows.len(), |key| {
                let known = scan.labels.iter().position(|(known, ..)| *known == key);
                let place = known.unwrap_or_else(|| {
                    if scan.labels.len() == MOST_DIFFERENT {
                        scan.too_many = true;
                        return 0;
                    }
                    let (text, place) = self.label(key, row);
                    scan.labels.push((key, text, place));
                    scan.labels.len() - 1
                });
                signs.push(place, |place| self.sign_of(&scan.labels[place].1));
                row += 1;
            });
            Ok(())
        })?;
        Ok(scan)
    }

    /// Goes through decoded rows, the first of which are those from `first` on in the table.
    fn see(&self, scan: &mut Scan, first: usize, parts: &[Decoded]) -> Result<(), DataError> {
        let dimension = self.dimension();
        for part in parts {
            if !part.is_finite
                && let Some(place) = part.features.iter().position(|value| !value.is_finite())
            {
                let (row, j) = (first + part.start + place / dimension, place % dimension);
                return Err(match &self.statistics {
                    Some(_) => DataError::OutOfRange { sample: row + 1, feature: j + 1 },
                    None => self.not_finite(row, j, part.features[place]).into(),
                });
            }
            for row in part.features.chunks_exact(dimension) {
                match &mut scan.statistics {
                    Some(statistics) => statistics.see(row),
                    None => scan.hashes.iter_mut().zip(row).for_each(|(hash, x)| *hash = fold(*hash, x.to_bits())),
                }
            }
        }
        Ok(())
    }

    /// Parts of a piece of so many rows, decoded by all threads.
    fn decoded(&self, raw: &RawRows, starts: &[usize], rows: usize) -> Vec<Decoded> {
        let each = self.rows_in(DECODED);
        let decode = |start: &usize| {
            let start = *start;
            let mut features = Vec::with_capacity(each * self.dimension());
            self.decode_features(raw, start..rows.min(start + each), &mut features, |value| value);
            let is_finite = features.iter().fold(true, |all, value| all & value.is_finite());
            Decoded { start, features, is_finite }
        };
        starts.par_iter().with_max_len(1).map(decode).collect()
    }

    /// A label as text, and where it is.
    fn label(&self, key: u64, row: usize) -> (String, String) {
        let text = self.label_matrix().text(key);
        match &self.label_texts {
            Some(texts) => text.parse().ok().and_then(|index: usize| texts.get(index).cloned()).unwrap_or_default(),
            None => (text, format!("{} {row}", if self.labels.is_some() { "index" } else { "row" })),
        }
    }

    /// What a label alone would be; whether it goes with the others is seen at the end.
    fn sign_of(&self, text: &str) -> i8 {
        let mut alone = LabelColumn::default();
        alone.push(text, String::new);
        alone.interpret(&self.origin, self.positive.as_deref()).map_or(-1, |(signs, _)| signs[0])
    }

    /// The sign of each label.
    fn interpret(&mut self, scan: &Scan) -> Result<(), DataError> {
        let mut labels = LabelColumn::default();
        for (_, text, place) in &scan.labels {
            labels.push(text, || place.clone());
        }
        if scan.too_many {
            // one more than are kept
            labels.push("\u{0}", String::new);
        }
        let (signs, remark) = labels.interpret(&self.origin, self.positive.as_deref())?;
        self.signs = scan.labels.iter().zip(signs).map(|((key, ..), sign)| (*key, f64::from(sign))).collect();
        self.remarks.extend(remark);
        Ok(())
    }
}

impl Scan {
    fn new(dimension: usize) -> Self {
        Scan { hashes: vec![OFFSET; dimension], statistics: None, labels: Vec::new(), too_many: false }
    }
}

/// Hands a state from rank to rank.
fn handed<S: Serialize + for<'s> Deserialize<'s>>(
    ranks: &dyn Ranks,
    first: S,
    go_on: impl FnOnce(S) -> Handed<S>,
) -> Result<Handed<S>, DataError> {
    if ranks.size() == 1 {
        return Ok(go_on(first));
    }
    // structs of numbers and texts only: serialisation has no way to fail
    let write = |state: &Handed<S>| serde_json::to_vec(state).unwrap_or_default();
    let read = |message: &[u8]| serde_json::from_slice::<Handed<S>>(message);
    let lost = |RankLost(rank)| DataError::OnRank { reason: RankLost(rank).to_string() };
    let message = chain(ranks, write(&Ok(first)), |before| match read(&before) {
        Ok(state) => write(&state.and_then(go_on)),
        Err(error) => write(&Err(error.to_string())),
    });
    let message = message.map_err(lost)?;
    read(&message).map_err(|error| DataError::OnRank { reason: error.to_string() })
}

/// The signs of rows, a bit each.
#[derive(Default)]
struct Signs {
    /// The sign of each different label.
    kinds: Vec<bool>,
    bits: Vec<u64>,
    count: usize,
}

impl Signs {
    fn push(&mut self, kind: usize, sign: impl Fn(usize) -> i8) {
        while self.kinds.len() <= kind {
            self.kinds.push(sign(self.kinds.len()) > 0);
        }
        if self.count.is_multiple_of(64) {
            self.bits.push(0);
        }
        if self.kinds[kind] {
            self.bits[self.count / 64] |= 1 << (self.count % 64);
        }
        self.count += 1;
    }

    /// The fingerprint after the labels of all ranks, and how many of them are +1.
    fn fold(&self, state: u64, ranks: &dyn Ranks) -> Result<(u64, usize), DataError> {
        let words = [(-1.0_f64).to_bits(), 1.0_f64.to_bits()];
        let whole: Handed<(u64, usize)> = handed(ranks, (state, 0), |(mut state, mut positive): (u64, usize)| {
            for row in 0..self.count {
                let bit = (self.bits[row / 64] >> (row % 64) & 1) as usize;
                state = fold(state, words[bit]);
                positive += bit;
            }
            Ok((state, positive))
        })?;
        whole.map_err(|reason| DataError::OnRank { reason })
    }
}
