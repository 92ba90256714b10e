"""What is stored comes back as it was."""

from datetime import UTC, date, datetime

from web.disclosure.conftest import a_content

from yipanqi.domain.disclosure.publication import Content, EstateFacts, Metadata, OwnText, Picture
from yipanqi.web.disclosure.stored import content_of, stored, stored_metadata


def test_content_comes_back_as_it_was():
    """Every kind of block, every kind of value of an estate."""
    facts = EstateFacts(
        estate="A",
        name="和平里",
        region="R",
        region_name="新华街道",
        values={"started_on": date(2027, 1, 2), "works": (("道路", "Roads"),), "money": 100, "state": ("在建", "On")},
    )
    content = Content(
        title=("题", "T"),
        blocks=(
            *a_content().blocks,
            Picture(sha256="0" * 64, name="a.jpg", alt=("图", "P"), width=3, height=2),
            OwnText(html=("<p>一</p>", "")),
        ),
        estates=(facts,),
        measures=("road", "lift"),
        as_of=date(2027, 3, 1),
        record="关账第1版",
        is_synthetic=True,
    )

    assert content_of(stored(content)) == content


def test_what_the_server_gives_is_not_stored_with_the_record():
    """Number and times of publishing stand in columns of their own."""
    record = Metadata(
        index_number="x",
        published_at=datetime(2020, 1, 1, tzinfo=UTC),
        written_on=date(2020, 1, 1),
        first_published_at=datetime(2020, 6, 23, tzinfo=UTC),
        keywords=("一",),
    )
    kept = stored_metadata(record)

    assert not {"index_number", "published_at", "updated_at", "written_on", "ends_on"} & kept.keys()
    assert kept["first_published_at"] == {"at": "2020-06-23T00:00:00+00:00"}
