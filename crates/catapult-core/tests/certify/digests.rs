//! Statements name data exactly: SHA-256 of a canonical text.

use catapult_core::arithmetic::parse_exact;
use catapult_core::certify::Phase;
use catapult_core::certify::certificate::Claim;
use catapult_core::certify::digest::Sha256;
use catapult_core::certify::statement::{data_digest, state};
use catapult_core::dynamics::Problem;
use catapult_core::model::LossName;
use rug::Rational;

fn digest(text: &[u8]) -> String {
    let mut digest = Sha256::default();
    digest.append(text);
    digest.finish()
}

/// The vectors of FIPS 180-4, and the lengths at which the padding changes its number of blocks (from `sha256sum`).
#[test]
fn the_digest_is_that_of_the_standard() {
    let cases: [(Vec<u8>, &str); 7] = [
        (b"".to_vec(), "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"),
        (b"abc".to_vec(), "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"),
        (
            b"abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq".to_vec(),
            "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1",
        ),
        (vec![b'a'; 55], "9f4390f8d30c2dd92ec9f095b65e2b9ae9b0a925a5258e241c9f1e910f734318"),
        (vec![b'a'; 56], "b35439a4ac6f0948b6d6f9e3c6af0f5f590ce20f1bde7090ef7970686ec6738a"),
        (vec![b'a'; 64], "ffe054fe7ae0cb6dc65c3af9b61d5209f439851db43d0ba5997337df154668eb"),
        (vec![b'a'; 1_000_000], "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0"),
    ];
    for (text, expected) in cases {
        assert_eq!(digest(&text), expected, "{} bytes", text.len());
    }
}

fn points(texts: &[(&str, u32)]) -> Vec<(Rational, u32)> {
    texts.iter().map(|(z, count)| (parse_exact(z).expect("a number"), *count)).collect()
}

#[test]
fn the_canonical_text_is_what_it_says_and_does_not_depend_on_the_writing() {
    let expected = digest(b"-1/3 2\n0 1\n1/2 4\n");
    for same in [
        points(&[("-1/3", 2), ("0", 1), ("1/2", 4)]),
        points(&[("0.5", 1), ("5e-1", 3), ("-2/6", 1), ("0.0", 1), ("-1/3", 1)]),
        points(&[("7", 0), ("2/4", 4), ("0", 1), ("-1/3", 2)]),
    ] {
        assert_eq!(data_digest(&same), expected);
    }
    for other in [points(&[("-1/3", 2), ("1/2", 4)]), points(&[("-1/3", 1), ("0", 2), ("1/2", 4)])] {
        assert_ne!(data_digest(&other), expected);
    }
}

fn statement(points: Option<Vec<(Rational, u32)>>) -> String {
    let (rate, weight) = (Rational::from(1), Rational::from(2));
    let problem = match points {
        Some(points) => Problem::linear_on(points, LossName::Logistic, rate, weight),
        None => Problem::linear(LossName::Logistic, rate, weight),
    };
    state(&problem, &Claim { phase: Phase::Lazy, limit: None })
}

#[test]
fn few_short_points_are_written_out_and_many_or_long_ones_have_a_digest() {
    let few = statement(Some(points(&[("2", 1), ("-1/2", 3)])));
    assert!(few.contains("-1/2 (3 times), 2)"), "{few}");
    let many: Vec<_> = (1..=9).map(|z| (Rational::from(z), 1)).collect();
    let long = points(&[("1e1000", 1), ("-1", 1)]);
    for data in [many, long] {
        let text = statement(Some(data.clone()));
        assert!(text.contains(&data_digest(&data)) && text.len() < 300, "{text}");
    }
    assert!(!statement(None).contains("signed points"));
}
