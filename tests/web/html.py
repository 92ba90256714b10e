"""HTML as tests compare it, however a template is laid out."""

import re


def flat(page: str) -> str:
    """On one line, with no space beside a tag and one between attributes."""
    text = re.sub(r"\s+", " ", page)
    return re.sub(r" ?(<[^>]*?) ?(/?>) ?", r"\1\2", text)
