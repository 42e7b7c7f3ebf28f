//! Classifying lists of problems, of any length, with a certificate beside each answer.
//!
//! A **list** is a CSV file with a header or a JSONL file, one problem a line, whose columns or keys are `network` (linear, two-layer,
//! aligned or network), `loss`, `eta`, and what the network needs: `weight`, `data`, `width`, `lambda`, `output`, `w1`, `w2`, `weights`, `sigma`. Numbers are exact: those of JSON too, of which the text is taken.
//!
//! The **answers** are one line of JSON each, in the order of the list:
//!
//! ```json
//! {"line":1,"phase":"catapult","limit":{..},"reason":"..","certificate":{..}}
//! {"line":2,"phase":"undecided","limit":null,"reason":"..","certificate":null,"problem":{..}}
//! {"line":3,"error":"eta: `fast` is not an exact number: .."}
//! ```
//!
//! Lines are counted from 1, without the header and without empty lines. Undecided and bad lines are answers of their own lines and stop nothing.
//! A unit is a block of [`BLOCK`] lines. The list is read once to count them, and once to answer; memory does not grow with its length. [`check_answers`]
//! checks every certificate in a file of answers.

mod answer;
mod checking;
mod fields;
mod list;
mod run;

pub use answer::{Answer, Counts};
pub use checking::{CheckedAnswers, check_answers, is_answers};
pub use list::{BLOCK, List, ListError};
pub use run::{Batch, merge};
