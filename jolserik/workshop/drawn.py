"""Drawings that stand for photos in the demo: nobody can take them for a real place."""

import io
from typing import Final

from font_roboto import RobotoBold
from PIL import Image, ImageDraw, ImageFont

SIZE: Final = (1280, 960)
HORIZON: Final = 620
SKY, EARTH, PIT = (196, 214, 226), (178, 160, 132), (128, 108, 84)
STEEL, WALL, ROOF, INK = (92, 104, 116), (214, 210, 202), (153, 71, 27), (60, 60, 60)
MADE_UP: Final = "рисунок, вымышлено"


def site(step: int) -> bytes:
    """A building site as a JPEG. `step`: 0 empty land, 1 a pit, 2 a frame, 3 walls and a roof."""
    picture = Image.new("RGB", SIZE, SKY)
    draw = ImageDraw.Draw(picture)
    draw.rectangle((0, HORIZON, *SIZE), fill=EARTH)
    if step == 1:
        draw.polygon(((260, 700), (1020, 700), (930, 850), (350, 850)), fill=PIT)
    if step >= 2:
        for left in range(300, 1001, 100):
            draw.rectangle((left, 380, left + 14, 740), fill=STEEL)
        for top in (380, 500, 620):
            draw.rectangle((300, top, 1014, top + 12), fill=STEEL)
    if step >= 3:
        draw.rectangle((300, 392, 1014, 740), fill=WALL)
        draw.polygon(((270, 380), (1044, 380), (980, 320), (334, 320)), fill=ROOF)
    draw.text((40, SIZE[1] - 70), MADE_UP, fill=INK, font=ImageFont.truetype(RobotoBold, 40))
    out = io.BytesIO()
    picture.save(out, "JPEG", quality=85)
    return out.getvalue()
