"""What a portal shows, held against what was handed over; and what it tells back."""

import shutil
import threading
from collections.abc import Iterator
from datetime import datetime
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest
from documents.disclosure.a_site import FILES, a_tree, packed

from yipanqi.documents.disclosure.package import Manifest, base_of, manifest_of
from yipanqi.documents.disclosure.portal import CannotCheck, Checked, check_portal
from yipanqi.documents.disclosure.portal_echo import Echo, echo_template, echoes


class Quiet(SimpleHTTPRequestHandler):
    """A plain web server that notes what it was asked, and fails where it is told to."""

    def do_GET(self) -> None:
        server: Any = self.server
        server.asked.append(self.path)
        status, to = server.instead.pop(self.path, (0, "")) if server.once else server.instead.get(self.path, (0, ""))
        if not status:
            super().do_GET()
            return
        self.send_response(status)
        if to:
            self.send_header("Location" if status < 400 else "Retry-After", to)
        self.send_header("Content-Length", "0")
        self.end_headers()

    def log_message(self, *_: object) -> None:
        """Nothing on the terminal."""


@pytest.fixture
def server(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Any]:
    monkeypatch.setenv("no_proxy", "*")
    (tmp_path / "column").mkdir(exist_ok=True)
    made: Any = ThreadingHTTPServer(
        ("127.0.0.1", 0),
        lambda *a: Quiet(*a, directory=str(tmp_path / "column")),  # type: ignore[arg-type]
    )
    made.asked, made.instead, made.once = [], {}, False
    made.address = f"http://127.0.0.1:{made.server_port}"
    thread = threading.Thread(target=made.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    yield made
    made.shutdown()
    thread.join()
    made.server_close()


@pytest.fixture
def lists(tmp_path: Path) -> tuple[Manifest, Manifest]:
    """The lists of a package that the portal took, and of the next one, by which a file must be gone."""
    tree = a_tree(tmp_path / "tree")
    packed(tree, tmp_path / "1.zip")
    later = FILES | {"index.html": "2"}
    del later["a/two/table.xlsx"]
    a_tree(tree, later)
    packed(tree, tmp_path / "2.zip", base_of(tmp_path / "1.zip"))
    shutil.copytree(tree, tmp_path / "column", dirs_exist_ok=True)
    return manifest_of(tmp_path / "1.zip"), manifest_of(tmp_path / "2.zip")


def at(*parts: int) -> datetime:
    """A moment by the portal's own clock, which tells no zone."""
    return datetime(*parts)  # type: ignore[arg-type]  # noqa: DTZ001


def looked(where: Path | str, lists: tuple[Manifest, Manifest], **other: Any) -> Checked:
    """Everything of the newest package, the older one known."""
    return check_portal(where, lists[1], before=lists[:1], sleep=lambda _: None, **other)


def test_a_mirror_as_handed_over_is_good(tmp_path: Path, lists: tuple[Manifest, Manifest], server: Any) -> None:
    """As a folder and over HTTP."""
    for where in (tmp_path / "column", server.address, f"{server.address}/"):
        found = looked(where, lists)
        assert found.is_good
        assert found.looked_at == 2


def test_what_is_wrong_is_told_apart(tmp_path: Path, lists: tuple[Manifest, Manifest], server: Any) -> None:
    """Missing, of an older package, altered by somebody, still there: each by its path, in a folder and over HTTP."""
    full = packed(tmp_path / "tree", tmp_path / "3.zip", removed=["a/two/table.xlsx", "a/gone/x.pdf"])
    column = tmp_path / "column"
    (column / "index.html").write_text(FILES["index.html"], encoding="utf-8")
    (column / "a/one/index.html").write_text("hacked", encoding="utf-8")
    (column / "a/one/plan.pdf").unlink()
    (column / "a/two/table.xlsx").write_text("xlsx two", encoding="utf-8")

    for where in (column, server.address):
        found = check_portal(where, full, before=lists[:1], sleep=lambda _: None)
        assert not found.is_good
        assert found.missing == ("a/one/plan.pdf",)
        assert found.stale == ("index.html",)
        assert found.altered == ("a/one/index.html",)
        assert found.still_there == ("a/two/table.xlsx",)
        assert found.unreachable == ()


def test_a_portal_that_answers_for_everything(tmp_path: Path, lists: tuple[Manifest, Manifest], server: Any) -> None:
    """A page of its own for what it does not have, or the way home, is not the file that must be gone; the old bytes
    are, wherever they come from."""
    gone = "/a/two/table.xlsx"
    for path in (gone, "/yipanqi-no-such-page-0c7d.html"):
        (tmp_path / "column" / path[1:]).write_text("没有找到", encoding="utf-8")
    assert looked(server.address, lists).is_good
    server.instead[gone] = (302, "/index.html")
    assert looked(server.address, lists).is_good
    (tmp_path / "column/old.xlsx").write_text("xlsx two", encoding="utf-8")
    server.instead[gone] = (302, "/old.xlsx")
    assert looked(server.address, lists).still_there == ("a/two/table.xlsx",)
    del server.instead[gone]
    (tmp_path / "column" / gone[1:]).write_text("something else", encoding="utf-8")
    assert looked(server.address, lists).still_there == ("a/two/table.xlsx",)


def test_only_its_own_host_is_asked(tmp_path: Path, lists: tuple[Manifest, Manifest], server: Any) -> None:
    """A way to another host is not gone; what is no plain address is refused."""
    server.instead["/index.html"] = (302, "http://127.0.0.2:1/x")
    assert looked(server.address, lists).unreachable == ("index.html",)
    server.instead["/index.html"] = (302, "file:///etc/passwd")
    assert looked(server.address, lists).unreachable == ("index.html",)
    for address in ("ftp://x/", "http://", "file:///etc", "http://me:secret@x/", "x", "http://[x/"):
        with pytest.raises(CannotCheck):
            looked(address, lists)
    with pytest.raises(CannotCheck):
        looked(tmp_path / "none", lists)


def test_a_busy_portal_is_asked_once_more(lists: tuple[Manifest, Manifest], server: Any) -> None:
    """As late as it wishes; and between all questions there is a pause."""
    waited: list[float] = []
    server.instead, server.once = {"/index.html": (503, "7")}, True

    found = check_portal(server.address, lists[1], pause=0.25, sleep=waited.append)

    assert found.is_good
    assert waited == [0.25, 0.25, 7.0, 0.25]


def test_a_dead_portal_is_left_alone(tmp_path: Path) -> None:
    """After five silent answers nobody asks any more; how much is left is told."""
    tree = a_tree(tmp_path / "tree", FILES | {f"list/{n}.html": str(n) for n in range(9)})
    made = packed(tree, tmp_path / "1.zip")

    found = check_portal("http://127.0.0.1:9", made, sleep=lambda _: None)

    assert (len(found.unreachable), found.left, found.is_good) == (5, 10, False)
    refused = check_portal("http://127.0.0.1:9", made, sleep=lambda _: None, most=3)
    assert (refused.looked_at, refused.left) == (3, 0)


def test_names_are_asked_as_they_are(tmp_path: Path, server: Any) -> None:
    """A per cent sign of a file's name is its own; Chinese signs are quoted."""
    files = {"e/%E6%B1%89/index.html": "x", "e/汉/i.html": "y"}
    a_tree(tmp_path / "column", files)
    made = packed(a_tree(tmp_path / "tree", files), tmp_path / "1.zip")

    assert check_portal(server.address, made, sleep=lambda _: None).is_good
    assert server.asked == ["/e/%25E6%25B1%2589/index.html", "/e/%E6%B1%89/i.html"]


def test_what_portals_tell_back() -> None:
    """Columns in any order and either language, times as portals write them; empty lines do not count."""
    rows, findings = echoes(
        "\ufeff门户发布时间;门户地址;索引号\r\n"
        "2028年5月7日 9:30;https://x.gov.cn/1.shtml;01-1\n\n"
        "2028-05-07;http://x.gov.cn/2;01-2\n"
        "2028/5/7 09:30:05;http://x.gov.cn/3;01-3\n"
        ";http://x.gov.cn/4;01-4\n"
    )

    assert findings == []
    assert rows == [
        Echo(2, "01-1", "", "https://x.gov.cn/1.shtml", at(2028, 5, 7, 9, 30)),
        Echo(4, "01-2", "", "http://x.gov.cn/2", at(2028, 5, 7)),
        Echo(5, "01-3", "", "http://x.gov.cn/3", at(2028, 5, 7, 9, 30, 5)),
        Echo(6, "01-4", "", "http://x.gov.cn/4", None),
    ]
    assert [it.address for it in echoes("Publication id\tPortal address\nabc\thttps://x.cn/\n")[0]] == ["https://x.cn/"]


def test_what_is_wrong_is_told_by_line() -> None:
    """Each bad line once; the good ones stand."""
    rows, findings = echoes(
        "index number,publication id,portal address,published at the portal\n"
        ",,https://x.cn/1,\n"
        "1,,javascript:alert(1),\n"
        "2,,https://x.cn/2,2028-02-30\n"
        "3,,https://x.cn/3,2028-02-28 25:00\n"
        "4,,https://x.cn/4,yesterday\n"
        "5\n"
        "6,b,https://x.cn/6,\n"
        "7,b,https://x.cn/7,\n"
    )

    assert [row.line for row in rows] == [8]
    assert [it.line for it in findings] == [2, 3, 4, 5, 6, 7, 9]
    assert all(it.said[0] != it.said[1] for it in findings)


@pytest.mark.parametrize("text", ["", "\n\n", "门户地址\nhttps://x.cn", "索引号,别的\n1,2", '索引号,门户地址\n1,"x'])
def test_a_file_that_is_another_one(text: str) -> None:
    """It is told what is missing, and nothing is taken."""
    rows, findings = echoes(text)

    assert (rows, len(findings)) == ([], 1)


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_the_template_is_taken_as_it_is(lang: str) -> None:
    """Filled in as its example is, there is nothing to find."""
    rows, findings = echoes(echo_template(lang))

    assert (len(rows), findings) == (1, [])
