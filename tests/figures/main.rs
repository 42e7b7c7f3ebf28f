//! Figures and the maps behind them.

#[path = "../support/command_line.rs"]
mod command_line;
mod drawn;

mod figure_axes;
mod figure_data;
mod figure_experiments;
mod figure_parameters;
mod gallery;
mod maps;
mod report_in_a_browser;
mod reproduction;
mod separability_figures;
