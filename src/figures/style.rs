//! The one style of all figures: colours, dashes, markers, sizes.
//!
//! Colours are those of Okabe and Ito, which people with any common colour deficiency tell apart; every series also has
//! its own dash and marker, and filled regions their own lightness, so that a figure survives printing in grey. All
//! lengths are in pixels of the figure at its natural size (1000 pixels wide).

/// The font families asked for, best first. `render_png` has the first one built in; all others are narrower or as wide,
/// so that a layout that fits in the first fits in all.
pub const FONT_FAMILY: &str = "DejaVu Sans, Verdana, Helvetica, Arial, sans-serif";
/// Size of tick labels, legends and threshold labels.
pub const TEXT_SIZE: f64 = 13.0;
/// Size of axis labels.
pub const LABEL_SIZE: f64 = 14.0;
/// Size of panel titles.
pub const TITLE_SIZE: f64 = 15.0;
/// Width of the line of a series.
pub const SERIES_WIDTH: f64 = 1.8;
/// Width of frames, ticks and thresholds.
pub const THIN_WIDTH: f64 = 0.9;
/// Natural width of every figure.
pub const FIGURE_WIDTH: u32 = 1000;

/// An sRGB colour.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Colour(pub u8, pub u8, pub u8);

/// Text and frames.
pub const INK: Colour = Colour(0x22, 0x22, 0x22);
/// Thresholds and other reference lines.
pub const REFERENCE: Colour = Colour(0x66, 0x66, 0x66);
/// Grid lines.
pub const GRID: Colour = Colour(0xE4, 0xE4, 0xE4);
/// The background.
pub const PAPER: Colour = Colour(0xFF, 0xFF, 0xFF);
/// Okabe and Ito's blue.
pub const BLUE: Colour = Colour(0x00, 0x72, 0xB2);
/// Okabe and Ito's vermilion.
pub const VERMILION: Colour = Colour(0xD5, 0x5E, 0x00);
/// Okabe and Ito's bluish green.
pub const GREEN: Colour = Colour(0x00, 0x9E, 0x73);
/// Okabe and Ito's reddish purple.
pub const PURPLE: Colour = Colour(0xCC, 0x79, 0xA7);
/// Okabe and Ito's orange.
pub const ORANGE: Colour = Colour(0xE6, 0x9F, 0x00);
/// Okabe and Ito's sky blue.
pub const SKY: Colour = Colour(0x56, 0xB4, 0xE9);

impl Colour {
    /// As in HTML: `#0072B2`.
    pub fn to_hex(self) -> String {
        let Colour(red, green, blue) = self;
        format!("#{red:02X}{green:02X}{blue:02X}")
    }
}

/// How a line is dashed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Dash {
    /// Continuous.
    Solid,
    /// Long dashes.
    Long,
    /// Short dashes, for bounds and laws that are drawn beside series.
    Short,
    /// Dash and dot.
    OneDot,
    /// Dots.
    Dotted,
    /// Dash, dot, dot.
    TwoDots,
    /// Long and short dashes in turn.
    LongShort,
    /// Fine strokes, for values that are marked: no series has them.
    Fine,
}

impl Dash {
    /// Lengths of strokes and gaps, in pixels; empty for a continuous line.
    pub fn lengths(self) -> &'static [f64] {
        match self {
            Dash::Solid => &[],
            Dash::Long => &[9.0, 4.0],
            Dash::Short => &[4.5, 3.0],
            Dash::OneDot => &[9.0, 3.5, 1.5, 3.5],
            Dash::Dotted => &[1.5, 3.2],
            Dash::TwoDots => &[9.0, 3.0, 1.5, 3.0, 1.5, 3.0],
            Dash::LongShort => &[12.0, 3.0, 5.0, 3.0],
            Dash::Fine => &[2.2, 2.2],
        }
    }
}

/// The mark at single points of a series.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Marker {
    /// Filled disc.
    Disc,
    /// Circle with a white inside.
    Circle,
    /// Filled square.
    Square,
    /// Filled triangle, point up.
    Triangle,
    /// Filled triangle, point down.
    TriangleDown,
    /// Filled square on its corner.
    Diamond,
}

/// How a series looks.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct SeriesStyle {
    /// Colour of line and markers.
    pub colour: Colour,
    /// Dash of the line.
    pub dash: Dash,
    /// Marker, where markers are drawn.
    pub marker: Marker,
}

const SERIES: [SeriesStyle; 6] = [
    SeriesStyle { colour: BLUE, dash: Dash::Solid, marker: Marker::Disc },
    SeriesStyle { colour: VERMILION, dash: Dash::Long, marker: Marker::Square },
    SeriesStyle { colour: GREEN, dash: Dash::OneDot, marker: Marker::Triangle },
    SeriesStyle { colour: PURPLE, dash: Dash::LongShort, marker: Marker::Diamond },
    SeriesStyle { colour: ORANGE, dash: Dash::TwoDots, marker: Marker::TriangleDown },
    SeriesStyle { colour: SKY, dash: Dash::Dotted, marker: Marker::Circle },
];

/// The style of the series number `index` of a panel, counted from zero. A panel should not need more than six.
pub fn series(index: usize) -> SeriesStyle {
    SERIES[index % SERIES.len()]
}

/// The colours of the series of a panel, in their order.
pub fn series_colours() -> [Colour; 6] {
    SERIES.map(|style| style.colour)
}
