"""Pictures of pages: small WebP files and an index of them, in the folder of SCREENS (out/screens by default)."""

import io
import os
from pathlib import Path

from PIL import Image
from playwright.sync_api import Page

from looking.watch import UNSTUCK

ROOT = Path(__file__).resolve().parents[2]
FOLDER = Path(os.environ.get("SCREENS", ROOT / "out" / "screens"))
_TALLEST = {1440: 1200, 390: 1300}  # px: what is below is more of the same
_QUALITY = 30
ALSO = ("home", "estate")  # pictured in English and in senior mode too


def kept(page: Page, name: str, lang: str, width: int) -> Path:
    """The page from its top to its end, or as much as is worth keeping."""
    path = FOLDER / f"{name}-{width}{'' if lang == 'zh' else f'-{lang}'}.webp"
    path.parent.mkdir(parents=True, exist_ok=True)
    page.evaluate(UNSTUCK)
    picture = Image.open(io.BytesIO(page.screenshot(full_page=True, animations="disabled", caret="hide")))
    height = min(picture.height, _TALLEST[width])
    picture.convert("RGB").crop((0, 0, picture.width, height)).save(path, "WEBP", quality=_QUALITY, method=5)
    return path


def indexed(pages: list[dict[str, str]]) -> None:
    """README.md of the folder: each page with its two pictures."""
    lines = ["# 页面 · Pages", ""]
    lines += ["由 `make look` 生成，示例数据。 · Made by `make look` from example data.", ""]
    lines += ["| | 1440 px | 390 px |", "|:--|:--|:--|"]
    for page in pages:
        cells = [f"[![]({page['name']}-{w}.webp)]({page['name']}-{w}.webp)" for w in _TALLEST]
        lines.append(f"| {page['name']}<br>`{page['route']}` | {' | '.join(cells)} |")
    lines += ["", "## English · 大字版 senior mode", "", "| | 1440 px | 390 px |", "|:--|:--|:--|"]
    for name in ALSO:
        for lang in ("en", "senior"):
            cells = [f"[![]({name}-{w}-{lang}.webp)]({name}-{w}-{lang}.webp)" for w in _TALLEST]
            lines.append(f"| {name} {lang} | {' | '.join(cells)} |")
    (FOLDER / "README.md").write_text("\n".join(lines) + "\n", encoding="utf-8")
