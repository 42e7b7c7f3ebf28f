"""Exact numbers go in as they are."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

import catapult
import numpy as np
import pytest
from catapult import threshold
from hypothesis import given
from hypothesis import strategies as st


def taken(number):
    """The number as the library has taken it: eta_lazy = 2/lambda for the squared loss, exactly."""
    return 2 / threshold.lazy_rate("squared", number).exact


@given(st.fractions(min_value=Fraction(1, 10**30), max_value=10**40))
def test_fractions_are_taken_as_they_are(number):
    assert taken(number) == number
    assert taken(f"{number.numerator}/{number.denominator}") == number


@given(st.integers(min_value=1, max_value=10**300))
def test_integers_of_any_length(number):
    assert taken(number) == number
    assert taken(str(number)) == number


@given(st.floats(min_value=1e-300, max_value=1e300))
def test_floats_are_their_binary_values(number):
    assert taken(number) == Fraction(number)
    assert taken(np.float64(number)) == Fraction(number)


@given(st.floats(min_value=2**-120, max_value=2.0**120, width=32))
def test_short_floats_are_their_binary_values(number):
    assert taken(np.float32(number)) == Fraction(number)


@given(st.decimals(min_value=Decimal("1e-40"), max_value=Decimal("1e40"), allow_nan=False))
def test_decimals_are_taken_as_they_are(number):
    assert taken(number) == Fraction(number)


def test_one_tenth_is_no_float():
    assert taken("0.1") == taken(Decimal("0.1")) == taken(Fraction(1, 10)) == Fraction(1, 10)
    assert taken(0.1) == Fraction(3602879701896397, 2**55) != Fraction(1, 10)


@pytest.mark.parametrize("number", [np.int8(3), np.uint64(2**64 - 1), np.float16(0.1)])
def test_numbers_of_numpy(number):
    assert taken(number) == Fraction(number.item())


@pytest.mark.parametrize("number", [float("nan"), float("inf"), np.float32("nan"), Decimal("NaN"), Decimal("Infinity"), "nan", "one", ""])
def test_what_is_no_number_is_refused_by_name(number):
    with pytest.raises(catapult.InputError, match="lambda_"):
        threshold.lazy_rate("squared", number)
    with pytest.raises(ValueError):
        threshold.lazy_rate("squared", number)


@pytest.mark.parametrize("number", [True, np.bool_(True), 1j, b"1", object()])
def test_what_is_of_another_kind_is_a_type_error(number):
    with pytest.raises(TypeError, match="lambda_.*exact binary value"):
        threshold.lazy_rate("squared", number)


def test_huge_exponents_are_refused_before_they_are_written_out():
    with pytest.raises(catapult.InputError, match="out of range"):
        threshold.lazy_rate("squared", Decimal("1e999999999"))


def test_errors_name_the_value_and_the_remedy():
    with pytest.raises(catapult.InputError, match=r"learning rate -1 is not positive: give a rate above 0"):
        catapult.classify("linear", loss="logistic", eta=-1, weight=1)
    with pytest.raises(catapult.InputError, match="there is no loss `logistik`; did you mean `logistic`"):
        catapult.classify("linear", loss="logistik", eta=1, weight=1)
    with pytest.raises(catapult.InputError, match="`two_layer`: choose one of linear, two-layer"):
        catapult.classify("two_layer", loss="logistic", eta=1, weight=1)
    with pytest.raises(catapult.InputError, match="sigma does not go with the network `linear`"):
        catapult.classify("linear", loss="logistic", eta=1, weight=1, sigma=[1])
    with pytest.raises(catapult.InputError, match="the start is not given"):
        catapult.classify("two-layer", loss="logistic", eta=1, width=3)
