"""Photographs of defects, drawn: a wall, the thing on it, what is wrong with it, and the day in the corner."""

from __future__ import annotations

import io
from collections.abc import Callable
from datetime import date
from pathlib import Path

from PIL import Image, ImageChops, ImageDraw, ImageFilter, ImageFont

from data.demo.story.chance import chance

SIZE = (640, 480)
_FONT = Path(__file__).resolve().parents[2] / "integrations" / "pdf_templates" / "fonts" / "Inter-SemiBold.otf"
_WALLS = ((214, 207, 196), (196, 204, 208), (222, 218, 208), (205, 199, 188))
_RED, _DARK, _WHITE, _STEEL, _GREEN = (176, 32, 36), (40, 42, 46), (238, 238, 234), (150, 154, 158), (24, 122, 74)
Draw = ImageDraw.ImageDraw


def draw_photograph(reference: str, thing: str, taken: date, *, fixed: bool) -> bytes:
    """The picture as JPEG: the same every time. `thing` is a kind of equipment or what was seen beside it."""
    dice = chance(reference)
    picture = _room(_WALLS[dice.randrange(len(_WALLS))], dice.randrange(350, 400))
    shadow = Image.new("L", SIZE, 0)
    shape = Image.new("RGBA", SIZE, (0, 0, 0, 0))
    _THINGS.get(thing, _box)(ImageDraw.Draw(shape), fixed)
    shape = shape.rotate(dice.uniform(-2.5, 2.5), Image.Resampling.BICUBIC, translate=(dice.randrange(-50, 50), 0))
    shadow.paste(shape.getchannel("A").point(lambda alpha: alpha // 2))
    soft = ImageChops.offset(shadow, 14, 10).filter(ImageFilter.GaussianBlur(10))
    picture.paste((30, 28, 26), mask=soft)
    picture.paste(shape, mask=shape)
    light = (
        Image.radial_gradient("L").resize((900, 700)).crop((130, 110, 770, 590)).point(lambda v: max(0, v - 60) // 2)
    )
    picture.paste((12, 12, 16), mask=light)
    stamp = ImageDraw.Draw(picture)
    stamp.text((624, 462), taken.isoformat(), (255, 214, 120), ImageFont.truetype(_FONT, 20), "rs")
    out = io.BytesIO()
    picture.filter(ImageFilter.GaussianBlur(0.6)).save(out, "JPEG", quality=70)
    return out.getvalue()


def _room(wall: tuple[int, int, int], floor: int) -> Image.Image:
    """A wall with a skirting board, lighter on one side."""
    picture = Image.new("RGB", SIZE, wall)
    draw = ImageDraw.Draw(picture)
    draw.rectangle((0, floor, 640, 480), fill=(112, 104, 96))
    draw.rectangle((0, floor - 16, 640, floor), fill=(232, 230, 226))
    light = Image.linear_gradient("L").rotate(90).resize(SIZE).point(lambda value: value // 4)
    picture.paste((255, 252, 240), mask=light)
    return picture


def _extinguisher(draw: Draw, fixed: bool) -> None:
    draw.rounded_rectangle((250, 120, 350, 400), 36, fill=_RED)
    draw.rectangle((262, 200, 338, 320), fill=_WHITE)
    for line in range(4):
        draw.rectangle((272, 214 + line * 26, 328 - line * 9, 224 + line * 26), fill=_STEEL)
    draw.rectangle((284, 88, 316, 124), fill=_DARK)
    draw.polygon(((250, 76), (352, 84), (352, 98), (250, 92)), fill=_DARK)
    draw.line(((318, 104), (388, 120), (394, 260)), fill=_DARK, width=12)
    draw.ellipse((214, 92, 282, 160), fill=_WHITE, outline=_DARK, width=5)
    draw.arc((222, 100, 274, 152), 180, 250, fill=_RED, width=9)
    draw.arc((222, 100, 274, 152), 250, 330, fill=_GREEN, width=9)
    draw.line(((248, 126), (256, 106) if fixed else (228, 120)), fill=_DARK, width=4)


def _detector(draw: Draw, fixed: bool) -> None:
    draw.ellipse((190, 150, 450, 290), fill=_STEEL)
    draw.ellipse((200, 130, 440, 262), fill=_WHITE)
    draw.ellipse((254, 160, 386, 236), fill=(214, 214, 210), outline=_STEEL, width=4)
    for slot in range(6):
        draw.line(((268 + slot * 21, 178), (268 + slot * 21, 218)), fill=_STEEL, width=6)
    draw.ellipse((398, 188, 416, 206), fill=_GREEN if fixed else (90, 40, 40))
    if not fixed:
        draw.polygon(((214, 232), (262, 258), (300, 262), (246, 284), (206, 262)), fill=(134, 92, 52))


def _light(draw: Draw, fixed: bool) -> None:
    draw.rounded_rectangle((160, 160, 480, 290), 18, fill=_WHITE, outline=_STEEL, width=5)
    draw.rectangle((184, 182, 456, 268), fill=(26, 148, 88) if fixed else (54, 84, 70))
    glow = _WHITE if fixed else (120, 136, 128)
    draw.polygon(((330, 224), (384, 194), (384, 212), (434, 212), (434, 238), (384, 238), (384, 256)), fill=glow)
    draw.ellipse((222, 194, 242, 214), fill=glow)
    draw.line(((232, 214), (238, 236), (220, 256)), fill=glow, width=9)
    draw.line(((238, 236), (262, 250)), fill=glow, width=9)


def _reel(draw: Draw, fixed: bool) -> None:
    draw.rectangle((180, 90, 460, 370), fill=_RED)
    draw.rectangle((194, 104, 446, 356), fill=(214, 212, 206))
    for ring in range(5):
        edge = 18 * ring
        draw.ellipse((212 + edge, 122 + edge, 428 - edge, 338 - edge), outline=(200, 60, 50), width=13)
    draw.ellipse((298, 208, 342, 252), fill=_DARK)
    draw.line(((404, 300), (430, 348)), fill=_STEEL, width=14)
    if not fixed:
        draw.ellipse((416, 352, 436, 392), fill=(120, 160, 190))
        draw.ellipse((380, 396, 476, 414), fill=(120, 150, 170))


def _door(draw: Draw, fixed: bool) -> None:
    draw.rectangle((200, 30, 440, 420), fill=(120, 118, 112))
    draw.rectangle((214, 44, 426, 420), fill=_DARK)
    edge = 426 if fixed else 392
    draw.polygon(
        ((214, 44), (edge, 44 if fixed else 52), (edge, 420 if fixed else 412), (214, 420)), fill=(146, 52, 44)
    )
    draw.rectangle((250, 120, 330, 220), fill=(168, 190, 198))
    draw.rectangle((edge - 44, 240, edge - 12, 252), fill=_STEEL)
    draw.rectangle((236, 54, 330, 72), fill=_STEEL)


def _panel(draw: Draw, fixed: bool) -> None:
    draw.rounded_rectangle((180, 90, 460, 370), 10, fill=(224, 222, 214), outline=_STEEL, width=5)
    draw.rectangle((214, 124, 426, 200), fill=(44, 74, 60))
    draw.text((228, 138), "SYSTEM OK" if fixed else "BATTERY", (170, 230, 190), ImageFont.truetype(_FONT, 30))
    for lamp in range(5):
        lit = _GREEN if fixed and lamp == 0 else (240, 176, 40) if not fixed and lamp == 2 else (120, 118, 112)
        draw.ellipse((216 + lamp * 44, 222, 236 + lamp * 44, 242), fill=lit)
    for key in range(8):
        left, top = 216 + key % 4 * 54, 264 + key // 4 * 46
        draw.rounded_rectangle((left, top, left + 40, top + 32), 6, fill=_STEEL)


def _pump(draw: Draw, fixed: bool) -> None:
    draw.rounded_rectangle((140, 200, 340, 340), 60, fill=(46, 86, 140))
    for rib in range(6):
        draw.rectangle((168 + rib * 24, 206, 174 + rib * 24, 334), fill=(34, 64, 108))
    draw.ellipse((330, 190, 480, 350), fill=(34, 64, 108))
    draw.rectangle((392, 90, 428, 210), fill=_RED)
    draw.rectangle((130, 340, 490, 366), fill=_DARK)
    draw.ellipse((360, 50, 460, 150), fill=_WHITE, outline=_DARK, width=6)
    draw.line(((410, 100), (446, 76) if fixed else (380, 118)), fill=_DARK, width=6)


def _escape(draw: Draw, fixed: bool) -> None:
    _door(draw, fixed=True)
    draw.rectangle((262, 4, 378, 28), fill=(26, 148, 88))
    if not fixed:
        for left, top, size in ((220, 300, 120), (330, 320, 100), (250, 200, 100)):
            draw.rectangle((left, top, left + size, top + size), fill=(178, 138, 88), outline=(134, 100, 60), width=5)
            draw.rectangle((left, top + size // 2 - 6, left + size, top + size // 2 + 6), fill=(206, 178, 130))


def _sign(draw: Draw, fixed: bool) -> None:
    _door(draw, fixed=True)
    if fixed:
        draw.rectangle((240, 0, 400, 28), fill=(26, 148, 88))
    else:
        for screw in (250, 390):
            draw.ellipse((screw - 6, 10, screw + 6, 22), fill=_DARK)


def _seal(draw: Draw, fixed: bool) -> None:
    draw.ellipse((220, 130, 420, 310), fill=(196, 92, 70) if fixed else _DARK)
    for cable, colour in enumerate(((70, 70, 74), (180, 182, 186), (60, 90, 150), (200, 160, 60), (70, 70, 74))):
        draw.line(((250 + cable * 34, 60), (270 + cable * 26, 220), (240 + cable * 40, 470)), fill=colour, width=16)


def _box(draw: Draw, fixed: bool) -> None:
    draw.rounded_rectangle((220, 140, 420, 340), 12, fill=_GREEN if fixed else _RED)


_THINGS: dict[str, Callable[[Draw, bool], None]] = {
    "extinguisher": _extinguisher, "detector": _detector, "emergency_light": _light, "hose_reel": _reel,
    "fire_door": _door, "alarm_panel": _panel, "pump": _pump, "escape": _escape, "sign": _sign, "seal": _seal,
}  # fmt: skip
