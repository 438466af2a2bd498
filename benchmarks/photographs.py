"""Photographs from a seed: as many bytes, and as little to compress away, as those that agencies send."""
from __future__ import annotations

import io
from random import Random

from PIL import Image, ImageChops, ImageDraw, ImageFilter

WIDTH, HEIGHT = 1500, 1000
GRAIN = 3  # dots of one speck; finer grain makes a larger file


def photograph(seed: str) -> bytes:
    """A JPEG of about 220 KB: sky and ground, blurred shapes before them, grain over all."""
    random = Random(seed)
    picture = _sky(random)
    draw = ImageDraw.Draw(picture)
    for _ in range(60):
        x, y, size = random.randrange(WIDTH), random.randrange(HEIGHT // 3, HEIGHT), random.randrange(30, 220)
        color = tuple(random.randrange(30, 230) for _ in range(3))
        draw.ellipse((x - size, y - size // 2, x + size, y + size // 2), fill=color)
    picture = ImageChops.add(picture.filter(ImageFilter.GaussianBlur(3)), _grain(random), offset=-12)
    out = io.BytesIO()
    picture.save(out, "JPEG", quality=86, optimize=True)
    return out.getvalue()


def _sky(random: Random) -> Image.Image:
    upwards = Image.linear_gradient("L").resize((WIDTH, HEIGHT))
    return Image.merge("RGB", [upwards.point([int(v * share) for v in range(256)])
                               for share in (random.uniform(0.4, 0.9) for _ in range(3))])


def _grain(random: Random) -> Image.Image:
    size = WIDTH // GRAIN, HEIGHT // GRAIN
    specks = Image.frombytes("L", size, random.randbytes(size[0] * size[1])).point([v // 10 for v in range(256)])
    return Image.merge("RGB", [specks.resize((WIDTH, HEIGHT), Image.Resampling.BICUBIC)] * 3)
