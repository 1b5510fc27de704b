"""Identity and phone numbers: what is wrong is said, what is private is masked."""

import re
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from unionhall.base.identifiers import Identity, check_digit, mask_identity, mask_phone, parse_identity, parse_phone

# Invented numbers of a region code that no place has.
FIRST = "99010119900307001"
NUMBER = FIRST + check_digit(FIRST)
TRUNCATED = "身份证号已被 Excel 截断，请把该列设为文本后重填"


def test_the_published_example_has_its_check_digit() -> None:
    assert check_digit("11010519491231002") == "X"
    assert parse_identity("11010519491231002x") == Identity("11010519491231002X", date(1949, 12, 31), "female")


@pytest.mark.parametrize(
    "written", [NUMBER, f" {NUMBER[:6]} {NUMBER[6:14]} {NUMBER[14:]}", "".join(chr(ord(c) + 0xFEE0) for c in NUMBER), int(NUMBER)]
)
def test_an_identity_number_tells_birth_and_sex(written: object) -> None:
    assert parse_identity(written) == Identity(NUMBER, date(1990, 3, 7), "male")


def test_an_old_number_is_kept_as_it_is() -> None:
    assert parse_identity("990101900307002") == Identity("990101900307002", date(1990, 3, 7), "female")
    assert parse_identity(990101900307002.0).number == "990101900307002"


@pytest.mark.parametrize("written", [9.90101199003071e17, 990101199003070000, "990101199003070000", "9.90101E+17", "9.90101199003071e+17"])
def test_a_number_that_excel_cut_off_is_recognised(written: object) -> None:
    with pytest.raises(ValueError, match=f"^{re.escape(TRUNCATED)}$"):
        parse_identity(written)


@pytest.mark.parametrize(
    ("written", "message"),
    [
        ("", "身份证号为空"),
        (None, "身份证号为空"),
        (NUMBER[:17], "身份证号应为 18 位，现在是 17 位"),
        (FIRST + ("1" if NUMBER[17] != "1" else "2"), "身份证号校验码不对，请对照证件核对每一位"),
        ("99010119901307001" + check_digit("99010119901307001"), "身份证号里的出生日期不存在，请对照证件核对"),
        ("990101900230002", "身份证号里的出生日期不存在，请对照证件核对"),
        ("99010119900307O018", "身份证号“990101********O018”里有数字以外的字符，请核对"),
    ],
)
def test_what_is_wrong_with_an_identity_number_is_said(written: object, message: str) -> None:
    with pytest.raises(ValueError, match=f"^{re.escape(message)}$"):
        parse_identity(written)


@pytest.mark.parametrize(
    "written",
    [
        "13800138000",
        "138 0013 8000",
        "138-0013-8000",
        "+8613800138000",
        "8613800138000",
        13800138000,
        13800138000.0,
        "１３８００１３８０００",
    ],
)
def test_a_phone_in_every_writing(written: object) -> None:
    assert parse_phone(written) == "13800138000"


@pytest.mark.parametrize(
    ("written", "message"),
    [
        ("", "手机号为空"),
        ("1380013800", "手机号应为 11 位，现在是 10 位"),
        ("23800138000", "手机号应以 13 至 19 开头，请核对"),
        ("1380013800O", "手机号“1380013800O”里有数字以外的字符，请核对"),
    ],
)
def test_what_is_wrong_with_a_phone_is_said(written: object, message: str) -> None:
    with pytest.raises(ValueError, match=f"^{re.escape(message)}$"):
        parse_phone(written)


def test_masks() -> None:
    assert mask_identity(NUMBER) == f"990101********{NUMBER[-4:]}"
    assert mask_identity("990101900307002") == "990101*****7002"
    assert mask_phone("13800131234") == "138****1234"
    assert mask_phone("6688") == "****"
    assert mask_identity("") == ""


@given(st.integers(0, 16), st.text("0123456789", min_size=1, max_size=1))
def test_one_wrong_digit_never_passes(place: int, digit: str) -> None:
    wrong = NUMBER[:place] + digit + NUMBER[place + 1 :]
    if wrong == NUMBER:
        assert parse_identity(wrong).number == NUMBER
    else:
        with pytest.raises(ValueError, match="身份证号"):
            parse_identity(wrong)


@given(st.text(min_size=1))
def test_a_mask_keeps_the_length_and_never_shows_the_middle(number: str) -> None:
    assert len(mask_identity(number)) == len(mask_phone(number)) == len(number)
    assert set(mask_identity(number)[6:-4]) <= {"*"}
