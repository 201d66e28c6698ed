"""What a record is found by: folded text, with its numbers joined."""

from hypothesis import given
from hypothesis import strategies as st

from data.search import folded


def test_accents_case_and_punctuation_do_not_matter_and_numbers_are_joined_too() -> None:
    assert folded("Școala nr. 5", None, "", "F-2026/118") == "scoala nr 5 f 2026 118 f2026118"
    assert folded("Begoña", 1200) == "begona 1200"
    assert folded() == ""


@given(st.lists(st.text()))
def test_folded_text_has_no_capitals_doubled_spaces_or_punctuation(parts: list[str]) -> None:
    text = folded(*parts)
    assert text == text.casefold()
    assert "  " not in text
    assert all(sign.isalnum() or sign == " " or not sign.isascii() for sign in text)
