"""Pictures drawn anew: the same picture, upright, without anything that is not picture."""

from __future__ import annotations

import io
from collections.abc import Callable

import puremagic
from PIL import Image, ImageOps, UnidentifiedImageError

from integrations.language import N_
from integrations.refusal import Refused

FORMS = {"image/jpeg": "JPEG", "image/png": "PNG", "image/webp": "WEBP"}


def draw_anew(content: bytes, media_type: str, pixels: int, refusal: Callable[..., Refused]) -> bytes:
    """Without metadata and trailing data. Raises what `refusal` makes for anything else, damaged or too large."""
    try:
        found = {match.mime_type for match in puremagic.magic_string(content)}
    except (puremagic.PureError, ValueError):
        found = set()
    if media_type not in found:
        raise refusal("file_mismatch", N_("The file is not what its name says."))
    form = FORMS[media_type]
    try:
        with Image.open(io.BytesIO(content), formats=[form]) as picture:
            if picture.width * picture.height > pixels:
                limit = pixels // 1_000_000
                raise refusal("file_pixels", N_("The picture has more than %(limit)s million pixels."), limit=limit)
            drawn = _redrawn(picture, form)
        out = io.BytesIO()
        drawn.save(out, form, quality=90)
        return out.getvalue()
    except (UnidentifiedImageError, OSError, ValueError, SyntaxError, Image.DecompressionBombError):
        raise refusal("file_broken", N_("The picture is damaged.")) from None


def _redrawn(picture: Image.Image, form: str) -> Image.Image:
    """A new picture of the same points; never more than two of them in memory at once."""
    upright = picture
    ImageOps.exif_transpose(upright, in_place=True)
    if form == "JPEG" and upright.mode not in ("RGB", "L"):
        upright = upright.convert("RGB")
    mode, size = upright.mode, upright.size
    palette = upright.getpalette("RGBA") if mode == "P" else None
    points = upright.tobytes()
    upright.close()
    picture.close()
    drawn = Image.frombytes(mode, size, points)
    if palette:
        drawn.putpalette(palette, "RGBA")
    return drawn
