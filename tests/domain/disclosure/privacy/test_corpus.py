"""A sample of the bench's invented documents: what the scanner finds of them and marks wrongly."""

import pytest
from privacy_corpus import documents
from privacy_scan import tallied


@pytest.mark.parametrize("part", ["open", "held", "blind", "last"])
def test_a_sample_is_found(part: str) -> None:
    """Numbers all, names nearly all; nearly nothing is marked wrongly. The bench tells the whole."""
    tally = tallied(documents(part, 12, seed=5))

    for kind in ("id", "mobile", "card", "mail"):
        assert tally.recall(kind) >= 0.99 or not any(key[0] == kind for key in tally.put), tally.missed
        assert tally.precision(kind) >= 0.99 or not tally.wrong[kind], tally.wrongly
    assert tally.recall("name") >= 0.9
    assert tally.precision("name") >= 0.95
