"""Passwords that anybody would try are refused, and others are not."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.office.passwords import LEAST, WEAKNESSES, generated, weakness


@pytest.mark.parametrize(
    "password",
    [
        "plum tram lantern owl",
        "correct horse lantern 9 staple",
        "Zwölf Boxkämpfer 77",
        "kitap-deniz-araba",
        "سبعة قطط زرقاء تغني",
        "七只蓝猫在唱歌跳舞读书",
        "x7#Qp!tR2z",
        "passwordless sign in is nice",
    ],
)
def test_good(password: str) -> None:
    assert weakness(password, "ana") is None


@pytest.mark.parametrize(
    "password",
    [
        "password123",
        "P@ssw0rd2026!",
        "Passwort!!!!",
        "contraseña1",
        "qwertyuiop",
        "1234567890",
        "0987654321",
        "2026-11-23 10:00",
        "aaaaaaaaaaaa",
        "abcabcabcabc",
        "abcdefghijkl",
        "1qaz2wsx3edc",
        "adminadmin",
        "Welcome2026!",
        "changeme123",
        "letmein12345",
        "precedent2026",
        "Correct Horse Battery Staple",
        "learningcity",
        "йцукенгшщз",
        "          x",
    ],
)
def test_obvious(password: str) -> None:
    assert weakness(password) == "obvious"


@pytest.mark.parametrize(
    ("password", "name", "expected"),
    [
        ("", "ana", "short"),
        ("nine char", "ana", "short"),
        ("x7#Qp!tR2z" * 101, "ana", "long"),
        ("Marta.Gonzalez1", "marta.gonzalez", "name"),
        ("gonzalez2026", "marta.gonzalez@city.example", "name"),
        ("marta plants seven elms", "marta", None),
    ],
)
def test_length_and_name(password: str, name: str, expected: str | None) -> None:
    assert weakness(password, name) == expected


@given(st.text(max_size=60), st.text(max_size=60))
def test_anything_is_judged(password: str, name: str) -> None:
    found = weakness(password, name)
    assert found is None or WEAKNESSES[found]
    assert (found == "short") == (len(password) < LEAST)


def test_those_made_here_are_good_and_different() -> None:
    made = {generated() for _ in range(200)}
    assert len(made) == 200
    assert all(weakness(password) is None and len(password) == 23 for password in made)
