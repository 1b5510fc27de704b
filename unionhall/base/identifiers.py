"""Numbers that name people: resident identity numbers and mobile phones, checked and masked."""

import re
from dataclasses import dataclass
from datetime import date
from typing import Literal

from unionhall.base import text

Sex = Literal["male", "female"]

_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_CHECK_DIGITS = "10X98765432"
_TRUNCATED = "身份证号已被 Excel 截断，请把该列设为文本后重填"
# A number cell keeps 15 digits: what is larger has lost its tail.
_EXACT_IN_EXCEL = 10**15


@dataclass(frozen=True)
class Identity:
    """A resident identity number with what it says: 18 characters, or 15 of the old kind."""

    number: str
    birth: date
    sex: Sex


def parse_identity(value: object) -> Identity:
    """Read an identity number, GB 11643; 15-digit numbers are kept as they are.

    Raises ``ValueError`` with a sentence for people: cut off by Excel, wrong length, wrong date, wrong check digit.
    """
    if isinstance(value, float) and value >= _EXACT_IN_EXCEL:
        raise ValueError(_TRUNCATED)
    number = re.sub(r"[\s-]", "", text.fold(_written(value))).upper()
    if not number:
        raise ValueError("身份证号为空")
    if re.fullmatch(r"\d\.\d+E\+\d+", number) or (isinstance(value, int) and value >= _EXACT_IN_EXCEL and number.endswith("000")):
        raise ValueError(_TRUNCATED)
    if not re.fullmatch(r"\d+X?", number):
        raise ValueError(f"身份证号“{mask_identity(number)}”里有数字以外的字符，请核对")
    if len(number) == 15 and number.isdecimal():
        return Identity(number, _birth("19" + number[6:12]), _sex(number[14]))
    if len(number) != 18:
        raise ValueError(f"身份证号应为 18 位，现在是 {len(number)} 位")
    return _of_eighteen(number)


def _of_eighteen(number: str) -> Identity:
    if check_digit(number[:17]) != number[17]:
        raise ValueError(_TRUNCATED if number.endswith("000") else "身份证号校验码不对，请对照证件核对每一位")
    return Identity(number, _birth(number[6:14]), _sex(number[16]))


def check_digit(first_seventeen: str) -> str:
    """The eighteenth character of an identity number: a digit or X, ISO 7064 MOD 11-2."""
    return _CHECK_DIGITS[sum(weight * int(digit) for weight, digit in zip(_WEIGHTS, first_seventeen, strict=True)) % 11]


def _birth(digits: str) -> date:
    try:
        return date(int(digits[:4]), int(digits[4:6]), int(digits[6:]))
    except ValueError:
        raise ValueError("身份证号里的出生日期不存在，请对照证件核对") from None


def _sex(digit: str) -> Sex:
    return "male" if int(digit) % 2 else "female"


def parse_phone(value: object) -> str:
    """The 11 digits of a mobile phone number. Raises ``ValueError`` with a sentence for people."""
    number = re.sub(r"[\s-]", "", text.fold(_written(value)))
    number = re.sub(r"^(?:\+86|0086|86(?=\d{11}$))", "", number)
    if not number:
        raise ValueError("手机号为空")
    if not number.isdecimal():
        raise ValueError(f"手机号“{number}”里有数字以外的字符，请核对")
    if len(number) != 11:
        raise ValueError(f"手机号应为 11 位，现在是 {len(number)} 位")
    if not re.match("1[3-9]", number):
        raise ValueError("手机号应以 13 至 19 开头，请核对")
    return number


def _written(value: object) -> str:
    """What a person sees in the cell: a number cell without the fraction that its storage adds."""
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return "" if value is None else str(value)


def mask_identity(number: str) -> str:
    """The first 6 and the last 4 characters; nothing of what is too short to be an identity number."""
    return _mask(number, first=6, last=4, at_least=15)


def mask_phone(number: str) -> str:
    """138****1234; nothing of what is too short to be a mobile number."""
    return _mask(number, first=3, last=4, at_least=11)


def _mask(number: str, *, first: int, last: int, at_least: int) -> str:
    if len(number) < at_least:
        return "*" * len(number)
    return number[:first] + "*" * (len(number) - first - last) + number[-last:]
