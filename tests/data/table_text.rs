//! Tables of text as people have them: any delimiter, quotes, line ends, and headers that are told apart from samples.

use catapult::data::{DataError, DataSpecification, ExactDataSet, Table, csv::parse_csv};
use rug::Rational;

/// A table read with the options that follow the name of a file.
fn table(text: &str, options: &str) -> Result<Table, DataError> {
    let specification: DataSpecification = format!("csv:t.csv{options}").parse().unwrap();
    let DataSpecification::Table(specification) = specification else { panic!("a table") };
    parse_csv(text.as_bytes(), "t.csv", &specification.options)
}

fn parse(text: &str, options: &str) -> ExactDataSet {
    table(text, options).unwrap_or_else(|error| panic!("{text:?}{options}: {error}")).to_exact().unwrap()
}

fn message(text: &str, options: &str) -> String {
    // without the table, which may be long, in the message of the test
    let Err(error) = table(text, options) else { panic!("{} bytes are read", text.len()) };
    let message = error.to_string();
    assert_eq!(message.lines().count(), 1, "{message}");
    message
}

fn remarks(text: &str, options: &str) -> Vec<String> {
    table(text, options).unwrap().remarks().to_vec()
}

#[test]
fn delimiters_are_found() {
    let plain = parse("1,-2.5,1\n3,4e2,-1\n", "");
    for text in [
        "1;-2.5;1\n3;4e2;-1\n",
        "1\t-2.5\t1\n3\t4e2\t-1\n",
        "1 -2.5 1\n3   4e2  -1\n",
        "  1 -2.5 1\n3   4e2 \t -1 \n",
        "1|-2.5|1\n3|4e2|-1\n",
        "1,\t-2.5,\t1\n3,\t4e2,\t-1\n",
        "1, -2.5, 1\n3, 4e2, -1\n",
        "a;b c;label\n1;-2.5;1\n3;4e2;-1\n",
        "a b\tb, c\tlabel\n1\t-2.5\t1\n3\t4e2\t-1\n",
        "# x y label\n1 -2.5 1\n3 4e2 -1\n",
    ] {
        assert_eq!(parse(text, ""), plain, "{text:?}");
    }
    for (text, options) in [
        ("1;-2.5;1\n3;4e2;-1\n", ",delimiter=;"),
        ("1;-2.5;1\n3;4e2;-1\n", ",delimiter=semicolon"),
        ("1,-2.5,1\n3,4e2,-1\n", ",delimiter=,"),
        ("1,-2.5,1\n3,4e2,-1\n", ",delimiter=,,header=no"),
        ("1:-2.5:1\n3:4e2:-1\n", ",delimiter=:"),
        ("1\t-2.5\t1\n3\t4e2\t-1\n", ",delimiter=tab"),
    ] {
        assert_eq!(parse(text, options), plain, "{text:?}{options}");
    }
    let european = message("1,5;2,5;1\n2,5;3,5;0\n", "");
    assert!(european.starts_with("t.csv, line 1, column 1: `1,5` is not a number"), "{european}");
    assert!(european.contains("decimal signs are points"), "{european}");
    assert!(message("1:2:1\n", "").contains("one column only") && message("1:2:1\n", "").contains(",delimiter="));
}

#[test]
fn lines_end_in_any_way() {
    let plain = parse("1,2,1\n3,4,-1\n", "");
    for text in ["1,2,1\r3,4,-1\r", "1,2,1\r\n3,4,-1\r\n", "\u{feff}1,2,1\r3,4,-1", "\r\r1,2,1\r\r3,4,-1"] {
        assert_eq!(parse(text, ""), plain, "{text:?}");
    }
    assert!(message("1,2,1\r3,x,-1\r", "").starts_with("t.csv, line 2, column 2: `x`"));
    assert!(message("1,2,1\r\n\r\n3,x,-1\r\n", "").starts_with("t.csv, line 3, column 2: `x`"));
}

/// `"1","1"` is a sample: three points z = 1, 2, -1, whose critical rate is that of E2.
#[test]
fn quoted_numbers_are_numbers() {
    let text = std::fs::read_to_string("tests/reference/tables/quoted-first-row.csv").unwrap();
    let points = parse(&text, "").signed_points_1d().unwrap();
    assert_eq!(points, ExactDataSet::three_point().signed_points_1d().unwrap());
    assert!(remarks(&text, "").is_empty());
    let plain = parse("1,2,1\n3,4,-1\n", "");
    for text in [
        "\"1\",\"2\",\"1\"\n\"3\",\"4\",\"-1\"\n",
        " \"1\" , 2 ,\" 1 \"\n3,4,-1\n",
        "\"x, first\",\"the \"\"other\"\"\",y\n1,2,1\n3,4,-1\n",
        "\"1\" \"2\" \"1\"\n3 4 -1\n",
    ] {
        assert_eq!(parse(text, ""), plain, "{text:?}");
    }
    assert!(message("1,2,1\n\"3\"x,4,-1\n", "").starts_with("t.csv, line 2, column 1: "));
    assert!(message("1,2,1\n3,\"4,-1\n", "").starts_with("t.csv, line 2, column 2: "));
}

/// A header is skipped aloud.
#[test]
fn headers_look_like_headers() {
    let plain = parse("1,2,1\n3,4,-1\n", "");
    for text in [
        "a,b,label\n1,2,1\n3,4,-1\n",
        "0,1,2\n1,2,1\n3,4,-1\n",
        "0,1,label\n1,2,1\n3,4,-1\n",
        "V1,V2,class\n1,2,1\n3,4,-1\n",
        "1st,2nd,label\n1,2,1\n3,4,-1\n",
        "\"0\",\"1\",\"2\"\n1,2,1\n3,4,-1\n",
    ] {
        assert_eq!(parse(text, ""), plain, "{text:?}");
        let remarks = remarks(text, "");
        assert!(remarks.len() == 1 && remarks[0].contains("taken as a header and skipped"), "{remarks:?}");
        assert!(remarks[0].contains("line 1") && remarks[0].contains(",header=no"), "{remarks:?}");
        assert!(table(text, ",header=yes").unwrap().remarks().is_empty(), "nothing to say where it was asked for");
    }
    // samples, not headers
    for text in ["0,2,1\n1,2,1\n", "0,1,1\n1,2,1\n", "1,0\n2,1\n", "0,1.0\n2,1\n"] {
        assert!(remarks(text, "").is_empty(), "{text:?}");
        assert_eq!(parse(text, "").samples.len(), 2, "{text:?}");
    }
}

/// `0,1` above a table of two columns is what data frames without names write; what was done is said, and can be chosen.
#[test]
fn a_numeric_header_is_noticed() {
    let text = std::fs::read_to_string("tests/reference/tables/numeric-header.csv").unwrap();
    let points = |options: &str| parse(&text, options).signed_points_1d().unwrap();
    let whole = |values: &[i32]| values.iter().map(|value| (Rational::from(*value), 1)).collect::<Vec<_>>();
    assert_eq!(points(""), [(Rational::from(1), 1), (Rational::from(2), 1)]);
    let said = remarks(&text, "");
    assert_eq!(said.len(), 1);
    assert!(said[0].starts_with("t.csv: line 1 (`0,1`) counts the columns, as data frames do"), "{said:?}");
    assert_eq!(points(",header=yes"), whole(&[1, 2]));
    assert_eq!(points(",header=no"), whole(&[0, 1, 2]));
    // without the first line there would be one class: it is a sample, and that is said
    let flat = "0,1\n0,-1\n";
    assert_eq!(parse(flat, "").samples.len(), 2);
    assert!(remarks(flat, "")[0].contains("is taken as a sample") && remarks(flat, "")[0].contains(",header=yes"));
    assert_eq!(parse(flat, ",header=yes").samples.len(), 1);
    // alone it can only be a sample
    assert_eq!(parse("0,1\n", "").samples.len(), 1);
}

/// The index that data frames write is a column as any other, and noticed.
#[test]
fn an_index_is_noticed() {
    let text = ",a,label\n0,2,1\n1,4,-1\n";
    let said = remarks(text, "");
    assert!(said.iter().any(|remark| remark.contains("counts the rows") && remark.contains(",drop=0")), "{said:?}");
    assert_eq!(parse(text, "").dimension(), 2);
    assert_eq!(parse(text, ",drop=0"), parse("a,label\n2,1\n4,-1\n", ""));
    assert!(!remarks(text, ",drop=0").iter().any(|remark| remark.contains("counts the rows")));
    // here `0` is the name of another column
    let text = ",0,1\n0,2,1\n1,4,-1\n";
    assert!(remarks(text, "").iter().any(|remark| remark.ends_with(",drop=-3")), "{:?}", remarks(text, ""));
    assert_eq!(parse(text, ",drop=-3"), parse("2,1\n4,-1\n", ""));
}

#[test]
fn columns_are_named_or_counted() {
    let text = "id,species,length,width\n7,1,2,3\n8,-1,4,5\n";
    let expected = parse("2,3,1\n4,5,-1\n", "");
    for options in
        [",label=species,drop=id", ",label=1,drop=0", ",label=-3,drop=-4", ",drop=id,label=species,header=yes"]
    {
        assert_eq!(parse(text, options), expected, "{options}");
    }
    let with_id = parse(text, ",label=species");
    assert_eq!(with_id.dimension(), 3);
    assert_eq!(parse("1,2,3\n-1,4,5\n", ",label=0"), expected);
    let misspelt = message(text, ",label=specis");
    assert!(misspelt.starts_with("t.csv has no column `specis`") && misspelt.contains("species"), "{misspelt}");
    assert!(message(text, ",label=4").contains("a position from 0 to 3"));
    assert!(message("1,2\n3,4\n", ",label=-3").contains("a position from 0 to 1"));
    assert!(message("1,1\n2,0\n", ",header=no,label=x").contains("a position from 0 to 1"));
    assert!(message("a,a,b\n1,2,1\n", ",label=a").contains("columns 0 and 1 have this name"));
    assert!(message(text, ",drop=width,label=width").contains("is the label and cannot be left out"));
    assert!(message("a,b\n1,1\n", ",drop=a").contains("one column only"));
}

/// In a first line that is half a header, what would help is said.
#[test]
fn an_unclear_first_line_is_an_error() {
    let message = message("x,1\n2,-1\n", "");
    assert!(message.ends_with("if this line is a header, say so with ,header=yes"), "{message}");
    assert_eq!(parse("x,1\n2,-1\n", ",header=yes").samples.len(), 1);
}

#[test]
fn missing_values_are_named() {
    for missing in ["", "NA", "nan", "?", "null", "inf", "-inf", "None"] {
        let message = message(&format!("1,2,1\n3,{missing},0\n"), "");
        assert!(message.starts_with(&format!("t.csv, line 2, column 2: `{missing}` is not a number")), "{message}");
        assert!(message.ends_with("the number is missing or infinite: leave the row or column out"), "{message}");
    }
    assert!(message("1,2,1\n3,4,\n", "").starts_with("t.csv, line 2, column 3: the label is missing"));
    assert!(message("nan,nan,1\n3,4,0\n", "").starts_with("t.csv, line 1, column 1: `nan`"), "no header");
}

/// Long numbers are refused before they are written out.
#[test]
fn numbers_that_take_too_much_memory_are_refused() {
    assert!(message("1e100000000,1\n2,0\n", "").contains("`1e100000000` is out of range"));
    let many: String = (0..3000).map(|index| format!("{}e100000,{}\n", index + 1, index % 2)).collect();
    let message = message(&many, "");
    assert!(message.contains("take too much memory when written out"), "{message}");
    // short to keep, but not as fractions
    let wide: String = (0..100_000).map(|index| format!("1e-30000,1e30000,{}\n", index % 2)).collect();
    let table = table(&wide, "").unwrap();
    assert!(matches!(table.to_exact(), Err(DataError::TooLong { .. })));
    assert!(matches!(table.to_numerical(), Err(DataError::OutOfRange { sample: 1, feature: 2 })));
}

#[test]
fn the_nearest_double_of_every_decimal_is_taken() {
    let texts = [
        "0.1",
        "-2.5e-3",
        "123456789012345678",
        "9007199254740993",
        "1e23",
        "8.5e-22",
        "1e-320",
        "1.7976931348623157e308",
        "0.30000000000000004",
        "5e-324",
        "1/3",
        "3.14159265358979323846264338327950288",
        "-0",
        "1e22",
        "123456.789e-30",
    ];
    for text in texts {
        let data = table(&format!("{text},1\n1,0\n"), ",header=no").unwrap();
        let expected = if text == "1/3" { 1.0 / 3.0 } else { text.parse::<f64>().unwrap() };
        assert_eq!(data.to_numerical().unwrap().features[(0, 0)], expected, "{text}");
        let exact = &data.to_exact().unwrap().samples[0].0[0];
        assert_eq!(*exact, catapult::arithmetic::parse_exact(text).unwrap(), "{text}");
    }
}
