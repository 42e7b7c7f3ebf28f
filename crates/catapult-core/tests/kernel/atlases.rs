//! Forged certificates of atlases: cells that overlap, lie outside the chart, or make up another share than the claim says, held
//! against a picture of the chart on which each cell is painted.

use catapult_core::arithmetic::parse_exact;
use catapult_core::certify::Phase;
use catapult_core::certify::atlas::{AtlasCertificate, AtlasRejection, CellRejection, ProvedCell, Shares, share};
use catapult_core::certify::cell::{CellProof, MOST_CELL_STEPS, ShortNumber};
use catapult_core::certify::certificate::Exact;
use catapult_core::certify::chart::{Cell, Chart, Range, VerticalAxis};
use catapult_core::certify::checks::Failure;
use catapult_core::certify::plane::{AlmostProof, Along};
use catapult_core::certify::region::Region;
use catapult_core::model::LossName;
use rand::{RngExt, SeedableRng};
use rand_chacha::ChaCha8Rng;
use rug::Rational;

fn exact(text: &str) -> Rational {
    parse_exact(text).unwrap()
}

fn range(from: &str, to: &str) -> Range {
    Range { from: exact(from), to: exact(to) }
}

/// A chart all of whose cells are lazy by a trap at step 0: eta lambda is between 1/10 and 1, and f nearly zero.
fn chart() -> Chart {
    Chart {
        loss: LossName::Squared,
        width: Rational::from(4),
        learning_rates: range("1/10", "1/2"),
        vertical: range("1", "2"),
        axis: VerticalAxis::Lambda,
        fixed: exact("1/1000"),
    }
}

fn trap(step: u32, contraction: &str) -> CellProof {
    CellProof::Trap { step, contraction: ShortNumber::new(exact(contraction)).unwrap() }
}

fn lazy(level: u32, column: u64, row: u64) -> ProvedCell {
    ProvedCell { cell: Cell { level, column, row }, phase: Phase::Lazy, proof: trap(0, "99/100") }
}

fn shares(lazy: Rational, catapult: Rational, divergent: Rational) -> Shares {
    Shares { lazy: Exact(lazy), catapult: Exact(catapult), divergent: Exact(divergent) }
}

/// The level of the picture.
const FINEST: u32 = 5;

/// How much of the chart the cells cover; `None` if two overlap or one is outside.
fn painted(cells: &[ProvedCell]) -> Option<Rational> {
    let side = 1_usize << FINEST;
    let mut picture = vec![false; side * side];
    for ProvedCell { cell: Cell { level, column, row }, .. } in cells {
        let width = side >> level;
        let [left, below] = [column, row].map(|index| *index as usize * width);
        if left >= side || below >= side {
            return None;
        }
        for pixel in (below..below + width).flat_map(|y| (left..left + width).map(move |x| y * side + x)) {
            if std::mem::replace(&mut picture[pixel], true) {
                return None;
            }
        }
    }
    Some(Rational::from((picture.iter().filter(|pixel| **pixel).count() as u64, (side * side) as u64)))
}

/// Cells that do not overlap: a cell of the chart, or what some of its quarters are cut into.
fn cut(random: &mut ChaCha8Rng, level: u32, column: u64, row: u64, cells: &mut Vec<ProvedCell>) {
    match random.random_range(0..4) {
        0 => {}
        1 => cells.push(lazy(level, column, row)),
        _ if level == FINEST => cells.push(lazy(level, column, row)),
        _ => {
            for (right, up) in [(1, 0), (0, 0), (1, 1), (0, 1)] {
                cut(random, level + 1, 2 * column + right, 2 * row + up, cells);
            }
        }
    }
}

fn forge_atlases(cases: usize) {
    let mut random = ChaCha8Rng::seed_from_u64(301);
    let (mut accepted, mut overlaps, mut claims) = (0, 0, 0);
    for _ in 0..cases {
        let mut cells = Vec::new();
        cut(&mut random, 0, 0, 0, &mut cells);
        cells.truncate(12);
        // in any order
        for last in (1..cells.len()).rev() {
            cells.swap(last, random.random_range(0..=last));
        }
        if random.random_range(0..3) == 0 {
            let level = random.random_range(0..=FINEST);
            let place = |random: &mut ChaCha8Rng| random.random_range(0..(1 << level) + 1);
            let cell = lazy(level, place(&mut random), place(&mut random));
            cells.insert(random.random_range(0..=cells.len()), cell);
        }
        let covered = painted(&cells);
        let mut certificate = AtlasCertificate::of(chart(), cells);
        if let Some(covered) = &covered {
            assert_eq!(certificate.claim, shares(covered.clone(), Rational::new(), Rational::new()));
        }
        let wrong = random.random_range(0..4) == 0;
        if wrong {
            let off = Rational::from((1, 1u64 << random.random_range(1..40)));
            let Shares { lazy, catapult, divergent } = &mut certificate.claim;
            let share = [lazy, catapult, divergent].into_iter().nth(random.random_range(0..3)).unwrap();
            share.0 += if random.random() { off } else { -off };
        }
        match certificate.check() {
            Ok(_) => {
                assert!(covered.is_some() && !wrong, "{:?} {:?}", certificate.cells, certificate.claim);
                accepted += 1;
            }
            Err(AtlasRejection::Cells) => {
                assert!(covered.is_none(), "{:?}", certificate.cells);
                overlaps += 1;
            }
            Err(AtlasRejection::Share { .. }) => {
                assert!(wrong, "{:?} {:?}", certificate.cells, certificate.claim);
                claims += 1;
            }
            Err(rejection) => panic!("{rejection}: {:?}", certificate.cells),
        }
    }
    assert!([accepted, overlaps, claims].iter().all(|count| count * 20 > cases), "{accepted} {overlaps} {claims}");
}

forging_test!(atlases, atlases_exhaustively, forge_atlases);

/// What a certificate of one cell is rejected for.
fn rejection(chart: Chart, cell: ProvedCell) -> Option<AtlasRejection> {
    AtlasCertificate::of(chart, vec![cell]).check().err()
}

#[test]
fn every_cell_of_an_atlas_is_proved() {
    let wrong_phase = ProvedCell { phase: Phase::Catapult, ..lazy(1, 0, 1) };
    let no_proof = ProvedCell { proof: trap(0, "1/100"), ..lazy(1, 0, 1) };
    for (cell, phase) in [(wrong_phase, true), (no_proof, false)] {
        let mut cells = vec![lazy(1, 0, 0), cell, lazy(1, 1, 1)];
        assert!(AtlasCertificate::of(chart(), vec![cells[0].clone(), cells[2].clone()]).check().is_ok());
        for _ in 0..3 {
            cells.rotate_left(1);
            let answer = AtlasCertificate::of(chart(), cells.clone()).check();
            match answer {
                Err(AtlasRejection::Cell(CellRejection::Phase { claimed, proved, .. })) if phase => {
                    assert_eq!((claimed, proved), (Phase::Catapult, Phase::Lazy));
                }
                Err(AtlasRejection::Cell(CellRejection::Proof { cell, .. })) if !phase => {
                    assert_eq!(cell, Cell { level: 1, column: 0, row: 1 });
                }
                other => panic!("{other:?}"),
            }
        }
    }
}

#[test]
fn charts_are_rectangles_of_starts() {
    let cell = || lazy(2, 1, 3);
    assert_eq!(rejection(chart(), cell()), None);
    for (learning_rates, vertical) in [
        (range("1/2", "1/10"), range("1", "2")),
        (range("1/2", "1/2"), range("1", "2")),
        (range("1/10", "1/2"), range("2", "1")),
    ] {
        let reversed = Chart { learning_rates, vertical, ..chart() };
        assert_eq!(rejection(reversed, cell()), Some(AtlasRejection::Range));
    }
    // one corner without a rate, or with lambda < 2 |f|/sqrt m: here lambda < |f|
    for (learning_rates, vertical, fixed) in
        [(range("0", "1/2"), range("1", "2"), "1/1000"), (range("1/10", "1/2"), range("1/2", "2"), "-501/1000")]
    {
        let outside = Chart { learning_rates, vertical, fixed: exact(fixed), ..chart() };
        assert!(matches!(rejection(outside, cell()), Some(AtlasRejection::Chart(_))));
    }
}

#[test]
fn the_work_of_an_atlas_is_bounded() {
    let deepest = lazy(Chart::DEEPEST, 5, 4095);
    assert_eq!(rejection(chart(), deepest), None);
    assert_eq!(rejection(chart(), lazy(Chart::DEEPEST + 1, 5, 4095)), Some(AtlasRejection::Cells));
    // the work of so many steps is allowed, but not done: the step before the claim is
    let long = |step| AtlasCertificate::of(chart(), vec![ProvedCell { proof: trap(step, "99/100"), ..lazy(1, 0, 0) }]);
    assert!(long(MOST_CELL_STEPS).check_claim().is_ok());
    assert_eq!(long(MOST_CELL_STEPS + 1).check_claim(), Err(AtlasRejection::Work));
    // 128 times 2^16 steps are 2^23, and each cell counts a few more
    let many = |count: u64| {
        let cell = |column| ProvedCell { proof: trap(MOST_CELL_STEPS, "99/100"), ..lazy(8, column, 0) };
        AtlasCertificate::of(chart(), (0..count).map(cell).collect()).check_claim()
    };
    assert!(many(127).is_ok());
    assert_eq!(many(128), Err(AtlasRejection::Work));
    // cells without steps count too
    let cell = |place: u64| {
        let cell = Cell { level: 12, column: place & 4095, row: place >> 12 };
        ProvedCell { cell, phase: Phase::Divergent, proof: CellProof::Growth { step: 0 } }
    };
    let mut full = AtlasCertificate::of(chart(), (0..1 << 19).map(cell).collect());
    assert!(full.check_claim().is_ok());
    full.cells.push(cell(1 << 19));
    assert_eq!(full.check_claim(), Err(AtlasRejection::Work));
    // numbers of the chart
    let with_bits = |bits: u32| Chart { fixed: Rational::from((1, rug::Integer::from(1) << bits)), ..chart() };
    assert_eq!(rejection(with_bits(4095), lazy(1, 0, 0)), None);
    assert_eq!(rejection(with_bits(4096), lazy(1, 0, 0)), Some(AtlasRejection::Work));
}

/// A chart without area has no shares; and of D0 no part almost diverges.
#[test]
fn charts_have_area() {
    let flat = Chart { vertical: range("1", "1"), ..chart() };
    assert_eq!(rejection(flat, lazy(1, 0, 0)), Some(AtlasRejection::Range));
    let thin = Chart { learning_rates: range("1/4", "1/4"), ..chart() };
    assert_eq!(rejection(thin, lazy(1, 0, 0)), Some(AtlasRejection::Range));
    let (chart, share) = (chart(), Rational::from((1, 64)));
    let proof = AlmostProof { step: 1, along: Along::X, clearance: ShortNumber::new(exact("1/8")).unwrap() };
    let prepared = Region::prepare(&chart).unwrap();
    let answer = <Chart as Region>::establish_almost(&prepared, Cell::WHOLE, &share, &proof);
    assert!(matches!(answer, Err(Failure::NotApplicable(_))), "{answer:?}");
}

#[test]
fn an_atlas_says_what_it_has_proved() {
    let cells = vec![lazy(1, 0, 0), lazy(2, 2, 3)];
    let certificate = AtlasCertificate::of(chart(), cells);
    let statement = certificate.check().unwrap().statement;
    assert_eq!(
        statement,
        "two-layer network of width 4 on D0, squared loss, eta from 1/10 to 1/2, from lambda between 1 and 2, f = 1/1000: \
         31.25 % lazy, 0 % catapult, 0 % divergent, proved in 2 cells"
    );
    assert_eq!(share(&certificate.cells, Phase::Lazy), Rational::from((5, 16)));
    assert_eq!(share::<CellProof>(&[], Phase::Lazy), Rational::new());
    let third = Cell { level: 3, column: 0, row: 0 };
    assert_eq!(third.share(), Rational::from((1, 64)));
}

#[test]
fn certificates_of_atlases_are_what_their_texts_say() {
    let text = r#"{"format":"catapult-atlas/1","chart":{"loss":"squared","width":"4","learning_rates":{"from":"1/10","to":"1/2"},"vertical":{"from":"1","to":"2"},"axis":"lambda","fixed":"1/1000"},"claim":{"lazy":"5/16","catapult":"0","divergent":"0"},"cells":[[[1,0,0],"lazy",{"kind":"trap","step":0,"contraction":"99/100"}],[[2,2,3],"lazy",{"kind":"trap","step":0,"contraction":"99/100"}]]}"#;
    let certificate = AtlasCertificate::of(chart(), vec![lazy(1, 0, 0), lazy(2, 2, 3)]);
    assert_eq!(serde_json::to_string(&certificate).unwrap(), text);
    assert_eq!(serde_json::from_str::<AtlasCertificate>(text).unwrap(), certificate);
    let longest = format!("\"{}\"", rug::Integer::from(1) << (ShortNumber::MOST_BITS - 1));
    assert!(serde_json::from_str::<ShortNumber>(&longest).is_ok());
    let longer = format!("\"1/{}\"", rug::Integer::from(1) << ShortNumber::MOST_BITS);
    assert!(serde_json::from_str::<ShortNumber>(&longer).is_err());
    for (text, expected) in [
        ("1..2", Some(range("1", "2"))),
        ("-1/2..1e-3", Some(range("-1/2", "1/1000"))),
        ("2..1", None),
        ("1..1", None),
        ("1", None),
        ("a..b", None),
    ] {
        assert_eq!(text.parse::<Range>().ok(), expected, "{text}");
    }
}
