"""The sentences of publications."""

from pathlib import Path

import yipanqi.domain.disclosure as room
from yipanqi.domain.disclosure.told import TOLD


def test_every_sentence_is_said_somewhere() -> None:
    """No code stands in the catalogue that no module of the room or of the sources names, whole or by its beginning."""
    here = Path(room.__file__).parent
    sources = [*here.glob("drafts*.py"), *(here.parents[1] / "web/disclosure/from_record").glob("*.py")]
    text = "\n".join(it.read_text("utf-8") for it in sources)
    built = ("meeting_head_", "unranked_", "progress_")  # f"…{kind}"

    assert [code for code in TOLD if f'"{code}"' not in text and not code.startswith(built)] == []
