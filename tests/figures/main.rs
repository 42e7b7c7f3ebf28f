//! Figures and the maps behind them.

mod figure_axes;
mod figure_data;
mod figure_experiments;
mod gallery;
mod maps;
mod separability_figures;
