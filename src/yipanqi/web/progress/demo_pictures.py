"""Drawings that stand for photos of sites, for the demonstration: a spot is always drawn alike, its work as far as it
is done. They say of themselves that they are samples."""

import io
import random
from collections.abc import Callable
from math import cos, pi, sin

from PIL import Image, ImageDraw

WIDTH, HEIGHT = 800, 600
_TWICE = 2  # drawn twice as large and made smaller: its edges are smooth
_QUALITY = 80
_Colour = tuple[int, int, int]
_Pen = ImageDraw.ImageDraw
_SKIES: tuple[tuple[_Colour, _Colour], ...] = (
    ((150, 190, 228), (226, 236, 242)),
    ((178, 186, 194), (218, 220, 220)),
    ((120, 168, 214), (246, 226, 200)),
    ((196, 202, 206), (232, 232, 226)),
)
_WALLS: tuple[_Colour, ...] = ((198, 178, 150), (176, 170, 162), (186, 150, 128), (206, 198, 176), (160, 158, 150))
_FRESH: tuple[_Colour, ...] = ((236, 222, 190), (226, 228, 226), (214, 160, 124), (240, 232, 212), (196, 208, 214))
_GRASS, _LEAVES, _EARTH, _ASPHALT, _NET = (112, 142, 84), (74, 112, 66), (138, 112, 84), (66, 68, 72), (62, 130, 92)


def drawn(kind: str, spot: str, done: float, day: str = "") -> Image.Image:
    """A spot, with its work of a kind (`facade`, `road`, `trench`, `roof`, `yard`) done so far (0 to 1), as it is seen
    on a day: under its sky, from a step further left or right."""
    chance, seen = random.Random(spot), random.Random(f"{spot}/{day}")
    picture = Image.new("RGB", (WIDTH * _TWICE, HEIGHT * _TWICE))
    pen = ImageDraw.Draw(picture)
    horizon = _sky(pen, chance, seen.choice(_SKIES))
    _SCENES[kind](pen, chance, horizon, done)
    _people(pen, seen, done)
    small = _stepped(picture, seen).resize((WIDTH, HEIGHT), Image.Resampling.BILINEAR)
    ImageDraw.Draw(small).text((12, HEIGHT - 26), "SAMPLE DRAWING", fill=(255, 255, 255), font_size=16)
    return small


def as_jpeg(picture: Image.Image) -> bytes:
    """As it is kept."""
    out = io.BytesIO()
    picture.save(out, "JPEG", quality=_QUALITY)
    return out.getvalue()


def _stepped(picture: Image.Image, seen: random.Random) -> Image.Image:
    """A part of the picture of its own shape."""
    part = seen.uniform(0.8, 0.97)
    wide, high = picture.width * part, picture.height * part
    left, top = seen.uniform(0, picture.width - wide), seen.uniform(0, picture.height - high)
    return picture.crop((round(left), round(top), round(left + wide), round(top + high)))


def _sky(pen: _Pen, chance: random.Random, sky: tuple[_Colour, _Colour]) -> int:
    """Sky, far houses and the ground; where they meet, in pixels."""
    (top, low), horizon = sky, round(HEIGHT * _TWICE * chance.uniform(0.34, 0.56))
    width, bottom = WIDTH * _TWICE, HEIGHT * _TWICE
    for row in range(0, horizon, 8):
        pen.rectangle((0, row, width, row + 8), fill=_mixed(top, low, row / horizon))
    at = -chance.randint(0, 200)
    while at < width:
        wide, high = chance.randint(120, 330), chance.randint(60, 380)
        shade = chance.randint(150, 196)
        pen.rectangle((at, horizon - high, at + wide, horizon), fill=(shade, shade + 4, shade + 8))
        for left in range(at + 18, at + wide - 18, 44):
            for high_at in range(horizon - high + 18, horizon - 18, 46):
                pen.rectangle((left, high_at, left + 22, high_at + 26), fill=(shade - 22, shade - 16, shade - 8))
        at += wide + chance.randint(-10, 160)
    ground = chance.choice(((150, 146, 138), (164, 156, 140), (136, 138, 136)))
    pen.rectangle((0, horizon, width, bottom), fill=ground)
    return horizon


def _facade(pen: _Pen, chance: random.Random, horizon: int, done: float) -> None:
    """A block of flats: stained, then behind scaffold, then painted; from the left to the right."""
    width, bottom = WIDTH * _TWICE, HEIGHT * _TWICE
    left, right = chance.randint(-260, 320), chance.randint(width - 420, width + 200)
    top, foot = chance.randint(60, 300), min(bottom - 120, horizon + chance.randint(180, 460))
    old, new, turn = chance.choice(_WALLS), chance.choice(_FRESH), left + round((right - left) * done)
    pen.rectangle((left, top, right, foot), fill=old)
    pen.rectangle((left, top, turn, foot), fill=new)
    for _ in range(26):  # stains of the old wall
        x, y = chance.randint(left, right), chance.randint(top, foot - 80)
        wide, long = chance.randint(6, 26), chance.randint(60, 260)
        if x > turn:
            pen.rectangle((x, y, x + wide, min(foot, y + long)), fill=_dark(old, 24))
    floors, columns = chance.randint(4, 7), chance.randint(5, 10)
    tall, wide = (foot - top) / floors, (right - left) / columns
    for floor in range(floors):
        for column in range(columns):
            x, y = left + wide * (column + 0.2), top + tall * (floor + 0.22)
            glass = chance.choice(((96, 112, 124), (122, 138, 148), (78, 88, 98)))
            pen.rectangle(
                (x - 6, y - 6, x + wide * 0.6 + 6, y + tall * 0.52 + 6), fill=_dark(new if x < turn else old, 40)
            )
            pen.rectangle((x, y, x + wide * 0.6, y + tall * 0.52), fill=glass)
            pen.line((x + wide * 0.3, y, x + wide * 0.3, y + tall * 0.52), fill=(220, 224, 226), width=5)
    if 0.04 < done < 0.97:
        _scaffold(pen, max(left, turn - 60), min(right, turn + 420), top - 40, foot)
    _trees(pen, chance, foot, 3)


def _scaffold(pen: _Pen, left: int, right: int, top: int, foot: int) -> None:
    """Poles, boards and a green net behind which somebody works."""
    for x in range(left, right, 14):
        pen.line((x, top + 60, x, foot), fill=_NET, width=5)
    for x in range(left, right + 1, 84):
        pen.line((x, top, x, foot), fill=(92, 96, 100), width=10)
    for y in range(top, foot, 96):
        pen.line((left - 20, y, right + 20, y), fill=(150, 122, 78), width=12)


def _road(pen: _Pen, chance: random.Random, horizon: int, done: float) -> None:
    """A road between houses: broken, then gravel, then asphalt with its lines; from here to there."""
    width, bottom = WIDTH * _TWICE, HEIGHT * _TWICE
    far = chance.randint(500, 1100)
    near_left, near_right = chance.randint(-200, 380), chance.randint(width - 420, width + 240)
    if chance.random() < 0.7:
        side = chance.choice((0, 1))
        x = -40 if side == 0 else chance.randint(1000, 1250)
        _house(pen, chance, x, x + chance.randint(380, 620), horizon - chance.randint(120, 420), horizon + 120)

    def across(part: float) -> tuple[float, float, float]:
        y = horizon + (bottom - horizon) * part
        return far - 40 + (near_left - far + 40) * part, far + 40 + (near_right - far - 40) * part, y

    def band(start: float, end: float, fill: _Colour) -> None:
        (a, b, y), (c, d, z) = across(start), across(end)
        pen.polygon(((a, y), (b, y), (d, z), (c, z)), fill=fill)

    band(0, 1, (146, 142, 134))
    for _ in range(14):
        at = chance.uniform(0.08, 0.95)
        a, b, y = across(at)
        x, size = a + (b - a) * chance.uniform(0.1, 0.9), 90 * at
        pen.ellipse((x - size, y - size / 4, x + size, y + size / 4), fill=(112, 108, 102))
    begun = 1 - done
    if done < 0.98:
        band(max(0, begun - 0.25), begun, (176, 160, 130))
    if done > 0.03:
        band(begun, 1, _ASPHALT)
        for at in range(20):
            start = at / 20
            if start >= begun and at % 2:
                (a, b, y), (c, d, z) = across(start), across(start + 0.04)
                pen.line(((a + b) / 2, y, (c + d) / 2, z), fill=(236, 236, 230), width=max(3, round(22 * start)))
    _trees(pen, chance, horizon + 160, 4)


def _trench(pen: _Pen, chance: random.Random, horizon: int, done: float) -> None:
    """A trench with its pipe, filled up again from the left."""
    width, bottom = WIDTH * _TWICE, HEIGHT * _TWICE
    _house(pen, chance, chance.randint(-300, 500), chance.randint(900, 1700), chance.randint(20, 200), horizon + 60)
    tilt, middle = chance.randint(-260, 260), horizon + (bottom - horizon) * chance.uniform(0.42, 0.66)
    deep = chance.randint(90, 170)
    pipe = chance.choice(((46, 88, 160), (70, 72, 76), (206, 162, 48), (176, 92, 60)))

    def at(part: float, down: float) -> tuple[float, float]:
        return width * part, middle + tilt * (part - 0.5) + down

    for heap in range(9):
        x, y = at(heap / 8, -deep - 30)
        size = chance.randint(50, 120)
        shade = chance.randint(-14, 14)
        if done < 1 and heap / 8 >= done - 0.05:
            pen.ellipse((x - size, y - size / 2, x + size, y + size / 2), fill=_dark(_EARTH, shade))
    pen.polygon((at(0, -deep), at(1, -deep), at(1, deep), at(0, deep)), fill=(84, 66, 48))
    pen.line((at(0, deep * 0.2), at(min(1, done + 0.45), deep * 0.2)), fill=pipe, width=54)
    pen.line((at(0, deep * 0.05), at(min(1, done + 0.45), deep * 0.05)), fill=_dark(pipe, -50), width=10)
    if done > 0.02:
        pen.polygon((at(0, -deep), at(done, -deep), at(done, deep), at(0, deep)), fill=(152, 142, 126))
    for cover in range(round(3 * done)):
        x, y = at((cover + 0.6) / 3.4, 0)
        pen.ellipse((x - 86, y - 34, x + 86, y + 34), fill=(92, 90, 86))
        pen.ellipse((x - 70, y - 26, x + 70, y + 26), fill=(62, 62, 62))
    if done < 0.98:
        for post in range(9):
            x, y = at(post / 8, deep + 20)
            pen.rectangle((x - 6, y, x + 6, y + 120), fill=(206, 66, 46))
        pen.line((at(0, deep + 60), at(1, deep + 60)), fill=(236, 200, 60), width=14)


def _roof(pen: _Pen, chance: random.Random, horizon: int, done: float) -> None:
    """A flat roof with its new skin laid strip by strip."""
    width, bottom = WIDTH * _TWICE, HEIGHT * _TWICE
    corner, edge = chance.randint(100, 700), horizon + chance.randint(-40, 90)
    far, base = width - chance.randint(40, 500), chance.choice(((150, 142, 134), (128, 126, 124), (166, 152, 138)))
    pen.polygon(((corner, edge), (far, edge), (width + 300, bottom), (-300, bottom)), fill=base)
    strips = chance.randint(7, 12)
    skin = chance.choice(((84, 96, 108), (156, 84, 66), (90, 110, 96)))

    def strip(at: int) -> tuple[tuple[float, float], ...]:
        a, b = corner + (far - corner) * at / strips, corner + (far - corner) * (at + 1) / strips
        c, d = -300 + (width + 600) * at / strips, -300 + (width + 600) * (at + 1) / strips
        return ((a, edge), (b, edge), (d, bottom), (c, bottom))

    for number in range(round(strips * done)):
        pen.polygon(strip(number), fill=_dark(skin, 8 * (number % 2)))
    for _ in range(chance.randint(1, 4)):
        x, y, size = chance.randint(200, 1400), edge + chance.randint(20, 240), chance.randint(60, 150)
        pen.rectangle((x, y - size, x + size, y + size // 2), fill=(188, 184, 176))
        pen.rectangle((x - 14, y - size - 18, x + size + 14, y - size), fill=(120, 118, 114))
    pen.line((corner, edge, far, edge), fill=(202, 196, 186), width=28)


def _yard(pen: _Pen, chance: random.Random, horizon: int, done: float) -> None:
    """A yard: bare ground, then beds, paving, lamps and places to park."""
    width, bottom = WIDTH * _TWICE, HEIGHT * _TWICE
    _house(pen, chance, chance.randint(-400, 300), chance.randint(700, 1300), chance.randint(20, 260), horizon + 90)
    middle, size = chance.randint(300, 1300), chance.randint(260, 520)
    low = horizon + (bottom - horizon) * chance.uniform(0.4, 0.7)
    for _ in range(40):
        x, y = chance.randint(0, width), chance.randint(horizon + 100, bottom)
        pen.ellipse((x - 40, y - 12, x + 40, y + 12), fill=(142, 128, 108))
    if done > 0.15:
        pen.ellipse((middle - size, low - size / 3, middle + size, low + size / 3), fill=(192, 186, 176))
        inner = size * (0.8 if done > 0.5 else 0.5)
        pen.ellipse((middle - inner, low - inner / 3, middle + inner, low + inner / 3), fill=_GRASS)
    sizes, lamps = [chance.uniform(0.5, 1.0) for _ in range(9)], chance.randint(3, 6)
    for number in range(round(9 * done)):
        angle = 2 * pi * number / 9
        _tree(pen, middle + size * cos(angle), low + size / 3 * sin(angle), sizes[number])
    for number in range(round(lamps * done)):
        x = width * (number + 0.5) / lamps
        pen.line((x, low + 180, x, low - 300), fill=(72, 76, 80), width=14)
        pen.ellipse((x - 34, low - 350, x + 34, low - 290), fill=(250, 236, 180))
    bays = chance.randint(4, 9)
    for number in range(bays + 1 if done > 0.7 else 0):
        x = width * number / bays
        pen.line((x, bottom - 40, x + 60, bottom - 220), fill=(238, 238, 232), width=12)


def _house(pen: _Pen, chance: random.Random, left: int, right: int, top: int, foot: int) -> None:
    wall = chance.choice(_WALLS)
    pen.rectangle((left, top, right, foot), fill=wall)
    pen.rectangle((left - 16, top - 26, right + 16, top), fill=_dark(wall, 40))
    step = chance.randint(96, 150)
    for x in range(left + 30, right - 60, step):
        for y in range(top + 40, foot - 70, step):
            pen.rectangle((x, y, x + step // 2, y + step // 2), fill=(98, 110, 120))


def _trees(pen: _Pen, chance: random.Random, foot: int, most: int) -> None:
    for _ in range(chance.randint(0, most)):
        _tree(pen, chance.randint(0, WIDTH * _TWICE), foot + chance.randint(0, 140), chance.uniform(0.6, 1.8))


def _tree(pen: _Pen, x: float, foot: float, size: float) -> None:
    pen.rectangle((x - 12 * size, foot - 150 * size, x + 12 * size, foot), fill=(96, 76, 56))
    for dx, dy, round_ in ((-60, -190, 80), (50, -200, 84), (0, -270, 92)):
        at, high, wide = x + dx * size, foot + dy * size, round_ * size
        pen.ellipse((at - wide, high - wide, at + wide, high + wide), fill=_dark(_LEAVES, dx // 4))


def _people(pen: _Pen, chance: random.Random, done: float) -> None:
    """Nobody before it begins and after it is over."""
    for _ in range(chance.randint(1, 4)):
        x, foot = chance.randint(100, WIDTH * _TWICE - 100), chance.randint(HEIGHT + 320, HEIGHT * _TWICE - 60)
        coat, helmet = chance.choice(((214, 92, 40), (236, 160, 40), (70, 96, 140))), (238, 196, 44)
        if 0.02 < done < 0.98:
            pen.rectangle((x - 14, foot - 70, x - 3, foot), fill=(60, 66, 78))
            pen.rectangle((x + 3, foot - 70, x + 14, foot), fill=(60, 66, 78))
            pen.rectangle((x - 24, foot - 150, x + 24, foot - 66), fill=coat)
            pen.ellipse((x - 18, foot - 188, x + 18, foot - 150), fill=(214, 178, 148))
            pen.pieslice((x - 22, foot - 198, x + 22, foot - 152), 180, 360, fill=helmet)


def _mixed(one: _Colour, other: _Colour, part: float) -> _Colour:
    red, green, blue = (round(a + (b - a) * part) for a, b in zip(one, other, strict=True))
    return red, green, blue


def _dark(colour: _Colour, by: int) -> _Colour:
    red, green, blue = (min(255, max(0, it - by)) for it in colour)
    return red, green, blue


_SCENES: dict[str, Callable[[_Pen, random.Random, int, float], None]] = {
    "facade": _facade,
    "road": _road,
    "trench": _trench,
    "roof": _roof,
    "yard": _yard,
}
