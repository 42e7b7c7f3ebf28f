//! Which proofs to try about the states of a cell of a plane. Nothing here need be trusted.

use super::almost_guide;
use crate::arithmetic::{Ball, Field, Interval};
use crate::certify::cell::ShortNumber;
use crate::certify::checks::aligned_trap;
use crate::certify::checks::gram_universal::{self, GramUniversal};
use crate::certify::checks::{features_trap, gram_growth, gram_separable, gram_trap, growth, universal};
use crate::certify::data_run::StatesOnData;
use crate::certify::lemma::Lemma;
use crate::certify::plane::run::{CellStates, PlaneRun};
use crate::certify::plane::{AlmostProof, PlaneProof, PlaneSystem};
use crate::dynamics::{AlignedSystem, FeatureSystem, GramState, GramSystem, OneFeatureSystem, TwoLayerSystem};
use crate::search::gram_guide::{LEAST_LOSS, spectrum_of_product};
use crate::search::on_data::{Landmark, MOST_GAP, ROUNDING, all_hold};
use crate::search::two_layer_guide::{Guide as TwoLayerGuide, LARGEST_GAP, SHARES, dyadic_below};
use rug::Rational;

/// A system about whose cells there are proofs to try.
pub trait Sought: PlaneSystem {
    /// What depends on the plane alone.
    type Guide: Send + Sync;

    /// The guide of a plane, from any of its cells.
    fn guide(run: &PlaneRun<'_, Self>) -> Self::Guide;

    /// Proofs that seem to hold at the present states.
    fn candidates(run: &PlaneRun<'_, Self>, guide: &Self::Guide) -> Vec<PlaneProof>;

    /// A bound of the share of the present states that may not diverge, smaller than the best so far, with its proof.
    fn almost(_run: &PlaneRun<'_, Self>, _best: Option<u16>) -> Option<(u16, AlmostProof)> {
        None
    }
}

/// 1 - gap as a number of a proof, the gap rounded down to few digits.
fn contraction(gap: f64) -> Option<ShortNumber> {
    let gap = Rational::from_f64(dyadic_below(gap)?)?;
    ShortNumber::new(Rational::from(1) - gap).ok()
}

/// The farthest any member of an enclosure is from a number.
fn farthest(range: &Interval, from: f64) -> f64 {
    (*range - Interval::point(from)).magnitude()
}

impl Sought for FeatureSystem {
    type Guide = Option<Landmark>;

    fn guide(run: &PlaneRun<'_, Self>) -> Self::Guide {
        Landmark::of(&run.on_data())
    }

    fn candidates(run: &PlaneRun<'_, Self>, guide: &Self::Guide) -> Vec<PlaneProof> {
        let step = run.step();
        let mut candidates = Vec::new();
        let rates = [run.learning_rate().lower(), run.learning_rate().upper()];
        if let Some(landmark) = guide {
            let square: f64 =
                run.states().weights.iter().zip(&landmark.point).map(|(v, w)| farthest(v, *w).powi(2)).sum();
            let distance = square.sqrt();
            let longest = landmark.longest;
            let room = (rates[0] * landmark.bottom).min(2.0 - rates[1] * landmark.top);
            let at = |learning_rate, gap| features_trap::Numbers {
                learning_rate,
                smallest: landmark.bottom * (1.0 - ROUNDING),
                largest: landmark.top * (1.0 + ROUNDING),
                longest,
                distance,
                gap,
            };
            let holds =
                |gap: f64| rates.iter().all(|rate| all_hold(&features_trap::FeaturesTrap::slacks(&at(*rate, gap))));
            candidates.extend(
                gaps(room)
                    .filter(|gap| holds(*gap))
                    .find_map(contraction)
                    .map(|contraction| PlaneProof::Trap { step, contraction }),
            );
        }
        candidates.extend(separable(run.system().loss, run.on_data().count(), &run.order(), step));
        let far = gram_growth::require(run.system().loss).is_ok() && run.order().lower() >= LEAST_LOSS;
        candidates.extend(far.then_some(PlaneProof::Growth { step }));
        candidates
    }
}

/// Gaps to try within a room.
fn gaps(room: f64) -> impl Iterator<Item = f64> {
    [0.9, 0.5, 0.2].into_iter().map(move |share| (share * room).min(MOST_GAP)).filter(|gap| *gap > 0.0)
}

/// A proof that the loss falls to zero, if all margins are positive.
fn separable(loss: crate::model::LossName, count: u64, order: &Interval, step: u32) -> Option<PlaneProof> {
    let below = order.upper() * count as f64 <= 1.0;
    (below && gram_separable::require(loss).is_ok()).then_some(PlaneProof::Separable { step })
}

impl Sought for GramSystem {
    type Guide = Option<Landmark>;

    fn guide(run: &PlaneRun<'_, Self>) -> Self::Guide {
        Landmark::of(&run.on_data())
    }

    fn candidates(run: &PlaneRun<'_, Self>, guide: &Self::Guide) -> Vec<PlaneProof> {
        gram_candidates(run, &run.on_data(), &run.states(), guide.as_ref())
    }
}

impl Sought for OneFeatureSystem {
    type Guide = Option<Landmark>;

    fn guide(run: &PlaneRun<'_, Self>) -> Self::Guide {
        Landmark::of(&run.on_data())
    }

    fn candidates(run: &PlaneRun<'_, Self>, guide: &Self::Guide) -> Vec<PlaneProof> {
        gram_candidates(run, &run.on_data(), &run.gram_states(), guide.as_ref())
    }

    fn almost(run: &PlaneRun<'_, Self>, best: Option<u16>) -> Option<(u16, AlmostProof)> {
        almost_guide::attempt(run, best)
    }
}

/// The proofs about a two-layer network on data that seem to hold.
fn gram_candidates<S: PlaneSystem>(
    run: &PlaneRun<'_, S>,
    on_data: &CellStates<'_, GramSystem>,
    states: &GramState<Interval>,
    landmark: Option<&Landmark>,
) -> Vec<PlaneProof> {
    let step = run.step();
    let network = on_data.system();
    let mut candidates = Vec::new();
    let universal = || {
        let numbers = gram_universal::numbers(on_data, &run.rates().to);
        numbers.is_ok_and(|numbers| GramUniversal::check(&numbers).is_ok())
    };
    if run.rises() && rate_may_be_universal(on_data, &run.learning_rate()) && universal() {
        candidates.push(PlaneProof::Universal { step });
    }
    candidates.extend(landmark.and_then(|landmark| gram_trap_guess(run, network, states, landmark)));
    candidates.extend(separable(network.loss, on_data.count(), &run.order(), step));
    let far = gram_growth::require(network.loss).is_ok() && run.order().lower() >= LEAST_LOSS;
    candidates.extend(far.then_some(PlaneProof::Growth { step }));
    candidates
}

/// Whether eta² R² <= 2 m up to roundings, for data of one feature.
fn rate_may_be_universal(on_data: &CellStates<'_, GramSystem>, rates: &Interval) -> bool {
    let network = on_data.system();
    on_data.known().sides(network).is_ok_and(|sides| {
        let largest = sides.slopes.iter().map(Rational::to_f64).fold(0.0, f64::max);
        (rates.upper() * largest).powi(2) <= 2.0 * network.width.to_f64() * (1.0 + 1e-9)
    })
}

/// A trap that seems to hold at both ends of the rates.
fn gram_trap_guess<S: PlaneSystem>(
    run: &PlaneRun<'_, S>,
    network: &GramSystem,
    state: &GramState<Interval>,
    landmark: &Landmark,
) -> Option<PlaneProof> {
    let reach: Vec<f64> = state.v.iter().zip(&landmark.point).map(|(v, w)| farthest(v, *w)).collect();
    let terms = landmark
        .hessian
        .iter()
        .zip(&reach)
        .map(|(row, x)| row.iter().zip(&reach).map(|(h, y)| h.abs() * x * y).sum::<f64>());
    let distance = terms.sum::<f64>().sqrt();
    // far away no trap holds
    if landmark.zeta * distance >= 1.0 || distance.is_nan() {
        return None;
    }
    let kernel = state.kernel();
    let middle: Vec<Vec<f64>> = kernel.iter().map(|row| row.iter().map(Interval::midpoint).collect()).collect();
    let spread = kernel.iter().map(|row| row.iter().map(|entry| entry.width() / 2.0).sum::<f64>()).fold(0.0, f64::max);
    let (smallest, largest) = spectrum_of_product(&middle, &landmark.root)?;
    let (smallest, largest) = (smallest - landmark.top * spread, largest + landmark.top * spread);
    let rates = [run.learning_rate().lower(), run.learning_rate().upper()];
    let room = (rates[0] * smallest).min(2.0 - rates[1] * largest);
    let at = |learning_rate: f64, gap: f64| gram_trap::Numbers {
        learning_rate,
        reciprocal_width: 1.0 / network.width.to_f64(),
        top: landmark.top,
        zeta: landmark.zeta,
        norm: landmark.norm,
        distance,
        smallest: smallest * (1.0 - ROUNDING),
        largest: largest * (1.0 + ROUNDING),
        gap,
    };
    let holds = |gap: f64| rates.iter().all(|rate| all_hold(&gram_trap::GramTrap::slacks(&at(*rate, gap))));
    let contraction = gaps(room).filter(|gap| holds(*gap)).find_map(contraction)?;
    Some(PlaneProof::Trap { step: run.step(), contraction })
}

impl Sought for TwoLayerSystem {
    type Guide = ();

    fn guide(_run: &PlaneRun<'_, Self>) -> Self::Guide {}

    fn candidates(run: &PlaneRun<'_, Self>, _guide: &()) -> Vec<PlaneProof> {
        let step = run.step();
        let system = run.system();
        if run.rises() && universal::require(system.loss, &system.width, &run.rates().to).is_ok() {
            return vec![PlaneProof::Universal { step }];
        }
        let rates = run.rates();
        let guide = TwoLayerGuide::at(system, &(Rational::from(&rates.from + &rates.to) / Rational::from(2)));
        let state = run.state_in_balls();
        let trap = |guess: crate::search::two_layer_guide::TrapGuess| {
            Some(PlaneProof::Trap { step, contraction: ShortNumber::new(guess.contraction).ok()? })
        };
        let mut candidates: Vec<PlaneProof> = guide.traps(&state).filter_map(trap).collect();
        if growth::applies(system.loss) {
            candidates.extend(guide.grows(&state).then_some(PlaneProof::Growth { step }));
        } else {
            let margin = guide.margin_at(run.factors()).and_then(|margin| ShortNumber::new(margin).ok());
            candidates.extend(margin.map(|margin| PlaneProof::Alternation { step, margin }));
        }
        candidates
    }
}

impl Sought for AlignedSystem {
    type Guide = ();

    fn guide(_run: &PlaneRun<'_, Self>) -> Self::Guide {}

    fn candidates(run: &PlaneRun<'_, Self>, _guide: &()) -> Vec<PlaneProof> {
        let step = run.step();
        let mut candidates = Vec::new();
        if run.rises() {
            candidates.push(PlaneProof::Safe { step });
        }
        candidates.push(PlaneProof::Lazy { step });
        let sizes: Vec<f64> = run.states().sigma.iter().map(Interval::magnitude).collect();
        let smallest = (0..sizes.len()).min_by(|one, two| sizes[*one].total_cmp(&sizes[*two]));
        if let Some(layer) = smallest {
            let group = run.equal_layers(layer);
            if group.len() > 1 {
                candidates.push(PlaneProof::Degenerate { step, layer: layer + 1 });
            } else {
                candidates.extend(layer_trap(run, layer));
            }
        }
        candidates.push(PlaneProof::Growth { step });
        candidates.extend(two_layer_margin(run));
        candidates
    }
}

/// A trap for a layer, counted from 0, that seems to hold.
fn layer_trap(run: &PlaneRun<'_, AlignedSystem>, layer: usize) -> Option<PlaneProof> {
    let (map, state, output) = (run.map_in_balls(), run.state_in_balls(), run.output());
    let widest = aligned_trap::Numbers::at(&map, &state, &output, layer, Ball::integer(1))?;
    // as if no layer fell any more
    let [_, below] = widest.rooms();
    let above = map.learning_rate.clone() * &widest.smallest * &widest.upper_kernel;
    let room = below.lower().to_f64().min(above.lower().to_f64()).min(LARGEST_GAP);
    SHARES.into_iter().find_map(|share| {
        let contraction = contraction(share * room)?;
        let gap = Ball::exact(rug::Float::with_val(64, Rational::from(1) - contraction.value()));
        let numbers = aligned_trap::Numbers::at(&map, &state, &output, layer, gap)?;
        let holds = aligned_trap::Trap::check(&numbers).is_ok();
        holds.then_some(PlaneProof::LayerTrap { step: run.step(), layer: layer + 1, contraction })
    })
}

/// A margin with which two layers with bounded slopes seem to diverge.
fn two_layer_margin(run: &PlaneRun<'_, AlignedSystem>) -> Option<PlaneProof> {
    let factors = run.factors_of_two()?;
    let rates = run.rates();
    let two = crate::certify::checks::aligned_growth::as_two_layers(run.system());
    let guide = TwoLayerGuide::at(&two, &(Rational::from(&rates.from + &rates.to) / Rational::from(2)));
    let margin = ShortNumber::new(guide.margin_at(factors)?).ok()?;
    Some(PlaneProof::Alternation { step: run.step(), margin })
}
