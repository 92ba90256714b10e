"""What anybody may open: the tree as it was built, search, notices in the place of what was withdrawn; nothing else."""

import json
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest
from django.http import HttpResponse
from web.disclosure.conftest import DAY, MONTH, a_content, moved, when, with_offer

from yipanqi.documents.disclosure.build import marker_of
from yipanqi.domain.disclosure.state import State
from yipanqi.domain.disclosure.validity import Ending
from yipanqi.web.disclosure.actions import moving
from yipanqi.web.disclosure.models import PublicationVersion, PublicText
from yipanqi.web.disclosure.public import building
from yipanqi.web.disclosure.public.searching import found
from yipanqi.web.disclosure.public.throttle import Throttle
from yipanqi.web.disclosure.views import public as views
from yipanqi.web.jobs.models import Job
from yipanqi.web.jobs.worker import drain

pytestmark = pytest.mark.django_db


def of(version: PublicationVersion, leaf: str = "index.html") -> str:
    """An address of its page."""
    return f"/public/a/{version.publication.uid}/{leaf}"


def read(answer: HttpResponse) -> bytes:
    """All of an answer that is there."""
    assert answer.status_code == 200
    return b"".join(answer.streaming_content)


def bytes_of(folder: Path) -> dict[str, bytes]:
    """The tree."""
    return {str(it.relative_to(folder)): it.read_bytes() for it in sorted(folder.rglob("*")) if it.is_file()}


def test_what_is_published_is_there_for_anybody_after_its_job(made, client) -> None:
    """Page, file, list, feed and search; without a cookie, with a mark by which it is not sent twice."""
    version = made(State.PUBLISHED)
    assert client.get(of(version)).status_code == 404  # nothing is built yet
    drain()

    page = client.get(of(version))
    text = read(page).decode()
    assert (page.status_code, page.cookies) == (200, {})
    assert "2027年2月改造进度通报" in text and "/supervision/periods/" not in text
    assert client.get(of(version), headers={"If-None-Match": page["ETag"]}).status_code == 304
    for path in ("/public/", "/public/rss.xml", "/public/list/index.html", "/public/index.en.html"):
        assert read(client.get(path)), path
    paper = next(it for it in version.files.all() if it.form == "PDF" and it.lang == "zh")
    assert read(client.get(of(version, paper.name))).startswith(b"%PDF")
    told = client.get("/public/search", {"q": "进度通报"}).content.decode()
    assert version.publication.uid in told


def test_nothing_of_what_is_not_published_is_at_any_address(made, record, client) -> None:
    """Draft, checked, signed, given up: neither page nor file nor word of it."""
    for state in (State.DRAFTED, State.CHECKED, State.SIGNED):
        record.says(a_content(), with_offer(f"x:{state}"))
    out = made(State.PUBLISHED)
    others = [made(state, offer=with_offer(f"x:{state}")) for state in (State.DRAFTED, State.CHECKED, State.SIGNED)]
    others.append(made(State.DROPPED, by_hand=True, title=("放弃的公告", "Given up")))
    drain()

    tree = bytes_of(building.tree())
    for version in others:
        uid = version.publication.uid
        assert not any(uid in path or uid.encode() in data for path, data in tree.items()), version.state
        assert client.get(of(version)).status_code == 404
    assert PublicText.objects.exclude(publication=out.publication_id).count() == 0
    assert client.get("/public/search", {"q": "放弃的公告"}).content.decode().count("放弃的公告") <= 2  # as asked


def test_a_withdrawal_counts_at_once(made, client, district) -> None:
    """Before the tree is renewed: 410 with a notice, files too; afterwards nothing of it is left in the tree."""
    version = made(State.PUBLISHED)
    drain()
    paper = next(it.name for it in version.files.all() if it.form == "PDF")
    gone = moving.withdraw(
        version=version, why="error", reason="数字有误", by=district.people["approver"], is_signed=True, **when()
    )

    for path in (of(gone), of(gone, paper), of(gone, "data.json"), of(gone, "index.en.html")):
        told = client.get(path)
        assert told.status_code == 410, path
        assert "已开工" not in told.content.decode()
    assert "2027年2月改造进度通报" in client.get(of(gone)).content.decode()
    drain()
    tree = bytes_of(building.tree())
    assert not any(paper in path or "截至2月底".encode() in data for path, data in tree.items())
    assert list(found("截至2月底", "zh")) == []
    assert client.get(of(gone)).status_code == 410


def test_a_correction_takes_the_place_of_what_was_there(made, client, record, district) -> None:
    """The same address, with a note; the older version is nowhere, where the office does not show it."""
    version = made(State.PUBLISHED)
    drain()
    record.says(a_content("13"))
    later = moving.correct(
        version=version, reason=("数字有误", "Wrong"), changed=("开工数改为13", "13 estates"), shows_old=False,
        by=district.people["office"], **when(),
    )  # fmt: skip
    moved(later, State.PUBLISHED, district.people["office"], district.people["approver"])
    drain()

    text = read(client.get(of(version))).decode()
    assert "开工数改为13" in text
    assert client.get(of(version, "v1/index.html")).status_code == 404


def test_validity_moves_on_its_day_by_the_days_own_build(made, settings, district) -> None:
    """Page, list and data say the same before and after."""
    version = made(State.PUBLISHED)
    moving.end(
        version=version, ends_on=DAY + timedelta(days=9), ending=Ending.EXPIRES, successor="", reason="到期",
        by=district.people["approver"], **when(),
    )  # fmt: skip
    building.renew(DAY)
    place = building.tree() / "a" / version.publication.uid
    assert json.loads((place / "data.json").read_text())["validity"] == "valid"
    building.renew(DAY + timedelta(days=9))

    assert json.loads((place / "data.json").read_text())["validity"] == "expired"
    assert "失效" in (place / "index.html").read_text()


def test_a_whole_build_is_the_same_as_one_from_nothing(made, record, settings, tmp_path, district) -> None:
    """Byte for byte, after publications, a correction and a withdrawal."""
    first = made(State.PUBLISHED)
    building.renew(DAY)
    record.says(a_content("15"), with_offer("x:2"))
    second = made(State.PUBLISHED, offer=with_offer("x:2"))
    building.renew(DAY)
    moving.withdraw(
        version=first, why="error", reason="数字有误", by=district.people["approver"], is_signed=True, **when()
    )
    building.renew(DAY)
    building.renew(DAY, whole=True)
    once = bytes_of(building.tree())
    settings.HOME = tmp_path / "other"
    (tmp_path / "other").mkdir()
    (tmp_path / "other" / "disclosure").symlink_to(tmp_path / "disclosure")
    building.renew(DAY)

    assert bytes_of(building.tree()) == once
    assert second.publication.uid in str(sorted(once))


def test_a_build_is_filed_once_a_day_and_after_a_cut(made, settings, entry) -> None:
    """However often the worker's clock calls; one that was cut off is made again."""
    made(State.PUBLISHED)
    drain()
    for _ in range(3):
        building.file_if_due(at=when()["at"])
    daily = Job.objects.filter(kind=building.BUILD, key__startswith=f"{building.BUILD}:{DAY}")
    assert daily.count() == 1
    drain()
    marker_of(building.tree()).write_bytes(b"")
    building.file_if_due(at=when()["at"])
    assert daily.count() == 2
    drain()
    assert not building.is_unfinished(building.tree())


def test_pages_whose_moving_in_was_cut_off_are_moved_in_by_the_workers_clock(made, monkeypatch) -> None:
    """The page that was published last is there as a whole, before any other build."""
    made(State.PUBLISHED)
    drain()
    version = made(State.PUBLISHED, by_hand=True)

    def cut(*paths: str) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patched, pytest.raises(KeyboardInterrupt):
        patched.setattr("yipanqi.documents.disclosure.written.os.replace", cut)
        building.renew(DAY)
    page = building.tree() / "a" / version.publication.uid / "index.html"
    assert not page.exists() and marker_of(building.tree()).exists()

    building.file_if_due(at=when()["at"])
    assert page.exists() and not marker_of(building.tree()).exists()


def test_search_finds_any_two_signs_and_nothing_else(made, record, client) -> None:
    """Each pair of the text is found; what is in no text is not; one sign alone asks for nothing."""
    record.says(replace(a_content(), title=("雨污分流改造通报", "Drains")), with_offer("x:3"))
    version = made(State.PUBLISHED, offer=with_offer("x:3"))
    made(State.PUBLISHED)
    drain()
    title = "雨污分流改造通报"

    for at in range(len(title) - 1):
        assert version.publication_id in {it.publication_id for it in found(title[at : at + 2], "zh")}, title[at:]
    assert [it.publication_id for it in found("雨污分流", "zh")] == [version.publication_id]
    assert list(found("污雨", "zh")) == [] and list(found("雨", "zh")) == []
    assert client.get("/public/search", {"q": "' OR 1=1 --"}).status_code == 200
    asked = client.get("/public/search.html", {"q": "雨污"})
    assert (asked.status_code, asked["Location"].partition("?")[0]) == (302, "/public/search")


@pytest.mark.parametrize(
    "path", ["../db.sqlite3", "a/../../x", "%2e%2e/x", "a/zzzzzzzzzz/", "a/x", "nothing.html", "e//x"]
)
def test_what_is_not_there_is_told_as_clean_as_the_rest(made, client, path) -> None:
    """Outside of the tree, unknown, malformed: a page that says so, with ways on."""
    made(State.PUBLISHED)
    drain()
    told = client.get(f"/public/{path}")

    assert told.status_code == 404
    assert b"Traceback" not in told.content


def test_one_network_is_slowed_down_and_no_other() -> None:
    """A bucket for each: what one takes too much, another has all of."""
    throttle = Throttle(at_once=3, a_second=2)
    waits = [throttle.wait("10.0.0.1", now=100.0) for _ in range(4)]

    assert waits[:3] == [0, 0, 0] and waits[3] == 0.5
    assert throttle.wait("10.0.0.2", now=100.0) == 0
    assert throttle.wait("10.0.0.1", now=100.5) == 0


def test_who_asks_too_often_is_told_when_to_come_again(client, rf) -> None:
    """429 with a time; the platform itself still answers."""
    view = views.open_to_all(Throttle(at_once=1, a_second=0.001))(lambda request: views.HttpResponse("ok"))
    assert view(rf.get("/public/")).status_code == 200
    told = view(rf.get("/public/"))
    assert told.status_code == 429 and int(told["Retry-After"]) > 0
    assert client.get("/login/").status_code == 200


def test_only_estates_that_something_published_tells_of_are_known_outside(made, entry) -> None:
    """The working register is nobody's to see."""
    made(State.PUBLISHED)
    site = building.site_of(date(2027, 3, 1))

    assert [(it.code, it.name) for it in site.places] == [("E1", "和平里")]
    assert MONTH.title[0] not in str(site.settings)
