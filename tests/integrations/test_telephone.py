"""Telephone numbers as people read them."""

from integrations.telephone import telephone


def test_an_international_number_is_written_in_the_groups_of_its_country():
    assert telephone("+34932555021") == "+34 932 55 50 21".replace(" ", "\u00a0")


def test_what_is_no_international_number_stays_as_it_is():
    assert telephone("932 555 014") == "932 555 014"
    assert telephone("") == ""
