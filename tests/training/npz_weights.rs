//! Weights from npz files: the numbers of the file in the right places, and errors that name array and shapes.

use crate::npz_files::{array, npy, write_npz};
use catapult::training::{Network, TrainingError, read_weights};

/// Arrays of depth 3, width 2, 3 features, with entries 1, 2, 3, ... through all layers.
fn deep() -> Vec<(&'static str, Vec<u8>)> {
    vec![
        ("W1", array(&[2, 3], &[1.0, 2.0, 3.0, 4.0, 5.0, 6.0])),
        ("W2", array(&[2, 2], &[7.0, 8.0, 9.0, 10.0])),
        ("W3", array(&[2], &[11.0, 12.0])),
    ]
}

fn read(arrays: &[(&str, Vec<u8>)], depth: usize, width: usize, dimension: usize) -> Result<Network, TrainingError> {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("weights.npz");
    write_npz(&path, arrays);
    read_weights(&path, depth, width, dimension)
}

fn refusal(arrays: &[(&str, Vec<u8>)], depth: usize, width: usize, dimension: usize) -> String {
    let error = read(arrays, depth, width, dimension).expect_err("refused");
    assert!(matches!(error, TrainingError::Weights(_)));
    let message = error.to_string();
    assert_eq!(message.lines().count(), 1);
    message
}

/// f(x) = N W3 W2 W1 x in the reference network of `model`, entry by entry.
#[test]
fn entries_go_where_they_belong() {
    let network = read(&deep(), 3, 2, 3).unwrap().to_model();
    assert_eq!(network.scale, 0.5);
    assert_eq!(network.layers[0].rows, [[1.0, 2.0, 3.0], [4.0, 5.0, 6.0]]);
    assert_eq!(network.layers[1].rows, [[7.0, 8.0], [9.0, 10.0]]);
    assert_eq!(network.layers[2].rows, [[11.0, 12.0]]);
    // W1 x = (14, 32), W2 W1 x = (354, 446), W3 W2 W1 x = 9246
    assert_eq!(network.output(&[1.0, 2.0, 3.0]), 0.5 * 9246.0);
}

#[test]
fn fortran_order_and_integers_are_the_same_weights() {
    let mut arrays = deep();
    let by_columns: Vec<u8> = [1_i32, 4, 2, 5, 3, 6].iter().flat_map(|entry| entry.to_le_bytes()).collect();
    arrays[0].1 = npy("<i4", "(2, 3), 'fortran_order': True", &by_columns);
    assert_eq!(read(&arrays, 3, 2, 3).unwrap(), read(&deep(), 3, 2, 3).unwrap());
}

#[test]
fn depth_one_and_two() {
    let one = read(&[("W1", array(&[3], &[1.0, 2.0, 3.0]))], 1, 500, 3).unwrap();
    assert_eq!((one.scale(), one.to_model().output(&[1.0, 1.0, 1.0])), (1.0, 6.0));
    let two = read(&[("W1", array(&[4, 1], &[1.0, 2.0, 3.0, 4.0])), ("W2", array(&[4], &[1.0; 4]))], 2, 4, 1).unwrap();
    assert_eq!((two.scale(), two.to_model().output(&[1.0])), (0.5, 5.0));
}

#[test]
fn shapes_that_do_not_fit_are_named() {
    let message = refusal(&deep(), 3, 4, 3);
    assert!(message.contains("array W1 of"), "{message}");
    assert!(
        message.contains("has shape (2, 3) where (4, 3) is needed: width x features of the data; change the depth")
    );
    assert!(refusal(&deep(), 3, 2, 784).contains("has shape (2, 3) where (2, 784) is needed"));
    let mut arrays = deep();
    arrays[1].1 = array(&[4], &[1.0; 4]);
    assert!(refusal(&arrays, 3, 2, 3).contains("array W2 of"));
    assert!(refusal(&arrays, 3, 2, 3).contains("has shape (4,) where (2, 2) is needed: width x width"));
    arrays = deep();
    arrays[2].1 = array(&[1, 2], &[1.0; 2]);
    assert!(refusal(&arrays, 3, 2, 3).contains("has shape (1, 2) where (2,) is needed: width;"));
    assert!(
        refusal(&[("W1", array(&[1, 3], &[1.0; 3]))], 1, 1, 3).contains("where (3,) is needed: d numbers at depth 1")
    );
}

#[test]
fn layers_that_are_missing_or_too_many() {
    let message = refusal(&deep(), 4, 2, 3);
    assert!(message.contains("array W3 of") && message.contains("where (2, 2) is needed"), "{message}");
    assert!(refusal(&deep()[..2], 3, 2, 3).contains("has no array W3: it holds W1, W2"));
    let message = refusal(&deep(), 2, 2, 3);
    assert!(message.contains("has an array W3, but the depth is 2"), "{message}");
    let mut named = deep();
    named.push(("Wide", array(&[1], &[1.0])));
    assert!(read(&named, 3, 2, 3).is_ok(), "other arrays are not looked at");
}

#[test]
fn weights_that_are_not_finite_are_refused() {
    let mut arrays = deep();
    arrays[1].1 = array(&[2, 2], &[7.0, f64::INFINITY, 9.0, 10.0]);
    assert!(refusal(&arrays, 3, 2, 3).contains("is inf at index [0, 1]: give finite numbers"));
}
