"""Numbers that name people: resident identity numbers and mobile phones, checked and masked."""

import re
from dataclasses import dataclass
from datetime import date
from typing import Literal

from unionhall.base import text

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
    sex: Literal["male", "female"]


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
    return _checked(number)


def _checked(number: str) -> Identity:
    if len(number) == 15 and number.isdecimal():
        born, order = "19" + number[6:12], number[14]
    elif len(number) != 18:
        raise ValueError(f"身份证号应为 18 位，现在是 {len(number)} 位")
    elif check_digit(number[:17]) != number[17]:
        raise ValueError(_TRUNCATED if number.endswith("000") else "身份证号校验码不对，请对照证件核对每一位")
    else:
        born, order = number[6:14], number[16]
    try:
        return Identity(number, date.fromisoformat(born), "male" if int(order) % 2 else "female")
    except ValueError:
        raise ValueError("身份证号里的出生日期不存在，请对照证件核对") from None


def check_digit(first_seventeen: str) -> str:
    """The eighteenth character of an identity number: a digit or X, ISO 7064 MOD 11-2."""
    return _CHECK_DIGITS[sum(weight * int(digit) for weight, digit in zip(_WEIGHTS, first_seventeen, strict=True)) % 11]


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
    return "*" * len(number) if len(number) < 15 else number[:6] + "*" * (len(number) - 10) + number[-4:]


def mask_phone(number: str) -> str:
    """138****1234; nothing of what is too short to be a mobile number."""
    return "*" * len(number) if len(number) < 11 else number[:3] + "*" * (len(number) - 7) + number[-4:]
