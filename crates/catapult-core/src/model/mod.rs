//! What is trained: losses, the risks they make, and networks with explicit weights.

pub mod facts;
pub mod features;
pub mod loss;
pub mod network;
pub mod risk;

pub use facts::{LossFacts, Trend};
pub use features::{FeaturePoints, FeatureRisk};
pub use loss::{Exponential, Logistic, Loss, LossName, Squared};
pub use network::{LinearNetwork, Matrix};
pub use risk::{Degenerate, Empirical, Risk};
