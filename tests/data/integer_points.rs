//! The forms in which integer points are kept are the same points: each is held against rational numbers.

use catapult::data::integer_points::RoundedWeight;
use catapult::data::{ExactDataSet, IntegerPoints};
use proptest::prelude::*;
use rug::{Integer, Rational};

const DIMENSION: usize = 3;

fn labels(count: usize) -> Vec<i8> {
    (0..count).map(|i| if i % 3 == 1 { -1 } else { 1 }).collect()
}

fn exact(features: &[Rational], labels: &[i8]) -> ExactDataSet {
    let samples = features.chunks(DIMENSION).zip(labels).map(|(x, y)| (x.to_vec(), *y)).collect();
    ExactDataSet { samples }
}

/// Entries, up to the scale that sqrt(q) carries, and everything that is computed from them.
fn assert_same(found: &IntegerPoints, data: &ExactDataSet, weight: &[Integer], multipliers: &[Integer]) {
    let points = data.signed_points();
    assert_eq!((found.count(), found.dimension()), (points.len(), DIMENSION));
    for (i, point) in points.iter().enumerate() {
        let square: Rational = point.iter().map(|x| x.clone().square()).sum();
        assert_eq!(Rational::from(found.squared_length(i)) * found.squared_scale(), square);
        assert_eq!(found.is_zero(i), point.iter().all(Rational::is_zero));
        for (j, x) in point.iter().enumerate() {
            let entry = found.entry(i, j);
            assert_eq!(entry.cmp0(), x.cmp0());
            assert_eq!(Rational::from(entry.square_ref()) * found.squared_scale(), x.clone().square());
            assert_eq!(found.residue(i, j, 2_147_483_647), entry.mod_u(2_147_483_647));
            assert!(u64::from(entry.significant_bits()) <= found.bits());
        }
        let (rounded, exponent) = found.rounded(i);
        for (j, x) in rounded.iter().enumerate() {
            let back = Rational::from_f64(*x).expect("finite") << exponent;
            let off = (back - Rational::from(found.entry(i, j))).abs() << 52;
            let largest = (0..DIMENSION).map(|j| found.entry(i, j).abs()).max().expect("an entry");
            assert!(off <= largest, "{x} at ({i}, {j})");
        }
    }
    let rows: Vec<usize> = (0..found.count()).collect();
    let dot = |i: usize| -> Integer { (0..DIMENSION).map(|j| found.entry(i, j) * &weight[j]).sum() };
    let products: Vec<Integer> = rows.iter().map(|i| dot(*i)).collect();
    assert_eq!(found.products(&rows, weight), products);
    for i in &rows {
        assert_eq!(found.are_positive(&[*i], weight), products[*i] > 0);
    }
    let least = rows.iter().map(|i| (*i, products[*i].clone())).min_by(|one, other| one.1.cmp(&other.1));
    assert_eq!(found.least_product(&rows, weight), least);
    for bound in products.iter().flat_map(|product| [-1, 0, 1].map(|step| Integer::from(product + step))) {
        let below: Vec<usize> = rows.iter().copied().filter(|i| products[*i] < bound).collect();
        assert_eq!(found.rows_below(&rows, weight, &bound), below);
    }
    let rounded = RoundedWeight::new(weight);
    for ((value, error), product) in found.rounded_products(&rows, &rounded).into_iter().zip(&products) {
        if error.is_finite() {
            // the unit of doubles is that of the entries, 2^-shift, and of the weight
            let unit = found.rounded_unit() + rounded.exponent();
            let exact = Rational::from(product) >> unit;
            let value = Rational::from_f64(value).expect("finite");
            assert!((exact - value).abs() <= Rational::from_f64(error).expect("finite"));
        }
    }
    let pairs: Vec<(usize, Integer)> = rows.iter().map(|i| (*i, multipliers[i % multipliers.len()].clone())).collect();
    let sums: Vec<Integer> =
        (0..DIMENSION).map(|j| pairs.iter().map(|(i, mu)| found.entry(*i, j) * mu).sum()).collect();
    assert_eq!(found.combination(&pairs), sums);
}

fn integers() -> impl Strategy<Value = Vec<Integer>> {
    let any = prop_oneof![
        (-9i64..=9).prop_map(Integer::from),
        any::<i64>().prop_map(Integer::from),
        (any::<i64>(), 0u32..900).prop_map(|(x, places)| Integer::from(x) << places),
    ];
    prop::collection::vec(any, DIMENSION)
}

/// Doubles of similar sizes, of all sizes, and the ends of their range.
fn doubles() -> impl Strategy<Value = Vec<f64>> {
    let hostile = prop_oneof![
        Just(0.0),
        Just(-0.0),
        Just(f64::MIN_POSITIVE),
        Just(5e-324),
        Just(f64::MAX),
        Just(1.0),
        any::<f64>().prop_filter("finite", |x| x.is_finite())
    ];
    prop_oneof![
        prop::collection::vec(any::<f32>().prop_filter("finite", |x| x.is_finite()).prop_map(f64::from), 12),
        prop::collection::vec((-1000i32..1000).prop_map(|x| f64::from(x) / 8.0), 12),
        prop::collection::vec(hostile, 12),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(400))]

    #[test]
    fn doubles_are_the_rationals_that_they_are(features in doubles(), weight in integers(), multipliers in integers()) {
        let labels = labels(features.len() / DIMENSION);
        let found = IntegerPoints::of_doubles(DIMENSION, features.clone(), &labels).expect("finite");
        let features: Vec<Rational> = features.iter().map(|x| Rational::from_f64(*x).expect("finite")).collect();
        assert_same(&found, &exact(&features, &labels), &weight, &multipliers);
    }

    #[test]
    fn words_carry_their_unit(
        features in prop_oneof![
            prop::collection::vec(any::<i64>(), 12),
            prop::collection::vec((-50i64..50).prop_map(|x| 6 * x), 12),
            prop::collection::vec(prop_oneof![Just(i64::MIN), Just(i64::MAX), Just(0)], 12),
        ],
        places in 0u32..20,
        weight in integers(),
        multipliers in integers(),
    ) {
        let labels = labels(features.len() / DIMENSION);
        let unit = Rational::from((Integer::from(1), Integer::from(Integer::u_pow_u(10, places))));
        let found = IntegerPoints::of_words(DIMENSION, features.clone(), &labels, &unit);
        let features: Vec<Rational> = features.iter().map(|x| unit.clone() * *x).collect();
        let data = exact(&features, &labels);
        assert_same(&found, &data, &weight, &multipliers);
        // the same integers as from rational numbers
        let rational = IntegerPoints::of_exact(&data);
        prop_assert_eq!(found.squared_scale(), rational.squared_scale());
    }
}

#[test]
fn what_is_not_finite_is_named() {
    let refused = IntegerPoints::of_doubles(2, vec![1.0, 2.0, 3.0, f64::NAN], &[1, 1]).expect_err("not finite");
    assert!(refused.to_string().contains('2'), "{refused}");
}
