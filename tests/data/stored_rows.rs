//! Tables that stay in their files are those that are read into memory, to the last bit, however the rows are divided.

use crate::npz_files::{array, npy, write_npz};
use catapult::data::stored::{RawRows, Spare, StoredRows, text};
use catapult::data::{DataError, DataSource, DataSpecification, TableSpecification};
use catapult::ranks::{Alone, in_process};
use catapult::training::run::{Reading, TrainingData};
use std::path::Path;
use std::sync::Arc;

const COUNT: usize = 1003;
const WIDTH: usize = 5;

fn number(row: usize, column: usize) -> f64 {
    let mixed = (row * WIDTH + column + 1).wrapping_mul(0x9e37_79b9_7f4a_7c15);
    (mixed >> 40) as f64 / 1024.0 - 5000.0
}

/// Rows with the label in the second column.
fn rows(label: impl Fn(usize) -> f64) -> Vec<f64> {
    (0..COUNT * WIDTH).map(|k| if k % WIDTH == 1 { label(k / WIDTH) } else { number(k / WIDTH, k % WIDTH) }).collect()
}

fn specification(text: &str) -> TableSpecification {
    match text.parse().expect("data") {
        DataSpecification::Table(table) => table,
        _ => panic!("{text}"),
    }
}

/// Features by samples, labels and the fingerprint of the table in memory.
fn in_memory(text: &str) -> (Vec<f64>, Vec<f64>, String) {
    let specification: DataSpecification = text.parse().expect("data");
    let data = specification.load(&DataSource::Embedded).expect("data");
    let reading = Reading { images: None, memory: None, scratch: None, spectra: false, ranks: Arc::new(Alone) };
    let fingerprint = TrainingData::read(&specification, None, &reading).expect("data").fingerprint;
    (data.samples(), data.labels, fingerprint)
}

fn decoded(rows: &StoredRows) -> (Vec<f64>, Vec<f64>) {
    let (mut features, mut labels, mut raw) = (Vec::new(), Vec::new(), RawRows::default());
    for first in (0..rows.count()).step_by(300) {
        let piece = first..rows.count().min(first + 300);
        rows.fetch(piece.clone(), &mut raw).expect("rows");
        rows.decode(&raw, 0..piece.len(), &mut features, &mut labels, |value| value);
    }
    (features, labels)
}

/// Holds a table in its file against the one in memory, read by one process and by several.
fn compare(text: &str, open: impl Fn() -> StoredRows + Sync) {
    let (features, labels, fingerprint) = in_memory(text);
    for size in [1, 2, 3, 7] {
        let one = |ranks: Arc<dyn catapult::ranks::Ranks>| {
            let mut rows = open();
            let cut = |rank: usize| rank * COUNT / size;
            let own = cut(ranks.rank())..cut(ranks.rank() + 1);
            let prepared = rows.prepare(own, &*ranks).expect("a table");
            assert_eq!(prepared.fingerprint, fingerprint, "{text} on {size}");
            assert_eq!(prepared.positive, labels.iter().filter(|label| **label > 0.0).count());
            let found = decoded(&rows);
            assert!(found.0.iter().map(|x| x.to_bits()).eq(features.iter().map(|x| x.to_bits())), "{text} on {size}");
            assert_eq!(found.1, labels, "{text} on {size}");
        };
        std::thread::scope(|scope| {
            let threads: Vec<_> = in_process(size).into_iter().map(|ranks| scope.spawn(|| one(ranks))).collect();
            threads.into_iter().for_each(|thread| thread.join().expect("a rank"));
        });
    }
}

fn opened(text: &str) -> StoredRows {
    StoredRows::open(&specification(text)).expect("a table").expect("rows")
}

fn write(folder: &Path, name: &str, content: &[u8]) -> String {
    let path = folder.join(name);
    std::fs::write(&path, content).expect("written");
    path.display().to_string()
}

const OPTIONS: [&str; 5] = [
    ",label=1",
    ",label=1,intercept",
    ",label=1,standardise",
    ",label=1,drop=3,intercept,standardise",
    ",label=1,drop=0",
];

#[test]
fn npy_files_of_every_element_type_are_as_in_memory() {
    let folder = tempfile::tempdir().expect("a folder");
    let labels = |row: usize| f64::from(u8::from(row.is_multiple_of(3)));
    let doubles = rows(labels);
    let shape = format!("({COUNT}, {WIDTH})");
    let each = |convert: &dyn Fn(f64) -> Vec<u8>| doubles.iter().flat_map(|x| convert(*x)).collect::<Vec<u8>>();
    let files = [
        ("<f8", each(&|x| x.to_le_bytes().to_vec())),
        (">f8", each(&|x| x.to_be_bytes().to_vec())),
        ("<f4", each(&|x| (x as f32).to_le_bytes().to_vec())),
        (">i4", each(&|x| (x as i32).to_be_bytes().to_vec())),
        ("<i2", each(&|x| (x as i16).to_le_bytes().to_vec())),
        ("|u1", each(&|x| vec![x as i64 as u8])),
        ("<u8", each(&|x| (x.abs() as u64).to_le_bytes().to_vec())),
    ];
    for (descr, data) in files {
        let path = write(folder.path(), "table.npy", &npy(descr, &shape, &data));
        for options in OPTIONS {
            let text = format!("npy:{path}{options}");
            compare(&text, || opened(&text));
        }
    }
}

#[test]
fn labels_are_interpreted_as_in_memory() {
    let folder = tempfile::tempdir().expect("a folder");
    let labels = |row: usize| [7.0, -2.5, 4.0][(row / 2) % 3];
    let path = write(folder.path(), "three.npy", &array(&[COUNT, WIDTH], &rows(labels)));
    for positive in ["7", "4.0", "-2.5"] {
        let text = format!("npy:{path},label=1,positive={positive}");
        compare(&text, || opened(&text));
    }
    let refused = |text: &str| {
        let error = opened(text).prepare(0..COUNT, &Alone).expect_err("unclear labels");
        assert_eq!(error, specification(text).read().expect_err("unclear labels"));
        error
    };
    assert!(matches!(refused(&format!("npy:{path},label=1")), DataError::UnclearLabels { .. }));
    assert!(matches!(refused(&format!("npy:{path},label=1,positive=3")), DataError::MissingPositive { .. }));
    assert!(matches!(refused(&format!("npy:{path},label=0")), DataError::UnclearLabels { .. }));
}

#[test]
fn npz_files_are_as_in_memory_or_refused() {
    let folder = tempfile::tempdir().expect("a folder");
    let features: Vec<f64> = (0..COUNT * WIDTH).map(|k| number(k / WIDTH, k % WIDTH)).collect();
    let labels: Vec<u8> = (0..COUNT).flat_map(|row| i64::from(row % 4 == 1).to_le_bytes()).collect();
    let path = folder.path().join("table.npz");
    let y = npy("<i8", &format!("({COUNT},)"), &labels);
    let mut archive = zip::ZipWriter::new(std::fs::File::create(&path).expect("a file"));
    let stored = zip::write::SimpleFileOptions::default().compression_method(zip::CompressionMethod::Stored);
    for (name, content) in [("X.npy", array(&[COUNT, WIDTH], &features)), ("y.npy", y.clone())] {
        archive.start_file(name, stored).expect("a member");
        std::io::Write::write_all(&mut archive, &content).expect("written");
    }
    archive.finish().expect("an archive");
    for options in ["", ",intercept", ",standardise", ",intercept,standardise"] {
        let text = format!("npz:{}{options}", path.display());
        compare(&text, || opened(&text));
    }
    let compressed = folder.path().join("compressed.npz");
    write_npz(&compressed, &[("X", array(&[COUNT, WIDTH], &features)), ("y", y)]);
    let error = StoredRows::open(&specification(&format!("npz:{}", compressed.display()))).expect_err("compressed");
    assert!(matches!(error, DataError::NotByBlocks { .. }), "{error}");
}

#[test]
fn texts_are_as_in_memory() {
    let folder = tempfile::tempdir().expect("a folder");
    let mut table = String::from("# made up\n,a,b,kind\n");
    for row in 0..COUNT {
        let [a, b] = [number(row, 0), number(row, 1)];
        let end = if row % 5 == 0 { "\r\n" } else { "\n" };
        table.push_str(&format!("{row},{a}, {b:e},{}{end}", ["setosa", "other"][row % 2]));
    }
    let path = write(folder.path(), "table.csv", table.as_bytes());
    for options in ["", ",standardise", ",intercept,drop=a", ",label=kind,drop=0,standardise"] {
        let text = format!("csv:{path},positive=setosa{options}");
        compare(&text, || text::convert(&specification(&text), Some(folder.path())).expect("numbers"));
        let mut rows = text::convert(&specification(&text), None).expect("numbers");
        rows.prepare(0..COUNT, &Alone).expect("a table");
        assert_eq!(rows.loaded(()).provenance, specification_remarks(&text), "{text}");
    }
}

fn specification_remarks(text: &str) -> catapult::data::Provenance {
    let specification: DataSpecification = text.parse().expect("data");
    specification.read(&DataSource::Embedded).expect("data").provenance
}

#[test]
fn long_texts_are_cut_between_lines() {
    let folder = tempfile::tempdir().expect("a folder");
    // several parts, and a quoted name in the header
    let mut table = String::from("\"a\",b,y\n");
    let mut expected = Vec::new();
    let count = 150_000;
    for row in 0..count {
        let [a, b] = [number(row, 2), number(row, 3)];
        table.push_str(&format!("{a},{b},{}\n", row % 2));
        expected.extend([a, b]);
    }
    assert!(table.len() > 3 << 20);
    let path = write(folder.path(), "long.csv", table.as_bytes());
    let mut rows = text::convert(&specification(&format!("csv:{path}")), None).expect("numbers");
    assert_eq!((rows.count(), rows.dimension()), (count, 2));
    rows.prepare(0..count, &Alone).expect("a table");
    let (features, labels) = decoded(&rows);
    assert!(features == expected && labels.iter().enumerate().all(|(row, y)| *y == (row % 2) as f64 * 2.0 - 1.0));

    for (wrong, line) in [("1,2", 100_002), ("1,x,1", 100_002)] {
        let mut lines: Vec<&str> = table.lines().collect();
        lines[line - 1] = wrong;
        let path = write(folder.path(), "wrong.csv", lines.join("\n").as_bytes());
        let table = specification(&format!("csv:{path}"));
        assert_eq!(text::convert(&table, None).expect_err("a wrong line"), table.read().expect_err("a wrong line"));
    }
}

#[test]
fn what_is_wrong_is_named_as_in_memory() {
    let folder = tempfile::tempdir().expect("a folder");
    let labels = |row: usize| f64::from(u8::from(row.is_multiple_of(3)));
    let mut doubles = rows(labels);
    doubles[700 * WIDTH + 3] = f64::NAN;
    let path = write(folder.path(), "nan.npy", &array(&[COUNT, WIDTH], &doubles));
    let text = format!("npy:{path},label=1");
    let expected = specification(&text).read().expect_err("not finite");
    assert_eq!(opened(&text).prepare(0..COUNT, &Alone).expect_err("not finite"), expected);

    // found by the second of two: both say it
    let find = |ranks: Arc<dyn catapult::ranks::Ranks>| {
        let own = if ranks.rank() == 0 { 0..500 } else { 500..COUNT };
        opened(&text).prepare(own, &*ranks).expect_err("not finite").to_string()
    };
    let reasons: Vec<String> = std::thread::scope(|scope| {
        let threads: Vec<_> = in_process(2).into_iter().map(|ranks| scope.spawn(|| find(ranks))).collect();
        threads.into_iter().map(|thread| thread.join().expect("a rank")).collect()
    });
    assert_eq!(reasons, [expected.to_string(), expected.to_string()]);

    let whole = array(&[COUNT, WIDTH], &rows(labels));
    for (name, content) in [("short.npy", &whole[..whole.len() - 1]), ("long.npy", &[&whole[..], &[0]].concat())] {
        let text = format!("npy:{}", write(folder.path(), name, content));
        let expected = specification(&text).read().expect_err("damaged");
        assert_eq!(StoredRows::open(&specification(&text)).expect_err("damaged"), expected);
    }
    let fortran =
        npy("<f8", &format!("({COUNT}, {WIDTH}), 'fortran_order': True"), &whole[whole.len() - 8 * COUNT * WIDTH..]);
    let text = format!("npy:{}", write(folder.path(), "fortran.npy", &fortran));
    assert!(matches!(StoredRows::open(&specification(&text)), Err(DataError::NotByBlocks { .. })));
    let missing = specification("npy:nowhere.npy");
    assert_eq!(StoredRows::open(&missing).expect_err("missing"), missing.read().expect_err("missing"));
}

#[test]
fn an_error_of_the_work_ends_the_reading() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = write(folder.path(), "a.npy", &array(&[COUNT, WIDTH], &rows(|row| f64::from(row % 2 == 0))));
    let (done, ended) = std::sync::mpsc::channel();
    std::thread::spawn(move || {
        let rows = opened(&format!("npy:{path},label=1"));
        let pieces: Vec<_> = (0..COUNT).map(|row| row..row + 1).collect();
        let read = rows.read_ahead(&pieces, &Spare::default(), |_, _| {
            // until the reader has filled what there is
            std::thread::sleep(std::time::Duration::from_millis(200));
            Err(DataError::Empty { origin: "the work".into() })
        });
        done.send(read).expect("a listener");
    });
    let read = ended.recv_timeout(std::time::Duration::from_secs(60)).expect("the reader waits for ever");
    assert!(matches!(read, Err(DataError::Empty { .. })), "{read:?}");
}
