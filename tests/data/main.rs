//! Data: formats, exact points, separability.

#[path = "../support/image_files.rs"]
mod image_files;
#[path = "../support/npz_files.rs"]
mod npz_files;
#[path = "../support/simplex.rs"]
mod simplex;

mod data_csv;
mod data_formats;
mod exact_linear_algebra;
mod foreign_files;
mod image_folders;
mod integer_points;
mod libsvm_data;
mod margin_bounds;
mod npz_data;
#[cfg(feature = "parquet")]
mod parquet_data;
mod separability_cases;
mod separability_curvature;
mod separability_hostile;
mod separability_large;
mod separability_split;
mod separability_synthetic;
mod stored_rows;
mod synthetic_data;
mod table_features;
mod table_labels;
mod table_points;
mod table_text;
