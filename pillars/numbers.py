"""Numbers as Indonesian offices write them: 3.333,06 and Rp1.250.000.000. In the database they are plain: "3333.06"."""
from __future__ import annotations

import re
from decimal import Decimal, InvalidOperation

from babel.numbers import format_decimal

_INDONESIAN = re.compile(r"^-?\d{1,3}(\.\d{3})+(,\d+)?$|^-?\d+(,\d+)?$")
_PLAIN = re.compile(r"^-?\d+(\.\d+)?$")


def parse(text: str) -> Decimal | None:
    """A number typed by a person, or None if it is none. Dots are thousands, the comma is the decimal sign; "Rp", "%"
    and spaces are passed over. "3.1" is read as 3,1: one dot that cannot be a thousands dot is taken for a decimal
    point, since spreadsheets in English paste it so.
    """
    text = re.sub(r"(?i)^rp\.?|[\s\u00a0]|%$|,-+$", "", text.strip())
    if _INDONESIAN.match(text):
        return Decimal(text.replace(".", "").replace(",", "."))
    if _PLAIN.match(text):
        return Decimal(text)
    return None


def canonical(text: str) -> str:
    """How a typed value is stored: a number in plain form ("1250.5"), anything else ("WTP") as it is, trimmed."""
    number = parse(text)
    if number is None:
        return " ".join(text.split())
    plain = format(number.normalize(), "f")
    return "0" if plain == "-0" else plain


def show(value) -> str:
    """A stored value in id-ID: "1250.5" → "1.250,5"; text stays; None and "" become ""."""
    if value is None or value == "":
        return ""
    try:
        number = Decimal(str(value))
    except InvalidOperation:
        return str(value)
    return format_decimal(number, format="#,##0.######", locale="id_ID") if number.is_finite() else str(value)


def rupiah(amount: int | None) -> str:
    """Rp1.250.000.000"""
    return "" if amount is None else "Rp" + format_decimal(amount, format="#,##0", locale="id_ID")


def millions(amount: int | None) -> str:
    """Rupiah in juta, at most two decimals: 1250500000 → "1.250,5"; None → ""."""
    return "" if amount is None else format_decimal(Decimal(amount) / 1_000_000, format="#,##0.##", locale="id_ID")


ROMAN = [(1000, "M"), (900, "CM"), (500, "D"), (400, "CD"), (100, "C"), (90, "XC"), (50, "L"), (40, "XL"), (10, "X"),
         (9, "IX"), (5, "V"), (4, "IV"), (1, "I")]


def roman(number: int) -> str:
    """4 → "IV"; for `number` from 1 on."""
    text = ""
    for value, sign in ROMAN:
        while number >= value:
            text, number = text + sign, number - value
    return text
