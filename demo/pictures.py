"""Pictures that stand for the signed receipts which an officer photographs: drawn, with no writing that could be anybody's."""

import io
from random import Random

from PIL import Image, ImageDraw

PAPER, INK, STAMP = (250, 247, 238), (60, 66, 84), (176, 52, 44)


def receipts(stem: str) -> list[bytes]:
    """Three sheets as JPEG, each with lines, a signature and the round stamp of a union."""
    return [_receipt(Random(f"{stem}{number}")) for number in range(3)]  # noqa: S311 - invention, not a secret


def _receipt(dice: Random) -> bytes:
    sheet = Image.new("RGB", (480, 640), PAPER)
    draw = ImageDraw.Draw(sheet)
    draw.rectangle((150, 48, 330, 62), fill=INK)
    for top in range(120, 440, 40):
        draw.line((60, top, 420, top), fill=(190, 186, 172))
        draw.rectangle((70, top - 22, 70 + dice.randint(60, 220), top - 14), fill=INK)
    draw.line([(250 + step * 9, 500 + dice.randint(-14, 14)) for step in range(12)], fill=INK, width=3)
    draw.ellipse((300, 470, 420, 590), outline=STAMP, width=5)
    out = io.BytesIO()
    sheet.save(out, "JPEG", quality=80)
    return out.getvalue()
