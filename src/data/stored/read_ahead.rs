//! Pieces of a table, the next ones of which are read while one is worked on.

use super::StoredRows;
use crate::data::DataError;
use std::ops::Range;
use std::sync::mpsc::{channel, sync_channel};
use std::sync::{Mutex, PoisonError};

/// Bytes that are read at once, about: so long a read costs a disk no more than its bandwidth.
pub const READ: usize = 1 << 25;
/// Pieces in memory: one is worked on, one is read, one waits.
const BUFFERS: usize = 3;

/// The bytes of memory that the pieces take.
pub const BUFFER_BYTES: usize = BUFFERS * READ;

/// Rows as they are in a file.
#[derive(Debug, Default)]
pub struct RawRows {
    pub(super) features: Vec<u8>,
    /// Empty where the labels are in a column of the same rows.
    pub(super) labels: Vec<u8>,
}

/// Pieces of memory that are used again.
#[derive(Debug, Default)]
pub struct Spare(Mutex<Vec<RawRows>>);

impl StoredRows {
    /// Gives pieces of the table to `work`, in their order, while another thread reads the next ones.
    ///
    /// # Errors
    ///
    /// Those of reading, and of the work.
    pub fn read_ahead(
        &self,
        pieces: &[Range<usize>],
        spare: &Spare,
        mut work: impl FnMut(usize, &RawRows) -> Result<(), DataError>,
    ) -> Result<(), DataError> {
        let lock = || spare.0.lock().unwrap_or_else(PoisonError::into_inner);
        let mut buffers = std::mem::take(&mut *lock());
        buffers.resize_with(BUFFERS, RawRows::default);
        let (give_back, empty) = channel();
        // the receiver is here
        buffers.into_iter().for_each(|buffer| drop(give_back.send(buffer)));
        let (hand_over, filled) = sync_channel(BUFFERS);
        std::thread::scope(|scope| {
            // dropped with an error of the work, for the reader would wait for pieces of memory that do not come back
            let give_back = give_back;
            let reader = scope.spawn(move || {
                for piece in pieces {
                    let Ok(mut raw) = empty.recv() else { break };
                    let read = self.fetch(piece.clone(), &mut raw);
                    if hand_over.send(read.map(|()| raw)).is_err() {
                        break;
                    }
                }
                empty
            });
            for (index, read) in filled.into_iter().enumerate() {
                let raw = read?;
                work(index, &raw)?;
                // the receiver lives as long as the other thread's result
                drop(give_back.send(raw));
            }
            if let Ok(empty) = reader.join() {
                lock().extend(empty.try_iter());
            }
            Ok(())
        })
    }

    /// A range of rows, cut into pieces.
    pub fn pieces(&self, rows: Range<usize>) -> Vec<Range<usize>> {
        let each = self.rows_in(READ);
        rows.clone().step_by(each).map(|first| first..rows.end.min(first + each)).collect()
    }
}
