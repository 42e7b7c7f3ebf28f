//! Seeds are read in one way everywhere, and refused with a reason.

use catapult::training::Seeds;

#[test]
fn lists_and_ranges_are_seeds_in_their_order() {
    for (text, seeds, written) in [
        ("7", vec![7], "7"),
        ("3, 1,2", vec![3, 1, 2], "3,1,2"),
        ("1..4", vec![1, 2, 3, 4], "1..4"),
        ("9,0..2", vec![9, 0, 1, 2], "9,0..2"),
        ("5..5", vec![5], "5"),
        ("18446744073709551615", vec![u64::MAX], "18446744073709551615"),
    ] {
        let read: Seeds = text.parse().expect(text);
        assert_eq!((read.as_slice(), read.to_string().as_str()), (&seeds[..], written));
    }
}

#[test]
fn what_is_no_seed_says_why() {
    for (text, words) in [
        ("", "`` is not a seed"),
        ("1,,2", "is not a seed"),
        ("-1", "whole numbers from 0"),
        ("1.5", "is not a seed"),
        ("4..1", "`4..1` is not a seed"),
        ("18446744073709551616", "is not a seed"),
        ("1,2,1", "seed 1 is given twice"),
        ("1..5,3", "seed 3 is given twice"),
        ("1..20000", "20000 seeds are too many"),
        ("0..18446744073709551615", "18446744073709551616 seeds are too many"),
    ] {
        let message = text.parse::<Seeds>().expect_err(text).to_string();
        assert!(message.contains(words) && message.lines().count() == 1, "{text}: {message}");
    }
}
