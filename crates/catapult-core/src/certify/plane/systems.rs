//! What a plane asks of the systems whose problems it charts.

use super::proof::PlaneProof;
use super::run::PlaneRun;
use super::setting;
use crate::arithmetic::{Analytic, Ball, FromExact};
use crate::certify::checks::Failure;
use crate::certify::checks::data_descent::{self, DataDescent};
use crate::certify::data_run::StatesOnData as _;
use crate::certify::lemma::Lemma as _;
use crate::certify::phase::Phase;
use crate::dynamics::{AlignedSystem, FeatureSystem, GramSystem, Meet, OneFeatureSystem, System, TwoLayerSystem};

/// A system whose problems a plane can chart.
pub trait PlaneSystem: System {
    /// The start, from the parameters of a setting in their order.
    fn start<T: Analytic + FromExact>(&self, values: &[T], bits: u32) -> Self::State<T>;

    /// Tests the lemma of a proof on all states of a run: the phase that all have.
    ///
    /// # Errors
    ///
    /// [`Failure`] names what could not be confirmed.
    fn establish(run: &PlaneRun<'_, Self>, proof: &PlaneProof) -> Result<Phase, Failure>;

    /// Whether a lemma excludes that the last step of a run, from `before`, raised the loss anywhere in the cell. Asked where the enclosures of
    /// the loss overlap.
    fn falls(_before: Self::State<Ball>, _run: &PlaneRun<'_, Self>) -> bool {
        false
    }

    /// Whether coordinates depend on each other, so that [`PlaneSystem::sharpened`] is worth its time.
    const DEPENDENT: bool = false;

    /// Enclosures of coordinates that depend on each other, by what they say of each other as well.
    fn sharpened<T: Meet + FromExact>(_equations: &Self::Equations<T>, states: Self::State<T>) -> Self::State<T> {
        states
    }
}

impl PlaneSystem for FeatureSystem {
    fn start<T: Analytic + FromExact>(&self, values: &[T], _bits: u32) -> Self::State<T> {
        setting::weights(values)
    }
    fn establish(run: &PlaneRun<'_, Self>, proof: &PlaneProof) -> Result<Phase, Failure> {
        proof.establish_features(run)
    }
    fn falls(before: Self::State<Ball>, run: &PlaneRun<'_, Self>) -> bool {
        let numbers = data_descent::of_features(&run.states_on_data(before), &run.state_in_balls().weights);
        DataDescent::check(&numbers).is_ok()
    }
}

impl PlaneSystem for GramSystem {
    fn start<T: Analytic + FromExact>(&self, values: &[T], bits: u32) -> Self::State<T> {
        setting::gram(self, values, bits)
    }
    fn establish(run: &PlaneRun<'_, Self>, proof: &PlaneProof) -> Result<Phase, Failure> {
        proof.establish_gram(run, &run.on_data())
    }
    fn falls(before: Self::State<Ball>, run: &PlaneRun<'_, Self>) -> bool {
        let numbers = data_descent::of_gram(&run.states_on_data(before), &run.state_in_balls().v);
        DataDescent::check(&numbers).is_ok()
    }
}

impl PlaneSystem for OneFeatureSystem {
    const DEPENDENT: bool = true;

    fn start<T: Analytic + FromExact>(&self, values: &[T], bits: u32) -> Self::State<T> {
        // whatever the rate
        self.equations(T::one(), bits).state_of(&setting::gram(&self.network, values, bits))
    }
    fn establish(run: &PlaneRun<'_, Self>, proof: &PlaneProof) -> Result<Phase, Failure> {
        proof.establish_gram(run, &run.on_data())
    }
    fn falls(before: Self::State<Ball>, run: &PlaneRun<'_, Self>) -> bool {
        let before = run.prepared().in_balls.as_gram(&before);
        let numbers = data_descent::of_gram(&run.states_on_data(before), run.on_data().v());
        DataDescent::check(&numbers).is_ok()
    }
    fn sharpened<T: Meet + FromExact>(equations: &Self::Equations<T>, states: Self::State<T>) -> Self::State<T> {
        equations.sharpened(states)
    }
}

impl PlaneSystem for TwoLayerSystem {
    fn start<T: Analytic + FromExact>(&self, values: &[T], _bits: u32) -> Self::State<T> {
        setting::two_layers(values)
    }
    fn establish(run: &PlaneRun<'_, Self>, proof: &PlaneProof) -> Result<Phase, Failure> {
        proof.establish_two_layer(run)
    }
}

impl PlaneSystem for AlignedSystem {
    fn start<T: Analytic + FromExact>(&self, values: &[T], _bits: u32) -> Self::State<T> {
        setting::layers(values)
    }
    fn establish(run: &PlaneRun<'_, Self>, proof: &PlaneProof) -> Result<Phase, Failure> {
        proof.establish_aligned(run)
    }
}
