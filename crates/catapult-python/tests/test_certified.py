"""Certified values: exact ends, doubles rounded outward, and other packages' enclosures."""

from __future__ import annotations

import copy
import math
import pickle
from fractions import Fraction

import catapult
import flint
import mpmath
import pytest
from catapult import Certified
from hypothesis import given
from hypothesis import strategies as st

ENDS = st.tuples(st.fractions(min_value=-(10**30), max_value=10**30), st.fractions(min_value=0, max_value=10**5))


def certified(lower, width, places=25):
    """An enclosure with decimal ends."""
    scaled = math.floor(lower * 10**places)
    ends = [Fraction(scaled, 10**places), Fraction(scaled + math.ceil(width * 10**places), 10**places)]
    return Certified(*[decimal(end, places) for end in ends]), ends


def decimal(number, places):
    sign = "-" if number < 0 else ""
    digits = str(abs(int(number * 10**places))).rjust(places + 1, "0")
    return f"{sign}{digits[:-places]}.{digits[-places:]}"


@given(ENDS)
def test_ends_are_exact(ends):
    value, (lower, upper) = certified(*ends)
    assert (value.lower, value.upper) == (lower, upper)
    assert lower in value and upper in value
    assert lower - Fraction(1, 10**40) not in value and upper + Fraction(1, 10**40) not in value


@given(ENDS)
def test_doubles_are_rounded_outward_and_by_one_step_at_most(ends):
    value, (lower, upper) = certified(*ends)
    low, high = value.interval()
    assert Fraction(low) <= lower < Fraction(math.nextafter(low, math.inf))
    assert Fraction(math.nextafter(high, -math.inf)) < upper <= Fraction(high)


@given(ENDS)
def test_the_float_is_the_nearest_to_the_middle(ends):
    value, (lower, upper) = certified(*ends)
    middle = (lower + upper) / 2
    error = abs(Fraction(float(value)) - middle)
    assert all(error <= abs(Fraction(other) - middle) for other in (math.nextafter(float(value), side) for side in (-math.inf, math.inf)))


@given(ENDS)
def test_intervals_of_mpmath_contain_it(ends):
    value, (lower, upper) = certified(*ends)
    interval = value.to_mpi()
    as_fraction = lambda number: Fraction(*mpmath.libmp.to_rational(number._mpf_))
    low, high = (mpmath.mpf(end) for end in (interval.a.mid, interval.b.mid))
    assert as_fraction(low) <= lower and upper <= as_fraction(high)


@given(ENDS)
def test_balls_of_flint_contain_it(ends):
    value, (lower, upper) = certified(*ends)
    ball = value.to_arb()
    for end in (lower, upper):
        assert ball.contains(flint.arb(flint.fmpq(end.numerator, end.denominator))) or ball.overlaps(
            flint.arb(flint.fmpq(end.numerator, end.denominator))
        )


def test_short_doubles_and_infinities():
    assert Certified("1e-400", "2e-400").interval() == (0.0, 5e-324)
    assert Certified("-2e-400", "1e400").interval() == (-5e-324, math.inf)
    unbounded = Certified("-inf", "inf")
    assert (unbounded.lower, unbounded.upper) == (-math.inf, math.inf) == unbounded.interval()
    assert unbounded.digits == 0


def test_what_is_known_exactly_says_so():
    rate = catapult.threshold.lazy_rate("squared", "2/3")
    assert rate.exact == 3 and rate.closed_form == "3" and rate.digits == math.inf
    third = catapult.threshold.lazy_rate("squared", 6)
    assert third.exact == Fraction(1, 3) and third.closed_form == "1/3"
    assert catapult.threshold.critical_rate("logistic", 12).exact is None


def test_digits_are_shared():
    assert Certified("1.2345", "1.2349").digits == 4
    assert str(Certified("1.2345", "1.2349")) == "1.234[5, 9]"
    assert Certified("0.99", "1.01").digits == 0


def test_it_travels():
    value = catapult.threshold.critical_rate("logistic", 12)
    assert pickle.loads(pickle.dumps(value)) == value == copy.deepcopy(value)
    assert hash(pickle.loads(pickle.dumps(value))) == hash(value)
    assert eval(repr(value), {"Certified": Certified}) == value
    assert "certified: between" in value._repr_html_()


@pytest.mark.parametrize("ends", [("2", "1"), ("x", "1"), ("nan", "nan")])
def test_ends_that_are_none_are_refused(ends):
    with pytest.raises(catapult.InputError, match="not the ends of an interval"):
        Certified(*ends)
