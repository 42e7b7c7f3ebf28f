//! What is trained: losses, data and the risks they make.

pub mod data;
pub mod loss;
pub mod network;
pub mod risk;

pub use data::{DataError, DataSet, DataSource, DataSpecification, ExactDataSet, IntegerPoints, Part};
pub use loss::{Exponential, Logistic, Loss, LossName, Squared};
pub use network::{LinearNetwork, Matrix};
pub use risk::{Degenerate, Empirical, Risk};
