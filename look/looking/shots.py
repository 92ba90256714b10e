"""Pictures of pages: small WebP files and an index of them, in the folder of SCREENS (out/screens by default)."""

import io
import os
from pathlib import Path

from PIL import Image
from playwright.sync_api import Page

ROOT = Path(__file__).resolve().parents[2]
FOLDER = Path(os.environ.get("SCREENS", ROOT / "out" / "screens"))
_TALLEST = {1440: 2600, 390: 3200}  # px: what is below is more of the same
_QUALITY = 50


def kept(page: Page, name: str, lang: str, width: int) -> Path:
    """The page from its top to its end, or as much as is worth keeping."""
    path = FOLDER / f"{name}-{width}{'' if lang == 'zh' else f'-{lang}'}.webp"
    path.parent.mkdir(parents=True, exist_ok=True)
    height = min(page.evaluate("document.documentElement.scrollHeight"), _TALLEST[width])
    page.set_viewport_size({"width": width, "height": max(height, 600)})  # what sticks to an edge is there but once
    picture = Image.open(io.BytesIO(page.screenshot(animations="disabled", caret="hide")))
    picture.convert("RGB").crop((0, 0, picture.width, max(height, 600))).save(path, "WEBP", quality=_QUALITY, method=5)
    return path


def indexed(pages: list[dict[str, str]]) -> None:
    """README.md of the folder: each page with its two pictures."""
    lines = ["# 页面 · Pages", ""]
    lines += ["由 `make look` 生成，示例数据。 · Made by `make look` from example data.", ""]
    lines += ["| | 1440 px | 390 px |", "|:--|:--|:--|"]
    for page in pages:
        cells = [f"[![]({page['name']}-{w}.webp)]({page['name']}-{w}.webp)" for w in _TALLEST]
        lines.append(f"| {page['name']}<br>`{page['route']}` | {' | '.join(cells)} |")
    (FOLDER / "README.md").write_text("\n".join(lines) + "\n", encoding="utf-8")
