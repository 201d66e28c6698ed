"""How the story tells its dates: in days from the day of seeding, see data/demo/relative.py."""


def day(days: int) -> str:
    """That day."""
    return f"{{{days:+d}d}}"


def workday(days: int) -> str:
    """That day, or the working day beside it."""
    return f"{{{days:+d}w}}"


def at(days: int, clock: str) -> str:
    """A time of that working day."""
    return f"{workday(days)} {clock}"


def year(days: int) -> str:
    """The year of that day."""
    return f"{{{days:+d}d:%Y}}"


def month(days: int) -> str:
    """The month of that day."""
    return f"{{{days:+d}d:%Y-%m}}"


def numbered(prefix: str, days: int, count: int, width: int = 4) -> str:
    """A running number with the year of its day: F-2026-0412."""
    return f"{prefix}-{year(days)}-{count:0{width}d}"


def running(count: int, pins: dict[int, int]) -> list[int]:
    """Running numbers for so many records in the order of their dates, where some (place -> number) are settled."""
    places = sorted(pins)
    found = []
    for place in range(count):
        below = [pin for pin in places if pin <= place]
        anchor = below[-1] if below else places[0]
        found.append(pins[anchor] + place - anchor)
    if len(set(found)) < count or min(found) < 1:
        raise ValueError("the settled numbers leave too little room")
    return found
