//! The figures, each an SVG document and the tables behind it.
//!
//! One file per figure, one style (`style`) for all. Every number comes from the generic equations of
//! [`crate::dynamics`] and [`crate::model`] over `f64`: figures are numerical, and only the thresholds they mark carry a
//! certificate, or the outlines of proved cells. The bytes depend on nothing but the options: sweeps run in parallel and are collected in order.

pub(crate) mod accuracy_runs;
pub mod arrays;
pub mod atlas;
pub mod axis;
pub(crate) mod canvas;
mod certified_ends;
pub(crate) mod colour_bar;
pub(crate) mod deep_orbits;
pub(crate) mod density;
pub(crate) mod depth_alignment;
pub(crate) mod depth_kernel;
pub(crate) mod depth_window;
pub(crate) mod descent;
mod edge_of_stability;
pub mod error;
pub(crate) mod exact_hit;
pub(crate) mod experiment_3;
pub(crate) mod experiment_4;
pub(crate) mod final_kernel;
mod final_sharpness;
pub mod images;
pub(crate) mod implicit_bias;
pub(crate) mod late_spectra;
pub(crate) mod linear_curves;
pub(crate) mod linear_phases;
pub(crate) mod mixed_bias;
pub(crate) mod mnist_phases;
pub mod orbit;
pub(crate) mod origin;
pub mod output;
pub mod overshoot;
pub mod panel;
#[cfg(feature = "pictures")]
pub(crate) mod pdf;
pub mod period_doubling;
mod phase_planes;
pub(crate) mod proved_cells;
pub(crate) mod raster;
#[cfg(feature = "pictures")]
pub(crate) mod render;
pub mod spread;
pub mod style;
pub mod sweep;
pub mod table;
pub mod thresholds;
pub(crate) mod training_runs;
pub(crate) mod two_layer_basins;
pub(crate) mod two_layer_phases;
pub(crate) mod width_window;

pub use arrays::FigureArray;
pub use error::FigureError;
pub use images::Images;
pub use mnist_phases::TrainingCurves;
pub use origin::{FigureOrigin, without_origin};
pub use output::{files, write};
#[cfg(feature = "pictures")]
pub use pdf::render_pdf;
#[cfg(feature = "pictures")]
pub use render::{DEFAULT_DPI, MOST_DPI, render_png};
pub use table::Table;
pub use thresholds::{Threshold, Thresholds};

use crate::atlas::Range;
use crate::data::DataSource;
use crate::progress::{Progress, Watch, silent};
use rug::Rational;
use std::fmt;
use std::ops::ControlFlow;
use std::sync::Arc;

/// A finished figure.
#[derive(Clone, Debug, PartialEq)]
pub struct Figure {
    /// Name on the command line and of the files.
    pub name: &'static str,
    /// One line.
    pub title: String,
    /// What the data show, with the tags of proofs/THEORY.md.
    pub caption: String,
    /// The picture.
    pub svg: String,
    /// The numbers behind it.
    pub tables: Vec<Table>,
    /// The numbers behind pictures that are grids.
    pub arrays: Vec<FigureArray>,
    /// Sources of what is shown.
    pub citations: Vec<&'static str>,
}

/// What figures are drawn from.
#[derive(Clone, Debug)]
pub struct FigureOptions {
    /// Coarser sweeps, for a first look.
    pub quick: bool,
    /// The thresholds to mark.
    pub thresholds: Thresholds,
    /// The images, for the figures of [`image_data`].
    pub images: Images,
    /// Who is told how far a figure is, and may stop it.
    pub watcher: Watcher,
    /// What is chosen in place of the paper's values: see [`parameters_of`].
    pub parameters: Parameters,
}

/// Choices of a figure's reader; what is `None` is as in the paper.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Parameters {
    /// m.
    pub width: Option<Rational>,
    /// lambda0.
    pub lambda: Option<Rational>,
    /// f0.
    pub output: Option<Rational>,
    /// The learning rates that are shown.
    pub rates: Option<Range>,
}

impl Parameters {
    /// The names of those that are chosen.
    pub fn chosen(&self) -> Vec<&'static str> {
        let Parameters { width, lambda, output, rates } = self;
        let all =
            [(WIDTH, width.is_some()), (LAMBDA, lambda.is_some()), (OUTPUT, output.is_some()), (ETA, rates.is_some())];
        all.into_iter().filter_map(|(name, is_chosen)| is_chosen.then_some(name)).collect()
    }
}

impl Parameters {
    /// Those that are chosen, as options of the command that draws the figure.
    pub fn as_options(&self) -> String {
        let rates = self.rates.as_ref().map(|Range { from, to }| format!("{from}..{to}"));
        let number = |value: &Option<Rational>| value.as_ref().map(Rational::to_string);
        let options = [
            (WIDTH, number(&self.width)),
            (LAMBDA, number(&self.lambda)),
            (OUTPUT, number(&self.output)),
            (ETA, rates),
        ];
        options.into_iter().filter_map(|(name, value)| Some(format!(" --{name}={}", value?))).collect()
    }
}

const WIDTH: &str = "width";
const LAMBDA: &str = "lambda";
const OUTPUT: &str = "output";
const ETA: &str = "eta";

/// The names of the [`Parameters`] that a figure takes: the others are what it varies, or not of its network.
pub fn parameters_of(entry: &FigureEntry) -> &'static [&'static str] {
    if entry.name == two_layer_phases::ENTRY.name {
        &[WIDTH, LAMBDA, OUTPUT, ETA]
    } else if [two_layer_basins::ENTRY, final_kernel::ENTRY].iter().any(|taker| taker.name == entry.name) {
        &[WIDTH, LAMBDA, ETA]
    } else if entry.name == width_window::ENTRY.name {
        &[LAMBDA, OUTPUT, ETA]
    } else {
        &[]
    }
}

/// What a [`Watcher`] calls.
type WatchFunction = dyn Fn(&Progress<'_>) -> ControlFlow<()> + Send + Sync;

/// A [`Watch`] that owns what it needs. It is told how many cells of a grid, or steps of a run, are done, of how many; a
/// figure may have several of them.
#[derive(Clone)]
pub struct Watcher(Arc<WatchFunction>);

impl Watcher {
    /// A watcher that calls a function.
    pub fn new(watch: impl Fn(&Progress<'_>) -> ControlFlow<()> + Send + Sync + 'static) -> Self {
        Watcher(Arc::new(watch))
    }
}

impl Watcher {
    /// The same watcher without the counts: for a part of a larger computation that counts its own parts.
    pub fn uncounted(&self) -> Self {
        let Watcher(watch) = self.clone();
        Watcher::new(move |_| watch(&Progress::unknown()))
    }
}

/// Nobody, and nothing is stopped.
impl Default for Watcher {
    fn default() -> Self {
        Watcher::new(silent)
    }
}

impl fmt::Debug for Watcher {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("Watcher")
    }
}

impl FigureOptions {
    /// Options with the certified thresholds.
    ///
    /// # Errors
    ///
    /// [`FigureError::Threshold`] if one could not be enclosed.
    pub fn new(quick: bool, data: DataSource) -> Result<Self, FigureError> {
        let images = Images::new(data);
        let thresholds = Thresholds::certified()?;
        Ok(FigureOptions { quick, thresholds, images, watcher: Watcher::default(), parameters: Parameters::default() })
    }

    /// The watcher, as long computations call it.
    pub fn watch(&self) -> Watch<'_> {
        &*self.watcher.0
    }
}

/// A figure that can be drawn.
#[derive(Clone, Copy, Debug)]
pub struct FigureEntry {
    /// Name on the command line and of the files.
    pub name: &'static str,
    /// One line.
    pub title: &'static str,
    /// Draws it.
    pub draw: fn(&FigureOptions) -> Result<Figure, FigureError>,
}

const CATALOGUE: [FigureEntry; 20] = [
    linear_curves::ENTRY,
    linear_phases::ENTRY,
    period_doubling::ENTRY,
    two_layer_phases::ENTRY,
    two_layer_basins::ENTRY,
    phase_planes::ENTRY,
    final_kernel::ENTRY,
    overshoot::ENTRY,
    width_window::ENTRY,
    exact_hit::ENTRY,
    depth_kernel::ENTRY,
    depth_window::ENTRY,
    depth_alignment::ENTRY,
    mnist_phases::ENTRY,
    experiment_3::ENTRY,
    experiment_4::ENTRY,
    implicit_bias::ENTRY,
    mixed_bias::ENTRY,
    edge_of_stability::ENTRY,
    final_sharpness::ENTRY,
];

/// The image data that a figure trains on, on the command line's terms.
pub fn image_data(entry: &FigureEntry) -> &'static [&'static str] {
    if entry.name == mnist_phases::ENTRY.name {
        &[training_runs::TRAINING_DATA]
    } else if entry.name == experiment_4::ENTRY.name {
        &accuracy_runs::DATA
    } else {
        &[]
    }
}

/// Whether a figure draws random numbers, for data or weights.
pub fn is_random(entry: &FigureEntry) -> bool {
    let random = [
        mnist_phases::ENTRY,
        experiment_3::ENTRY,
        experiment_4::ENTRY,
        implicit_bias::ENTRY,
        mixed_bias::ENTRY,
        depth_window::ENTRY,
        depth_alignment::ENTRY,
    ];
    random.iter().any(|random| random.name == entry.name)
}

/// All figures, in the order of the report.
pub fn catalogue() -> &'static [FigureEntry] {
    &CATALOGUE
}

/// Works of the citations.
pub mod sources {
    /// The paper.
    pub const HUANG: &str =
        "Huang, Du, Xu, Liu, Implicit bias of deep linear networks in the large learning rate phase, arXiv:2011.12547";
    /// The catapult.
    pub const LEWKOWYCZ: &str = "Lewkowycz, Bahri, Dyer, Sohl-Dickstein, Gur-Ari, The large learning rate phase of deep learning: the catapult mechanism, arXiv:2003.02218";
    /// The direction of gradient descent on separable data.
    pub const SOUDRY: &str = "Soudry, Hoffer, Nacson, Gunasekar, Srebro, The implicit bias of gradient descent on separable data, JMLR 19 (2018)";
    /// The same at any rate.
    pub const WU: &str = "Wu, Braverman, Lee, Implicit bias of gradient descent for logistic regression at the edge of stability, arXiv:2305.11788";
    /// Data that are separable in part.
    pub const JI: &str = "Ji, Telgarsky, The implicit bias of gradient descent on nonseparable data, COLT 2019";
    /// Layers that align on separable data.
    pub const JI_LAYERS: &str =
        "Ji, Telgarsky, Gradient descent aligns the layers of deep linear networks, arXiv:1810.02032";
    /// Cycles below the critical rate.
    pub const MENG: &str = "Meng et al., arXiv:2406.05033";
}
