//! Figure `depth-window`: the window of rates beyond the lazy border against width and depth, for aligned and for dense starts.

use super::axis::{Axis, superscript};
use super::canvas::{Canvas, Rectangle};
use super::deep_orbits::{aligned_start, first_divergent, gaussian, initial_sharpness};
use super::panel::{End, Panel, Sample, legend_line};
use super::spread::{Overlap, Piece, Spread, draw_spreads};
use super::style::{FIGURE_WIDTH, series};
use super::table::{Table, number};
use super::{Figure, FigureEntry, FigureError, FigureOptions, sources};
use crate::dynamics::Descent;
use crate::model::LossName;
use crate::progress::uncounted;
use rayon::prelude::*;

/// The catalogue's entry.
pub const ENTRY: FigureEntry = FigureEntry {
    name: "depth-window",
    title: "Deep networks on D0: the window of catapults against width and depth",
    draw,
};

/// f and lambda of the aligned starts.
const OUTPUT: f64 = 0.1;
const LAMBDA: f64 = 2.0;
const ALIGNED_DEPTHS: [usize; 4] = [2, 3, 4, 6];
const DENSE_DEPTHS: [usize; 4] = [2, 3, 4, 5];
/// The rates that are tried, as eta kappa lambda_0.
const RATES: (f64, f64) = (1.2, 1000.0);
/// Steps of an orbit.
const STEPS: u32 = 3000;

fn draw(options: &FigureOptions) -> Result<Figure, FigureError> {
    let mut canvas = Canvas::new(FIGURE_WIDTH, 870)?;
    let ratio = if options.quick { 1.05 } else { 1.008 };
    let dense_ratio = if options.quick { 1.1 } else { 1.03 };
    let per_decade = if options.quick { 1 } else { 2 };
    let dense_widths: &[usize] = if options.quick { &[2, 8] } else { &[2, 4, 8, 16, 32, 64, 128] };
    let seeds: u64 = if options.quick { 3 } else { 7 };
    let mut aligned = Table::new("aligned", &["loss", "depth", "width", "first_divergent_eta_kappa_lambda0"]);
    let mut dense =
        Table::new("dense", &["loss", "depth", "width", "seed", "lambda0", "first_divergent_eta_kappa_lambda0"]);
    for (side, loss) in [LossName::Exponential, LossName::Logistic].into_iter().enumerate() {
        let area = |row: usize| Rectangle {
            left: 66.0 + 500.0 * side as f64,
            top: 46.0 + 424.0 * row as f64,
            width: 418.0,
            height: 296.0,
        };
        let name = if loss == LossName::Exponential { "Exponential loss" } else { "Logistic loss" };
        let most = if loss == LossName::Exponential { 12.0 } else { 600.0 };
        let relative = |most: f64| {
            let axis = Axis::logarithmic("first ηκλ₀ that diverges", 1.0, most);
            let ticks = [1, 2, 3, 5, 10, 20, 50, 100, 200, 500].into_iter().filter(|x| f64::from(*x) <= most);
            axis.with_ticks(ticks.map(|x| (f64::from(x), x.to_string())).collect())
        };
        let widths: Vec<u32> =
            (0..=4 * per_decade).map(|k| 10f64.powf(f64::from(k) / f64::from(per_decade)).round() as u32).collect();
        let axis = Axis::logarithmic("width m", 1.0, 1e4).with_ticks(
            (0..=4)
                .map(|e| (10f64.powi(e), if e == 0 { "1".into() } else { format!("10{}", superscript(e)) }))
                .collect(),
        );
        let mut panel = Panel::new(
            &mut canvas,
            ['a', 'b'][side],
            &format!("{name}, aligned starts"),
            area(0),
            axis,
            relative(most),
        )?;
        panel.level(2.0)?;
        for (index, depth) in ALIGNED_DEPTHS.into_iter().enumerate() {
            let within = uncounted(options.watch());
            let edge = |width: &u32| {
                let start =
                    Descent::aligned(loss, 1.into(), (*width).into(), aligned_start(*width, depth, OUTPUT, LAMBDA));
                first_divergent(&start, RATES, ratio, STEPS, &within).map(|edge| (*width, edge))
            };
            let edges = widths.par_iter().map(edge).collect::<Result<Vec<_>, _>>()?;
            let mut points = Vec::new();
            for (width, edge) in edges {
                aligned.push(vec![
                    loss.to_string(),
                    depth.to_string(),
                    width.to_string(),
                    edge.map(number).unwrap_or_default(),
                ]);
                points.extend(edge.map(|edge| (f64::from(width), edge)));
            }
            panel.curve(&points, series(index), End::Plain, 0, per_decade as usize)?;
        }
        panel.draw_frame()?;
        let ticks = dense_widths.iter().map(|m| (*m as f64, m.to_string())).collect();
        let axis = Axis::logarithmic("width m", 1.7, 150.0).with_ticks(ticks);
        let most = if loss == LossName::Exponential { 12.0 } else { 100.0 };
        let mut panel = Panel::new(
            &mut canvas,
            ['c', 'd'][side],
            &format!("{name}, dense Gaussian starts"),
            area(1),
            axis,
            relative(most),
        )?;
        panel.level(2.0)?;
        let mut curves = Vec::new();
        for (index, depth) in DENSE_DEPTHS.into_iter().enumerate() {
            let within = uncounted(options.watch());
            let tasks: Vec<(usize, u64)> =
                dense_widths.iter().flat_map(|width| (1..=seeds).map(move |seed| (*width, seed))).collect();
            let edge = |(width, seed): &(usize, u64)| {
                let start = gaussian(loss, *width, depth, *seed)?;
                let edge = first_divergent(&start, (1.0, 200.0), dense_ratio, STEPS, &within)?;
                Ok((*width, *seed, initial_sharpness(&start), edge))
            };
            let edges = tasks.par_iter().map(edge).collect::<Result<Vec<_>, FigureError>>()?;
            let kappa = loss.facts().kappa().to_f64();
            for (width, seed, sharpness, edge) in &edges {
                dense.push(vec![
                    loss.to_string(),
                    depth.to_string(),
                    width.to_string(),
                    seed.to_string(),
                    number(sharpness / kappa),
                    edge.map(number).unwrap_or_default(),
                ]);
            }
            let piece: Piece = dense_widths
                .iter()
                .filter_map(|width| {
                    let found = edges.iter().filter(|(m, ..)| m == width).filter_map(|(.., edge)| *edge);
                    Spread::of(found).map(|spread| (*width as f64, spread))
                })
                .collect();
            curves.push((series(index), vec![piece]));
        }
        draw_spreads(&mut panel, &curves, 1, Overlap::Apart)?;
        panel.draw_frame()?;
    }
    let entries = |depths: [usize; 4]| -> Vec<(f64, Sample, String)> {
        let entry = |(index, depth): (usize, usize)| {
            (130.0 * index as f64, Sample::Series(series(index)), format!("L = {depth}"))
        };
        depths.into_iter().enumerate().map(entry).collect()
    };
    legend_line(&mut canvas, (66.0, 400.0), &entries(ALIGNED_DEPTHS))?;
    legend_line(&mut canvas, (66.0, 846.0), &entries(DENSE_DEPTHS))?;
    let dense_list = dense_widths.iter().map(usize::to_string).collect::<Vec<_>>().join(", ");
    Ok(Figure {
        name: ENTRY.name,
        title: ENTRY.title.to_string(),
        caption: format!(
            "The first rate found to diverge, as ηκλ₀, in floats, rates rising by the factor {ratio} (aligned) and {dense_ratio} (dense); the lazy border is 2 \
             (fine line). (a), (b): aligned starts (D3) with f₀ = {OUTPUT}, λ₀ = {LAMBDA}, one small layer and the others within 10 % of each other. (c), (d): \
             dense networks with normal weights, m = {dense_list}, {seeds} seeds: median, and the least and the largest of them. For the exponential loss the window \
             beyond the lazy border closes as the width grows, and opens with the depth where it is not closed (below 2 lie starts whose f₀ is not small); for the logistic loss it \
             opens like √m at every depth, of which (L3e) proves the lower bound for aligned starts, and up to five layers depth matters little. Only the first divergence is shown: converging rates reappear above it."
        ),
        svg: canvas.into_svg(ENTRY.title),
        tables: vec![aligned, dense],
        arrays: Vec::new(),
        citations: vec![sources::HUANG, sources::LEWKOWYCZ],
    })
}
