//! The quick versions of all figures, drawn once for all tests.

use catapult::data::DataSource;
use catapult::figures::{Figure, FigureOptions, catalogue};
use std::sync::OnceLock;

pub fn figures() -> &'static [Figure] {
    static FIGURES: OnceLock<Vec<Figure>> = OnceLock::new();
    FIGURES.get_or_init(|| {
        let options = FigureOptions::new(true, DataSource::Embedded).expect("thresholds");
        catalogue().iter().map(|entry| (entry.draw)(&options).expect(entry.name)).collect()
    })
}
