"""Each rule that ships tells its source in English too."""

import re

import pytest

from yipanqi.domain.delivery.shipped import SHIPPED
from yipanqi.domain.delivery.sources import source_told


@pytest.mark.parametrize("source", sorted({it.source for it in SHIPPED}))
def test_sources_that_ship_speak_english(source):
    """No Chinese is left in it; in Chinese it is as it was."""
    assert source_told(source, "zh") == source
    assert not re.search("[\u3000-\u9fff\uff00-\uffef]", source_told(source, "en"))


def test_what_a_district_wrote_stays():
    """A source of its own beside one of ours."""
    assert source_told("区政府令第3号；《建筑法》第七条", "en") == "区政府令第3号; Construction Law, Article 7"
