from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pillars import numbers


@pytest.mark.parametrize(("typed", "number"), [
    ("3.333,06", "3333.06"), ("1.250.000.000", "1250000000"), ("Rp1.250.000", "1250000"),
    ("Rp. 1.250.000,-", "1250000"),
    ("12,5%", "12.5"), ("-4,25", "-4.25"), ("3.1", "3.1"), ("750", "750"), (" 1.000 ", "1000"), ("0,5", "0.5"),
])
def test_a_number_is_read_as_offices_write_it(typed, number):
    assert numbers.parse(typed) == Decimal(number)


@pytest.mark.parametrize("typed", ["", "WTP", "1.2.3", "12,5,6", "1e5", "sekitar 10"])
def test_what_is_no_number_is_none(typed):
    assert numbers.parse(typed) is None


@pytest.mark.parametrize(("typed", "stored"), [
    ("3.333,06", "3333.06"), ("10,00", "10"), ("-0", "0"), ("  WTP ", "WTP"), ("sangat  baik", "sangat baik"),
])
def test_a_value_is_stored_in_plain_form(typed, stored):
    assert numbers.canonical(typed) == stored


@pytest.mark.parametrize(("stored", "shown"), [
    ("1250.5", "1.250,5"), ("WTP", "WTP"), (None, ""), ("", ""), (0, "0"), ("NaN", "NaN"), ("0.000001", "0,000001"),
])
def test_a_stored_value_is_shown_in_indonesian(stored, shown):
    assert numbers.show(stored) == shown


def test_money_is_shown_whole_and_in_millions():
    assert numbers.rupiah(1_250_000_000) == "Rp1.250.000.000"
    assert numbers.millions(1_250_500_000) == "1.250,5"
    assert (numbers.rupiah(None), numbers.millions(None)) == ("", "")


@pytest.mark.parametrize(("number", "text"), [(1, "I"), (4, "IV"), (9, "IX"), (14, "XIV"), (40, "XL"), (94, "XCIV")])
def test_roman_numerals(number, text):
    assert numbers.roman(number) == text


@given(st.decimals(min_value=-10**12, max_value=10**12, places=3))
def test_what_is_shown_is_read_back_as_the_same_number(number):
    assert numbers.parse(numbers.show(number)) == number
