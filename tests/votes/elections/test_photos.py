"""Photos are known by what is in them, made small, and keep nothing of where they were taken."""

from __future__ import annotations

import io

import pytest
from PIL import Image

from tests.votes.elections.stage import a_picture
from votes.elections import photos
from votes.elections.errors import NotAPhoto
from votes.elections.photos import MOST_BYTES, SIDE, redrawn


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
async def test_a_photo_of_each_kind_becomes_a_small_jpeg(kind: str) -> None:
    drawn = Image.open(io.BytesIO(await redrawn(a_picture(kind, (1800, 900)))))

    assert (drawn.format, drawn.size) == ("JPEG", (SIDE, SIDE // 2))


async def test_where_and_when_it_was_taken_is_removed_and_it_stands_upright() -> None:
    said = Image.Exif()
    said[0x0112] = 6  # lies on its side
    said[0x010F] = "A camera"
    said.get_ifd(0x8825)[1] = "N"
    sent = a_picture("JPEG", (400, 200), exif=said, comment=b"Somebody's home")

    kept = await redrawn(sent)

    drawn = Image.open(io.BytesIO(kept))
    assert drawn.size == (200, 400)
    assert not drawn.getexif() and "comment" not in drawn.info
    assert b"Exif" not in kept and b"camera" not in kept and b"home" not in kept


async def test_what_is_see_through_becomes_white() -> None:
    clear = io.BytesIO()
    Image.new("RGBA", (50, 50), (0, 0, 0, 0)).save(clear, "PNG")

    drawn = Image.open(io.BytesIO(await redrawn(clear.getvalue())))

    assert drawn.getpixel((25, 25)) == (255, 255, 255)


@pytest.mark.parametrize(
    "sent",
    [
        b"",
        b"\xff\xd8\xff\xe0 not really",
        b"<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>",
        b"<html>",
        a_picture("GIF"),
        a_picture("TIFF"),
        a_picture("PNG")[:200],
        a_picture("JPEG")[:-300],
        b"\x00" * (MOST_BYTES + 1),
    ],
    ids=["nothing", "broken", "svg", "html", "gif", "tiff", "half a png", "cut jpeg", "too large"],
)
async def test_what_is_no_photo_is_refused(sent: bytes) -> None:
    with pytest.raises(NotAPhoto):
        await redrawn(sent)


async def test_a_small_file_of_a_huge_picture_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(photos, "MOST_PIXELS", 90_000)

    with pytest.raises(NotAPhoto):
        await redrawn(a_picture("PNG", (400, 400)))
