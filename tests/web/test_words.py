"""Every deed that an app records has its name in both languages."""

import re
from pathlib import Path

import pytest

import yipanqi.web
from yipanqi.web.audit.words import named

WEB = Path(yipanqi.web.__file__).parent
APPS = sorted(path.parent.name for path in WEB.glob("*/apps.py"))
_CODE = re.compile(r"\"((?!yipanqi)[a-z]+\.[a-z_]+)\"")


def deeds(app: str) -> set[str]:
    """The codes that stand in calls of `record`, `refuse` and the like."""
    texts = [it.read_text("utf-8") for it in sorted((WEB / app).rglob("*.py")) if "migrations" not in it.parts]
    calls = [call for text in texts for call in re.findall(r"(?:record|refuse|recorded_step)\(([^()]{0,200})", text)]
    return {code for call in calls for code in _CODE.findall(call.split(",")[0])}


@pytest.mark.parametrize("app", APPS)
def test_the_log_speaks_words(app):
    """What an app records is called by a name, not by its code."""
    assert deeds(app) - named() == set()


def test_the_deeds_are_found():
    """The search above finds what there is to find."""
    assert {"photo.added", "plan.adopted", "import.read", "person.left"} <= {it for app in APPS for it in deeds(app)}
