"""Drawn figures in place of photographs, for the candidates of the demonstration: nobody's face."""

from __future__ import annotations

import io

from PIL import Image, ImageDraw

SIDE = 300
COLOURS = (("#f1e7d3", "#4a2040"), ("#dcefe4", "#1f5c46"), ("#f8ddd6", "#8a3b12"), ("#e3e6f3", "#2f3e75"))


def portrait(number: int) -> bytes:
    """A head and shoulders as a PNG; another colour for each number."""
    ground, figure = COLOURS[number % len(COLOURS)]
    drawn = Image.new("RGB", (SIDE, SIDE), ground)
    pen = ImageDraw.Draw(drawn)
    pen.ellipse((95, 55, 205, 165), fill=figure)
    pen.ellipse((45, 185, 255, 420), fill=figure)
    held = io.BytesIO()
    drawn.save(held, "PNG")
    return held.getvalue()
