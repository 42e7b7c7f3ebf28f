//! Sparse text in the format of LIBSVM and SVMlight.

use catapult::data::{DataError, DataSpecification, Table, csv::parse_csv, libsvm::parse_libsvm};

fn table(text: &str, options: &str) -> Result<Table, DataError> {
    let specification: DataSpecification = format!("libsvm:t.txt{options}").parse().unwrap();
    let DataSpecification::Table(specification) = specification else { panic!("a table") };
    parse_libsvm(text.as_bytes(), "t.txt", &specification.options)
}

fn message(text: &str, options: &str) -> String {
    let message = table(text, options).unwrap_err().to_string();
    assert_eq!(message.lines().count(), 1, "{message}");
    message
}

#[test]
fn sparse_rows_are_the_dense_ones() {
    let dense = parse_csv(b"0,2,0,1\n0.1,0,-3e-2,-1\n0,0,0,1\n", "t", &Default::default()).unwrap().to_exact().unwrap();
    for text in [
        "+1 2:2\n-1 1:0.1 3:-3e-2\n+1\n",
        "1 2:2 3:0\r\n0 1:0.1 3:-3e-2\r\n1\r\n",
        "# from a program\n+1 2:2 # first\n\n-1 1:0.1 3:-0.03\n+1 # nothing\n",
        "1.0\t2:2\n-1.0\t1:1/10  3:-0.03  \n1.0",
        "true 2:2\rfalse 1:0.1 3:-0.03\rtrue\r",
    ] {
        assert_eq!(table(text, "").unwrap().to_exact().unwrap(), dense, "{text:?}");
    }
    let wider = table("+1 2:2\n-1 1:0.1 3:-3e-2\n", ",features=5").unwrap();
    assert_eq!(wider.dimension(), 5);
    assert_eq!(table("2 1:1\n1 1:2\n", ",positive=2").unwrap().labels(), [1, -1]);
    assert_eq!(table("1 1:1\n0 1:2\n", ",intercept").unwrap().dimension(), 2);
}

#[test]
fn bad_lines_are_named() {
    assert_eq!(message("1 1:2\n-1 2\n", ""), "t.txt, line 2: `2` is no index:value, such as 3:0.5");
    assert!(message("1 1:2\n-1 x:2\n", "").starts_with("t.txt, line 2: `x:2` is no index:value"));
    assert!(message("1 0:2\n", "").starts_with("t.txt, line 1: `0:2`: indices count from 1"));
    assert!(message("1 2:2 2:3\n", "").contains("index 2 stands twice"));
    assert!(message("1 3:2 2:3\n", "").contains("index 2 stands after a larger one"));
    assert!(message("1 qid:4 1:2\n", "").contains("`qid` belongs to ranking"));
    assert!(message("1 1:nan\n", "").starts_with("t.txt, line 1: feature 1: `nan` is not a number"));
    assert!(message("1 1:1e100000000\n", "").contains("out of range"));
    assert!(message("1,3 1:2\n", "").contains("`1,3` is no label"));
    assert!(message("1:2 2:3\n", "").contains("`1:2` is no label"));
    assert!(message("1 1:2\n-1 7:1\n", ",features=5").starts_with("t.txt, line 2: index 7 exceeds the 5 features"));
    assert!(message("1 1:2\n2 7:1\n", "").contains("the labels are `1` (line 1) and `2` (line 2)"));
    assert!(message("1\n0\n", "").contains("one column only"));
    assert!(matches!(table("# nothing\n\n", ""), Err(DataError::Empty { .. })));
    assert!(matches!(parse_libsvm(b"1 1:2\n\xff", "t", &Default::default()), Err(DataError::NotText { line: 2, .. })));
}

/// A few bytes may claim more features than there is memory.
#[test]
fn huge_indices_are_refused() {
    assert!(message("1 99999999999999999999:1\n", "").contains("no index:value"));
    let wide = message("1 40000000:1\n", ",features=40000000");
    assert!(wide.contains("1 samples of 40000000 features are more than 33554432 numbers when the zeros"), "{wide}");
    assert!(message("1 1:1\n", ",features=1000000000000").contains("when the zeros are written out"));
}

/// Features that occur in no sample are written out only where that costs little, or where they are asked for.
#[test]
fn features_that_never_occur_are_left_out() {
    let hashed = "1 7:1 33000000:2\n-1 7:3 18446744073709551615:-1\n";
    let data = table(hashed, "").unwrap();
    let dense = parse_csv(b"1,2,0,1\n3,0,-1,-1\n", "t", &Default::default()).unwrap();
    assert_eq!(data.to_exact().unwrap(), dense.to_exact().unwrap());
    let [remark] = data.remarks() else { panic!("one remark") };
    assert!(
        remark.starts_with("t.txt: of 18446744073709551615 features 3 occur, those of index 7, 33000000, "),
        "{remark}"
    );
    let few = table("1 7:1 300:2\n-1 7:3\n", "").unwrap();
    assert_eq!((few.dimension(), few.remarks().len()), (300, 0));
    let asked = table("1 7:1 3000000:2\n-1 7:3\n", ",features=3000000").unwrap();
    assert_eq!((asked.dimension(), asked.remarks().len()), (3_000_000, 0));
}
