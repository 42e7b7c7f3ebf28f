//! Figure `depth-alignment`: how aligned the layers of dense networks are while they train, with and without a catapult.

use super::axis::Axis;
use super::canvas::{Canvas, Rectangle};
use super::deep_orbits::{at_rate, gaussian, hidden_matrices, initial_sharpness};
use super::panel::{Panel, Sample, legend_line};
use super::spread::{Overlap, Piece, Spread, draw_spreads};
use super::style::{FIGURE_WIDTH, series};
use super::table::{Table, number};
use super::{Figure, FigureEntry, FigureError, FigureOptions, sources};
use crate::arithmetic::symmetric::TopEigenvalue;
use crate::dynamics::{DenseSystem, Descent, Equations};
use crate::model::LossName;
use crate::model::network::dot;
use crate::progress::{Interrupted, Progress, Watch, uncounted};
use rayon::prelude::*;

/// The catalogue's entry.
pub const ENTRY: FigureEntry = FigureEntry {
    name: "depth-alignment",
    title: "Dense networks of three and four layers on D0: training does not align the layers",
    draw,
};

const LOSS: LossName = LossName::Logistic;
/// eta kappa lambda_0 of the curves: below the lazy border, and catapults.
const RATES: [f64; 3] = [1.0, 3.0, 5.0];
/// Depth and width of the columns.
const COLUMNS: [(usize, usize); 3] = [(3, 8), (3, 32), (4, 16)];
const SEEDS: u64 = 9;

/// One observation.
#[derive(Clone, Copy)]
struct Look {
    step: usize,
    output: f64,
    /// The share of the largest singular value in the squares of all, in the mean over hidden layers.
    share: f64,
}

fn draw(options: &FigureOptions) -> Result<Figure, FigureError> {
    let mut canvas = Canvas::new(FIGURE_WIDTH, 664)?;
    let steps = if options.quick { 20 } else { 40 };
    let seeds = if options.quick { 3 } else { SEEDS };
    let mut table = Table::new(
        "runs",
        &["depth", "width", "eta_kappa_lambda0", "seed", "diverged", "step", "output", "top_singular_share"],
    );
    let (mut largest, mut catapults) = (0.0_f64, 0);
    for (column, (depth, width)) in COLUMNS.into_iter().enumerate() {
        let area = |row: usize| Rectangle {
            left: 66.0 + 324.0 * column as f64,
            top: 46.0 + 310.0 * row as f64,
            width: 250.0,
            height: 210.0,
        };
        let within = uncounted(options.watch());
        let tasks: Vec<(usize, u64)> =
            (0..RATES.len()).flat_map(|rate| (1..=seeds).map(move |seed| (rate, seed))).collect();
        let run = |(rate, seed): &(usize, u64)| {
            let start = gaussian(LOSS, width, depth, *seed)?;
            let run = observe(&at_rate(&start, RATES[*rate] / initial_sharpness(&start)), steps, &within)?;
            Ok((*rate, *seed, run))
        };
        let runs = tasks.par_iter().map(run).collect::<Result<Vec<_>, FigureError>>()?;
        for (rate, seed, run) in &runs {
            let diverged = run.len() <= steps;
            for look in run {
                table.push(vec![
                    depth.to_string(),
                    width.to_string(),
                    number(RATES[*rate]),
                    seed.to_string(),
                    u8::from(diverged).to_string(),
                    look.step.to_string(),
                    number(look.output),
                    number(look.share),
                ]);
            }
            if let (false, Some(first), Some(last)) = (diverged, run.first(), run.last()) {
                largest = largest.max((last.share - first.share).abs());
                catapults += usize::from(run.windows(2).any(|pair| pair[1].output.abs() > pair[0].output.abs()));
            }
        }
        let title = format!("L = {depth}, m = {width}");
        let time = || Axis::linear("step", 0.0, steps as f64);
        let kept =
            |rate: usize| runs.iter().filter(move |(r, _, run)| *r == rate && run.len() > steps).map(|(.., run)| run);
        let spreads = |value: &dyn Fn(&Look) -> f64| -> Vec<(super::style::SeriesStyle, Vec<Piece>)> {
            (0..RATES.len())
                .map(|rate| {
                    let at = |step: usize| Some((step as f64, Spread::of(kept(rate).map(|run| value(&run[step])))?));
                    (series(rate), vec![(0..=steps).filter_map(at).collect::<Piece>()])
                })
                .collect()
        };
        let shares = Axis::linear("share of the top singular value", 0.0, 0.8);
        let mut panel = Panel::new(&mut canvas, ['a', 'b', 'c'][column], &title, area(0), time(), shares)?;
        draw_spreads(&mut panel, &spreads(&|look| look.share), steps / 4, Overlap::Nested)?;
        panel.draw_frame()?;
        let sizes = Axis::logarithmic("|f|", 1e-4, 10.0);
        let mut panel = Panel::new(&mut canvas, ['d', 'e', 'f'][column], &title, area(1), time(), sizes)?;
        draw_spreads(&mut panel, &spreads(&|look| look.output.abs().max(1e-12)), steps / 4, Overlap::Nested)?;
        panel.draw_frame()?;
    }
    let entries: Vec<(f64, Sample, String)> = RATES
        .iter()
        .enumerate()
        .map(|(index, rate)| (180.0 * index as f64, Sample::Series(series(index)), format!("ηκλ₀ = {rate}")))
        .collect();
    legend_line(&mut canvas, (66.0, 640.0), &entries)?;
    Ok(Figure {
        name: ENTRY.name,
        title: ENTRY.title.to_string(),
        caption: format!(
            "Dense networks with normal weights on D0 (D1), logistic loss, {seeds} seeds: median, and the least and the largest, of the runs that do not diverge. (a) to (c): \
             the share σ₁²/‖W_l‖² of the top singular value, in the mean over the hidden layers; 1 is a layer of rank one. (d) to (f): |f|, which rises first in a \
             catapult. The share hardly moves, in a catapult ({catapults} of the runs) as below the lazy border: by at most {largest:.2} in any run. So networks on D0 end with layers that are no \
             more aligned than at the start: what neither neighbour sees never changes (L7b), and the imbalance moves at second order in η only (L7a)."
        ),
        svg: canvas.into_svg(ENTRY.title),
        tables: vec![table],
        arrays: Vec::new(),
        citations: vec![sources::JI_LAYERS, sources::LEWKOWYCZ],
    })
}

/// A run in floats, looked at at every step, until it ends or escapes.
fn observe(descent: &Descent<DenseSystem>, steps: usize, watch: Watch<'_>) -> Result<Vec<Look>, Interrupted> {
    let equations = descent.equations::<f64>(53);
    let mut state = descent.start_in::<f64>(53);
    let mut seen = Vec::new();
    for step in 0..=steps {
        Progress::unknown().tell(watch)?;
        let output = equations.output(&state);
        if output.abs() >= 1e6 || output.is_nan() {
            break;
        }
        let layers = hidden_matrices(&state, descent.system.width);
        let share = layers.iter().map(|layer| top_share(layer)).sum::<f64>() / layers.len() as f64;
        seen.push(Look { step, output, share });
        state = equations.step(state);
    }
    Ok(seen)
}

/// sigma_1²/||W||_F².
fn top_share(matrix: &[Vec<f64>]) -> f64 {
    let gram: Vec<Vec<f64>> = matrix.iter().map(|x| matrix.iter().map(|y| dot(x, y)).collect()).collect();
    let trace: f64 = (0..gram.len()).map(|i| gram[i][i]).sum();
    f64::top_eigenvalue(&gram) / trace
}
