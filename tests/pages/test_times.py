"""Appointments in words."""

from datetime import UTC, datetime

from components.times import appointment
from integrations.language import use_language

START, END = datetime(2027, 1, 20, 8, 30, tzinfo=UTC), datetime(2027, 1, 20, 10, 30, tzinfo=UTC)


def words(zone: str, language: str = "en") -> str:
    with use_language(language):
        return appointment(START, END, zone, "Europe/Madrid").replace("\u00a0", " ")


def test_the_zone_is_named_where_clocks_differ_from_the_companys():
    assert words("Europe/Bucharest") == "20 Jan 2027, 10:30–12:30 (Bucharest time)"
    assert words("Europe/Bucharest", "ro") == "20 ian. 2027, 10:30–12:30 (ora locală: București)"


def test_another_zone_with_the_same_time_is_not_named():
    assert words("Europe/Rome") == words("Europe/Madrid") == "20 Jan 2027, 09:30–11:30"
