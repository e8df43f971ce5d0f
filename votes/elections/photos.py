"""Photos of candidates: checked by what is in them, made small, and written anew so that nothing else travels along."""

from __future__ import annotations

import asyncio
import io
import warnings

from PIL import Image, ImageOps, UnidentifiedImageError

from votes.elections.errors import NotAPhoto

MOST_BYTES = 2 * 1024 * 1024
MOST_PIXELS = 40_000_000
SIDE = 600
"""Pixels of the longer side as it is kept."""
_FORMATS = ("JPEG", "PNG", "WEBP")


def _redrawn(photo: bytes) -> bytes:
    with warnings.catch_warnings():
        warnings.simplefilter("error", Image.DecompressionBombWarning)
        with Image.open(io.BytesIO(photo), formats=_FORMATS) as found:
            if found.width * found.height > MOST_PIXELS:
                raise NotAPhoto()
            found.draft("RGB", (2 * SIDE, 2 * SIDE))  # a large JPEG is read no finer than it is needed
            upright = ImageOps.exif_transpose(found)
            upright.thumbnail((SIDE, SIDE))
            seen = upright.convert("RGBA")
    plain = Image.new("RGB", seen.size, "white")
    plain.paste(seen, mask=seen.getchannel("A"))
    drawn = io.BytesIO()
    plain.save(drawn, "JPEG", quality=85, optimize=True)
    return drawn.getvalue()


async def redrawn(photo: bytes) -> bytes:
    """The photo as a JPEG of 600 pixels at most, upright, with no place, camera or other word of where it was taken.

    Takes JPEG, PNG and WebP up to 2 MB, whatever the file is called. Raises NotAPhoto.
    """
    if not 0 < len(photo) <= MOST_BYTES:
        raise NotAPhoto()
    try:
        return await asyncio.to_thread(_redrawn, photo)
    except (UnidentifiedImageError, Image.DecompressionBombWarning, Image.DecompressionBombError):
        raise NotAPhoto() from None
    except (OSError, ValueError, SyntaxError, EOFError, MemoryError):  # what broken files raise
        raise NotAPhoto() from None
