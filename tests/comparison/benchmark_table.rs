//! The table that `make bench` prints, from files as criterion writes them.

#[path = "../../benches/table/report.rs"]
mod report;

use report::{read_rows, to_markdown, to_text, write_time};
use std::fs;
use std::path::Path;

/// A case measured at `median` nanoseconds, with a confidence interval of one per cent to both sides.
fn write_case(folder: &Path, run: &str, names: [&str; 3], throughput: &str, median: f64) {
    let folder = folder.join(names.join("_")).join(run);
    fs::create_dir_all(&folder).unwrap();
    let [group, function, value] = names;
    fs::write(
        folder.join("benchmark.json"),
        format!(
            r#"{{"group_id":"{group}","function_id":"{function}","value_str":"{value}","throughput":{throughput},"title":""}}"#
        ),
    )
    .unwrap();
    let (lower, upper) = (0.99 * median, 1.01 * median);
    fs::write(
        folder.join("estimates.json"),
        format!(
            r#"{{"mean":{{}},"median":{{"confidence_interval":{{"confidence_level":0.95,"lower_bound":{lower},"upper_bound":{upper}}},"point_estimate":{median},"standard_error":0.0}}}}"#
        ),
    )
    .unwrap();
}

fn folder() -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path();
    for (size, median) in [("1000", 5e6), ("30", 2e3), ("300", 4e4)] {
        write_case(path, "new", ["roots", "overshoot", size], "null", median);
    }
    write_case(path, "new", ["maps", "logistic", "f64"], r#"{"Elements":1000}"#, 800.0);
    write_case(path, "saved", ["roots", "overshoot", "30"], "null", 1e3);
    write_case(path, "saved", ["roots", "overshoot", "300"], "null", 3.98e4);
    write_case(path, "saved", ["roots", "gone", "300"], "null", 1.0);
    folder
}

#[test]
fn rows_stand_by_question_and_by_size_as_a_number() {
    let folder = folder();
    let text = to_text(&read_rows(folder.path(), None).unwrap());
    let expected = "\
question  case              median  per second
maps      logistic, f64     800 ns      1.25 G
roots     overshoot, 30    2.00 µs       500 k
          overshoot, 300   40.0 µs      25.0 k
          overshoot, 1000  5.00 ms         200
";
    assert_eq!(text, expected);
}

#[test]
fn changes_are_those_of_the_medians_beyond_their_confidence_intervals() {
    let folder = folder();
    let text = to_text(&read_rows(folder.path(), Some("saved")).unwrap());
    let line = |name: &str| text.lines().find(|line| line.contains(name)).unwrap().to_owned();
    assert!(line("overshoot, 30 ").ends_with("+100.0 %"), "{text}");
    assert!(line("overshoot, 300 ").ends_with("none"), "{text}");
    assert!(line("overshoot, 1000 ").ends_with("200"), "{text}");
    assert!(!text.contains("gone"), "{text}");
}

#[test]
fn markdown_has_a_table_for_each_question() {
    let folder = folder();
    let text = to_markdown(&read_rows(folder.path(), None).unwrap());
    assert!(
        text.starts_with(
            "\n## maps\n\n| case | median | per second |\n|---|---:|---:|\n| logistic, f64 | 800 ns | 1.25 G |\n"
        ),
        "{text}"
    );
    assert_eq!(text.matches("\n## ").count(), 2);
}

#[test]
fn foreign_files_are_refused_by_name() {
    let folder = folder();
    let path = folder.path().join("roots_overshoot_30/new/estimates.json");
    fs::write(&path, "{}").unwrap();
    let error = read_rows(folder.path(), None).unwrap_err().to_string();
    assert!(error.contains("estimates.json") && error.contains("remove it"), "{error}");
    assert!(read_rows(&folder.path().join("nowhere"), None).is_err());
}

#[test]
fn times_have_three_digits() {
    let pairs = [(0.5, "0.50 ns"), (999.4, "999 ns"), (999.6, "1.00 µs"), (12_345.0, "12.3 µs"), (2.5e9, "2.50 s")];
    for (nanoseconds, text) in pairs {
        assert_eq!(write_time(nanoseconds), text);
    }
}
