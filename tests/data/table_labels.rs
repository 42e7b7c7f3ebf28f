//! Labels as files have them: what is clear is understood, what is not is refused with the labels found and the remedy.

use catapult::data::{DataError, DataSpecification, Table, csv::parse_csv};

fn table(labels: &[&str], options: &str) -> Result<Table, DataError> {
    let specification: DataSpecification = format!("csv:t.csv{options}").parse().unwrap();
    let DataSpecification::Table(specification) = specification else { panic!("a table") };
    let text: String = labels.iter().enumerate().map(|(row, label)| format!("{},{label}\n", row + 5)).collect();
    parse_csv(text.as_bytes(), "t.csv", &specification.options)
}

fn signs(labels: &[&str], options: &str) -> Vec<i8> {
    table(labels, options).unwrap_or_else(|error| panic!("{labels:?}{options}: {error}")).labels().to_vec()
}

#[test]
fn clear_labels_are_understood() {
    for labels in [
        ["1", "-1", "1"],
        ["1", "0", "1"],
        ["+1", "-1", "+1"],
        ["1.0", "0.0", "1"],
        ["1.0", "-1.0", "1e0"],
        ["true", "false", "true"],
        ["True", "False", "TRUE"],
        ["\"1\"", "\"0\"", "1"],
        ["2/2", "-1", "1"],
    ] {
        assert_eq!(signs(&labels, ""), [1, -1, 1], "{labels:?}");
    }
    assert_eq!(signs(&["1", "1"], ""), [1, 1]);
    assert_eq!(signs(&["0", "0"], ""), [-1, -1]);
}

#[test]
fn unclear_labels_are_named_with_the_remedy() {
    let message = |labels: &[&str]| table(labels, "").unwrap_err().to_string();
    assert_eq!(
        message(&["M", "R", "M"]),
        "t.csv: the labels are `M` (line 1) and `R` (line 2): label the classes -1/1, 0/1 or false/true, or say which label is \
         +1, such as ,positive=M"
    );
    assert!(message(&["1", "2"]).contains("the labels are `1` (line 1) and `2` (line 2)"));
    assert!(message(&["-1", "0"]).contains("the labels are `-1` (line 1) and `0` (line 2)"));
    assert!(message(&["2", "2"]).contains("all labels are `2` (line 1)"));
    assert!(message(&["1", "true"]).contains("`1` (line 1) and `true` (line 2)"));
    let iris = message(&["setosa", "versicolor", "virginica", "setosa", "a", "b", "c"]);
    assert!(iris.contains("there are 6 different labels, `setosa` (line 1), `versicolor` (line 2)"), "{iris}");
    let numbers: Vec<String> = (0..3000).map(|number| format!("{number}.5")).collect();
    let numbers: Vec<&str> = numbers.iter().map(String::as_str).collect();
    assert!(message(&numbers).contains("there are more than 1000 different labels, `0.5` (line 1)"));
}

#[test]
fn the_positive_label_can_be_named() {
    assert_eq!(signs(&["M", "R", "M"], ",positive=M"), [1, -1, 1]);
    assert_eq!(signs(&["M", "R", "M"], ",positive=R"), [-1, 1, -1]);
    assert_eq!(signs(&["1", "2", "1.0"], ",positive=1"), [1, -1, 1]);
    assert_eq!(signs(&["1", "2", "1"], ",positive=2.0"), [-1, 1, -1]);
    assert_eq!(signs(&["0", "1"], ",positive=0"), [1, -1], "the other way round");
    assert_eq!(
        signs(
            &["no, really", "yes"].map(|label| ["\"", label, "\""].concat()).each_ref().map(String::as_str),
            ",positive=yes"
        ),
        [-1, 1]
    );
    let iris = table(&["setosa", "versicolor", "virginica"], ",positive=versicolor").unwrap();
    assert_eq!(iris.labels(), [-1, 1, -1]);
    assert_eq!(iris.remarks(), ["t.csv: label `versicolor` is +1, the 2 others are -1"]);
    let missing = table(&["M", "R"], ",positive=m").unwrap_err().to_string();
    assert_eq!(
        missing,
        "t.csv: no label is `m`: the labels are `M` (line 1) and `R` (line 2); name one of these with ,positive="
    );
}
