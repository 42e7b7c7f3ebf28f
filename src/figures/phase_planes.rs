//! Figure `phase-planes`: phases on data other than D0 and at depth 3, seen, under what is proved.

use super::arrays::{FigureArray, Numbers, PHASE_CODES};
use super::atlas::{ALMOST_NAME, Pictured};
use super::axis::Axis;
use super::canvas::{Canvas, Rectangle};
use super::panel::{Panel, capitalised};
use super::proved_cells::{Agreement, ProvedCells};
use super::style::FIGURE_WIDTH;
use super::table::{Table, number};
use super::two_layer_basins::{draw_legend, picture, proved_code, summarise};
use super::{Figure, FigureEntry, FigureError, FigureOptions, sources};
use crate::arithmetic::FromExact;
use crate::atlas::{Plane, PlaneAxis, Range, Setting};
use crate::certify::certificate::Exact;
use crate::maps::{End, Grid, GridError, Limits, ends};
use crate::model::LossName;
use rug::Rational;

/// The catalogue's entry.
pub const ENTRY: FigureEntry = FigureEntry {
    name: "phase-planes",
    title: "Phases on other data and at depth 3, over learning rates and starts, seen and proved",
    draw,
};

/// What marks what is proved.
const MARKS: &str =
    "plain colour: proved too; dotted: proved to diverge, but for a small part; striped: seen only; white: no end seen";

/// Steps that an orbit may take.
const STEPS: u32 = 4000;

fn ratio(numerator: i32, denominator: i32) -> Rational {
    Rational::from((numerator, denominator))
}

fn exact(value: i32) -> Exact {
    Exact(Rational::from(value))
}

fn axis(name: &str, from: Rational, to: Rational) -> PlaneAxis {
    PlaneAxis::new(name, Range { from, to })
}

/// A panel: its title, its plane, and how often a side may be halved, also in the quick version.
struct Part {
    title: String,
    plane: Plane,
    depths: [u32; 2],
}

/// E2, four points in the plane, and three layers with both losses.
fn parts() -> Result<Vec<Part>, FigureError> {
    let three_points = Setting::TwoLayerOfOneFeature {
        loss: LossName::Logistic,
        learning_rate: exact(1),
        width: exact(10),
        points: [1, 2, -1].map(|z| (vec![exact(z)], 1)).into(),
        lambda: exact(2),
        output: exact(0),
    };
    let in_the_plane = [[(1, 1), (1, 2)], [(1, 2), (-1, 1)], [(-1, 1), (-1, 2)], [(-1, 2), (1, 5)]];
    let four_points = Setting::TwoLayerFromWeights {
        loss: LossName::Logistic,
        learning_rate: exact(1),
        points: in_the_plane.map(|z| (z.map(|(p, q)| Exact(ratio(p, q))).into(), 1)).into(),
        w1: vec![vec![exact(0), exact(1)], vec![exact(1), exact(0)]],
        w2: vec![exact(1), exact(1)],
    };
    let layers = |loss| Setting::Aligned {
        loss,
        learning_rate: exact(1),
        width: exact(10),
        sigma: vec![exact(1), exact(2), exact(3)],
    };
    let plane = |setting, x, y| Plane::new(setting, x, y).map_err(GridError::from);
    let layer = || axis("sigma_1", ratio(1, 10), ratio(3, 1));
    Ok(vec![
        Part {
            title: "E2, logistic, m = 10, λ₀ = 2".into(),
            plane: plane(
                three_points,
                axis("eta", ratio(1, 2), ratio(12, 1)),
                axis("output", ratio(-3, 1), ratio(3, 1)),
            )?,
            depths: [8, 7],
        },
        Part {
            title: "Four points in the plane, logistic, m = 2".into(),
            plane: plane(four_points, axis("eta", ratio(1, 1), ratio(8, 1)), axis("w1_11", ratio(-2, 1), ratio(1, 1)))?,
            depths: [6, 6],
        },
        Part {
            title: three_layers(LossName::Exponential),
            plane: plane(layers(LossName::Exponential), axis("eta", ratio(1, 10), ratio(8, 1)), layer())?,
            depths: [8, 5],
        },
        Part {
            title: three_layers(LossName::Logistic),
            plane: plane(layers(LossName::Logistic), axis("eta", ratio(1, 1), ratio(40, 1)), layer())?,
            depths: [8, 5],
        },
    ])
}

fn three_layers(loss: LossName) -> String {
    format!("{} loss, L = 3 on D0, m = 10, σ₂ = 2, σ₃ = 3", capitalised(loss.name()))
}

fn draw(options: &FigureOptions) -> Result<Figure, FigureError> {
    let mut canvas = Canvas::new(FIGURE_WIDTH, 960)?;
    let (columns, rows) = if options.quick { (104, 82) } else { (418, 330) };
    let mut cells = Table::new("cells", &["panel", "learning_rate", "parameter", "start", "phase", "steps", "proved"]);
    let mut areas =
        Table::new("areas", &["panel", "phase", "share", "proved_share", "compared", "contradicting", "unseen"]);
    let mut total = Agreement::default();
    let mut arrays = Vec::new();
    let (mut shares, mut almost) = (Vec::new(), (0.0, 0.0));
    for (index, Part { title, plane, depths }) in parts()?.into_iter().enumerate() {
        let letter = char::from(b'a' + index as u8);
        let grid = Grid::over_plane(&plane, columns, rows)?;
        let seen = ends(&grid, &Limits::steps(STEPS), options.watch())?;
        let proved = ProvedCells::survey(&plane, depths[usize::from(options.quick)], options.watch())?;
        let agreement = proved.compare(&seen, columns);
        total.compared += agreement.compared;
        total.contradicting += agreement.contradicting;
        total.unseen += agreement.unseen;
        if index == 0 {
            almost = proved.almost_share();
        }
        shares.push(format!("{:.1} % of ({letter})", 100.0 * proved.share()));

        let area = Rectangle {
            left: 66.0 + 500.0 * (index % 2) as f64,
            top: 46.0 + 428.0 * (index / 2) as f64,
            width: 418.0,
            height: 330.0,
        };
        let float = |value: &Rational| f64::from_exact(value, 53);
        let ([across, upwards], [columns_of, rows_of]) = (plane.labels(), plane.extent());
        let across = Axis::linear(&across, float(&columns_of.from), float(&columns_of.to));
        let upwards = Axis::linear(&upwards, float(&rows_of.from), float(&rows_of.to));
        let mut panel = Panel::new(&mut canvas, letter, &title, area, across, upwards)?;
        panel.canvas.image(&picture(&seen, columns, &proved).to_png()?, area);
        proved.outline(&mut panel)?;
        panel.draw_frame()?;
        tabulate(&mut cells, (letter, &plane.y.parameter), &grid, &seen, &proved);
        arrays.extend(FigureArray::axes(letter, &plane.y.parameter, &grid));
        arrays.extend(FigureArray::ends(letter, &grid, &seen));
        let codes = (0..seen.len())
            .map(|index| proved.at((index % columns, index / columns), (columns, rows)).map_or(0, proved_code))
            .collect();
        let meaning = format!("proved phase of the cell: {PHASE_CODES}");
        arrays.push(FigureArray::on_grid(letter, "proved", meaning, &grid, Numbers::Codes(codes)));
        summarise(&mut areas, letter, &seen, &proved, &agreement);
    }
    draw_legend(&mut canvas, MARKS)?;
    Ok(Figure {
        name: ENTRY.name,
        title: ENTRY.title.to_string(),
        caption: format!(
            "(a) the two-layer network on E2, signed points 1, 2, -1; (b) on (1, 1/2), (1/2, -1), (-1, -1/2), (-1/2, 1/5) from W1 = ((x, 1), (1, 0)), \
             w2 = (1, 1), x on the vertical axis, (G1); (c), (d) aligned networks of three layers on D0, (D3). Colours are numerical: the end of the \
             orbit of each of {columns} x {rows} starts a panel within {STEPS} steps; darker takes longer; white: no end seen. Plain colours and the \
             lines around them are certified: {proved} are made of cells whose every learning rate and start is proved to have that \
             fate; striped colours are seen only. In (a) each cell of the divergent region comes to hold starts that pass v = 0, so that none can be proved to \
             diverge as a whole: in the dotted cells, {almost:.1} % of (a), at most {exception:.2} % of the area does not (G6m), certified. \
             Of {compared} pixels in proved cells {contradicting} were seen to end otherwise, and {unseen} had not ended.",
            proved = shares.join(", "),
            almost = 100.0 * almost.0,
            exception = 100.0 * almost.1 + 5e-3,
            compared = total.compared,
            contradicting = total.contradicting,
            unseen = total.unseen,
        ),
        svg: canvas.into_svg(ENTRY.title),
        tables: vec![areas, cells],
        arrays,
        citations: vec![sources::HUANG, sources::LEWKOWYCZ],
    })
}

/// One pixel of 11 in each direction.
fn tabulate(table: &mut Table, (panel, parameter): (char, &str), grid: &Grid, seen: &[End], proved: &ProvedCells) {
    let (columns, rows) = (grid.rates().len(), grid.starts().len());
    for row in (rows / 60..rows).step_by(rows.div_ceil(30)) {
        for column in (columns / 76..columns).step_by(columns.div_ceil(38)) {
            let end = &seen[row * columns + column];
            table.push(vec![
                panel.to_string(),
                number(grid.rates()[column]),
                parameter.to_owned(),
                number(grid.starts()[row]),
                end.seen.name().to_string(),
                end.steps.to_string(),
                match proved.at((column, row), (columns, rows)) {
                    Some(phase) => phase.name().into(),
                    None if proved.almost_at((column, row), (columns, rows)) => ALMOST_NAME.into(),
                    None => String::new(),
                },
            ]);
        }
    }
}
