"""Files of the demo company that are no papers: a meter as somebody photographed it, a floor plan, a plain table."""

from __future__ import annotations

import io
import math

from PIL import Image, ImageDraw, ImageFilter

WALL, PALE, INK = (206, 203, 196), (247, 246, 242), (38, 44, 54)


def meter() -> bytes:
    """A water meter on a wall, somewhat out of focus, as JPEG."""
    picture = Image.new("RGB", (1200, 900), WALL)
    draw = ImageDraw.Draw(picture)
    for across in range(0, 1200, 150):
        draw.line((across, 0, across, 900), fill=(196, 193, 186), width=3)
    draw.rectangle((0, 640, 1200, 720), fill=(122, 94, 70))  # the pipe
    draw.ellipse((300, 130, 900, 730), fill=(64, 78, 104), outline=(30, 36, 48), width=10)
    draw.ellipse((350, 180, 850, 680), fill=PALE, outline=INK, width=4)
    for tick in range(50):
        angle, length = tick * math.tau / 50, 34 if tick % 5 == 0 else 18
        outer, inner = 240, 240 - length
        draw.line([(600 + r * math.sin(angle), 430 - r * math.cos(angle)) for r in (inner, outer)], fill=INK, width=4)
    draw.line((600, 430, 600 + 190 * math.sin(2.2), 430 - 190 * math.cos(2.2)), fill=(190, 40, 46), width=9)
    draw.ellipse((582, 412, 618, 448), fill=INK)
    draw.rectangle((480, 520, 720, 580), fill=INK)
    draw.text((496, 526), "04 182,6", fill=PALE, font_size=44)
    out = io.BytesIO()
    picture.filter(ImageFilter.GaussianBlur(1.2)).save(out, "JPEG", quality=82)
    return out.getvalue()


def floor_plan() -> bytes:
    """A ground floor with rooms, doors and extinguishers, as PNG."""
    picture = Image.new("RGB", (1400, 900), "white")
    draw = ImageDraw.Draw(picture)
    rooms = ((80, 80, 620, 480), (620, 80, 1000, 480), (1000, 80, 1320, 360), (1000, 360, 1320, 820),
             (80, 600, 620, 820), (620, 600, 1000, 820))  # fmt: skip
    for room in rooms:
        draw.rectangle(room, outline=INK, width=8)
    for left, top in ((300, 476), (760, 476), (996, 220), (996, 540), (300, 596), (760, 596)):
        upright = left == 996
        draw.rectangle((left, top, left + (8 if upright else 90), top + (90 if upright else 8)), fill="white")
    for left, top in ((120, 430), (940, 430), (1030, 770), (560, 640)):
        draw.ellipse((left, top, left + 36, top + 36), fill=(190, 40, 46))
        draw.text((left + 11, top + 5), "E", fill="white", font_size=24)
    draw.line((80, 540, 980, 540), fill=(30, 158, 90), width=5)
    draw.polygon(((80, 540), (112, 524), (112, 556)), fill=(30, 158, 90))
    out = io.BytesIO()
    picture.save(out, "PNG")
    return out.getvalue()


def on_call() -> bytes:
    """Who is called at night, as CSV."""
    return "Shift;Name;Telephone\nNights;Begoña Peña;+34 932 555 014\nHolidays;Marc Vidal;+34 932 555 015\n".encode()


DRAWN = {"meter": meter, "floor-plan": floor_plan, "on-call": on_call}
