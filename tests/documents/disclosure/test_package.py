"""The package for a portal: what it holds, what never goes into it, and that nobody ever meets half of one."""

import json
import os
import subprocess
import sys
import time
from pathlib import Path
from zipfile import ZipFile

import pytest
from documents.disclosure.a_site import FILES, KEY, LISTED, a_tree, packed

from yipanqi.documents.disclosure.package import (
    CannotPackage,
    CannotReadManifest,
    Listed,
    base_of,
    manifest_of,
)
from yipanqi.documents.disclosure.package_manifest import read, written
from yipanqi.documents.disclosure.package_verify import verify_package

CHANGED = FILES | {"index.html": "<h1>首页2</h1>", "a/two/index.html": "<h1>已撤回</h1>", "a/new/index.html": "新"}
del CHANGED["a/two/table.xlsx"]
LISTED_LATER = (
    LISTED[0],
    Listed(uid="two", version=2, state="withdrawn", index_number="01-0002"),
    Listed(uid="new", version=1, state="published", index_number="01-0003"),
)


@pytest.fixture
def tree(tmp_path: Path) -> Path:
    return a_tree(tmp_path / "tree")


@pytest.mark.parametrize("name", ["1.zip", "1"])
def test_a_full_package_has_everything(tree: Path, tmp_path: Path, name: str) -> None:
    """Every file with size, hash and publication; it can be opened, and is good."""
    made = packed(tree, tmp_path / name, base_address="https://example.gov.cn/lj/")

    told = manifest_of(tmp_path / name)
    assert {it.path for it in told.files} == set(FILES)
    assert next((it.uid, it.version, it.state) for it in told.files if it.path == "a/two/table.xlsx") == (
        "two",
        2,
        "published",
    )
    assert told.counts == {"files": 6, "bytes": sum(len(t.encode()) for t in FILES.values()), "removed": 0} | {
        "publications": 2,
        "whole": 6,
    }
    assert (told.is_full, told.number, told.base_address) == (True, 1, "https://example.gov.cn/lj/")
    assert told.whole_sha256 == made.whole_sha256
    assert verify_package(tmp_path / name, KEY.public_key()).is_good


@pytest.mark.parametrize("name", ["2.zip", "2"])
def test_a_difference_has_what_changed(tree: Path, tmp_path: Path, name: str) -> None:
    """Changed and new files, the publications they belong to, what must be gone; nothing else."""
    packed(tree, tmp_path / "1.zip")
    a_tree(tree, CHANGED)

    made = packed(
        tree, tmp_path / name, base_of(tmp_path / "1.zip"), publications=LISTED_LATER, removed=["a/two/old.pdf"]
    )

    told = manifest_of(tmp_path / name)
    assert [it.path for it in told.files] == ["a/new/index.html", "a/two/index.html", "index.html"]
    assert told.removed == ("a/two/old.pdf", "a/two/table.xlsx")
    assert [(it.uid, it.state) for it in told.publications] == [("two", "withdrawn"), ("new", "published")]
    assert (told.since, told.is_full) == (1, False)
    assert made.base is not None
    assert set(made.base.whole) == set(CHANGED)
    assert base_of(tmp_path / name) == made.base
    assert verify_package(tmp_path / name, KEY.public_key()).is_good


def test_people_without_the_program_are_told(tree: Path, tmp_path: Path) -> None:
    """Sums for sha256sum, a list of what must be gone, and what to do in two languages."""
    packed(tree, tmp_path / "1", removed=["a/gone/x.pdf"])

    assert (tmp_path / "1/removed.txt").read_text("utf-8") == "a/gone/x.pdf\n"
    sums = subprocess.run(["sha256sum", "--quiet", "-c", "SHA256SUMS"], cwd=tmp_path / "1", check=False)
    assert sums.returncode == 0
    told = (tmp_path / "1/README.txt").read_text("utf-8")
    assert "第 1 号（全量）" in told
    assert "number 1 (everything)" in told


def test_the_same_tree_gives_the_same_bytes(tree: Path, tmp_path: Path) -> None:
    """A ZIP depends on what it was told alone."""
    packed(tree, tmp_path / "x.zip")
    packed(tree, tmp_path / "y.zip")

    assert (tmp_path / "x.zip").read_bytes() == (tmp_path / "y.zip").read_bytes()


def test_a_file_that_looks_the_same_is_not_read_again(tree: Path, tmp_path: Path) -> None:
    """Old files are taken as known; one that changed in the last moments is always read."""
    long_ago = time.time() - 3600
    for place in tree.rglob("*"):
        os.utime(place, (long_ago, long_ago))
    (tree / "index.html").write_text("before", encoding="utf-8")
    moment = (tree / "index.html").stat().st_mtime_ns
    base = packed(tree, tmp_path / "1.zip").base
    (tree / "index.html").write_text("behind", encoding="utf-8")
    os.utime(tree / "index.html", ns=(moment, moment))
    (tree / "search/1.json").write_text("{}", encoding="utf-8")
    os.utime(tree / "search/1.json", (long_ago, long_ago))

    made = packed(tree, tmp_path / "2.zip", base)

    assert [it.path for it in made.files] == ["index.html"]


def test_a_builder_may_tell_what_it_built(tree: Path, tmp_path: Path) -> None:
    """Its hashes are taken, and what goes in is held against them."""
    base = packed(tree, tmp_path / "1.zip").base
    assert base is not None
    known = {path: (seen.size, seen.sha256) for path, seen in base.whole.items()}
    told = {**known, "index.html": (3, "0" * 64)}

    assert packed(tree, tmp_path / "2.zip", base, known=known).files == ()
    with pytest.raises(CannotPackage, match=r"changed while packing: index\.html"):
        packed(tree, tmp_path / "3.zip", base, known=told)


@pytest.mark.parametrize(
    ("other", "why"),
    [
        ({"publications": LISTED[:1]}, "not published: a/two"),
        (
            {"publications": (LISTED[0], Listed(uid="two", version=3, state="withdrawn", paths=("a/two/index.html",)))},
            "x",
        ),
        ({"removed": ["a/one/plan.pdf"]}, "still there: a/one/plan.pdf"),
        ({"removed": ["../up"]}, "Not a path"),
    ],
)
def test_what_is_not_public_is_never_packed(tree: Path, tmp_path: Path, other: dict[str, object], why: str) -> None:
    """An unknown publication, a file that is none of its own, what must be gone: there is no package, and no trace."""
    with pytest.raises(CannotPackage, match=why if why != "x" else r"a/two/table\.xlsx"):
        packed(tree, tmp_path / "1.zip", **other)

    assert [place.name for place in tmp_path.iterdir()] == ["tree"]


def test_where_a_notice_stands_nothing_is_gone(tree: Path, tmp_path: Path) -> None:
    """The page of something withdrawn is replaced by its notice, and so is not told as removed."""
    made = packed(tree, tmp_path / "1.zip", removed=["a/two/index.html", "a/two/gone.pdf"])

    assert made.removed == ("a/two/gone.pdf",)


def test_links_and_names_that_lead_out_are_refused(tree: Path, tmp_path: Path) -> None:
    """Nothing but plain files under plain names."""
    (tree / "link").symlink_to("/etc/passwd")
    with pytest.raises(CannotPackage, match="link"):
        packed(tree, tmp_path / "1.zip")
    (tree / "link").unlink()
    (tree / "what?.html").write_text("", encoding="utf-8")
    with pytest.raises(CannotPackage, match="what"):
        packed(tree, tmp_path / "1.zip")


def test_older_versions_are_told_as_such(tree: Path, tmp_path: Path) -> None:
    """A file of a version that was corrected carries its own number."""
    a_tree(tree, FILES | {"a/two/v1/index.html": "old"})

    made = packed(tree, tmp_path / "1.zip")

    old = next(it for it in made.files if it.path == "a/two/v1/index.html")
    assert (old.uid, old.version, old.state) == ("two", 1, "superseded")
    assert manifest_of(tmp_path / "1.zip").files == made.files


def test_half_a_tree_is_not_packed(tree: Path, tmp_path: Path) -> None:
    """While its builder is at work there is no package; what a builder left half written is not in one."""
    (tree / "index.html.new~").write_text("<h", encoding="utf-8")
    (tmp_path / "tree.unfinished").touch()
    with pytest.raises(CannotPackage, match="being built"):
        packed(tree, tmp_path / "1.zip")

    (tmp_path / "tree.unfinished").unlink()
    assert {it.path for it in packed(tree, tmp_path / "1.zip").files} == set(FILES)


def test_a_difference_needs_its_base(tree: Path, tmp_path: Path) -> None:
    """Numbers grow; what is kept beside is needed, and a damaged one told."""
    base = packed(tree, tmp_path / "1.zip").base
    (kept,) = tmp_path.glob("1.zip.*.whole")

    with pytest.raises(CannotPackage, match="after 1"):
        packed(tree, tmp_path / "2.zip", base, number=1)
    kept.write_bytes(kept.read_bytes()[:-9])
    with pytest.raises(CannotReadManifest):
        base_of(tmp_path / "1.zip")
    kept.unlink()
    with pytest.raises(CannotReadManifest):
        base_of(tmp_path / "1.zip")


def test_only_a_package_is_replaced(tree: Path, tmp_path: Path) -> None:
    """A folder with something else in it is left as it is."""
    (tmp_path / "papers").mkdir()
    (tmp_path / "papers/mine.txt").write_text("mine", encoding="utf-8")

    with pytest.raises(CannotPackage, match="no package"):
        packed(tree, tmp_path / "papers")

    assert (tmp_path / "papers/mine.txt").exists()


def test_names_that_begin_alike_are_left_alone(tree: Path, tmp_path: Path) -> None:
    """A folder `1` beside `1.zip` takes nothing of it away."""
    packed(tree, tmp_path / "1.zip")
    packed(tree, tmp_path / "1")

    assert base_of(tmp_path / "1.zip").whole == base_of(tmp_path / "1").whole


def test_the_list_is_read_as_it_was_written(tree: Path, tmp_path: Path) -> None:
    """Bytes to values and back; JSON that says something else is refused."""
    data = written(packed(tree, tmp_path / "1.zip", removed=["a/x.pdf"]))
    said = json.loads(data)

    assert written(read(data)) == data
    for name, value in (
        ("format", "else/9"),
        ("kind", "difference"),
        ("counts", {**said["counts"], "files": 5}),
        ("removed", ["/etc/passwd"]),
        ("files", [{**said["files"][0], "path": "../x"}]),
        ("files", said["files"] + said["files"][:1]),
        ("files", [{**said["files"][0], "sha256": "z" * 64}]),
        ("files", None),
        ("made_at", "yesterday"),
    ):
        with pytest.raises(CannotReadManifest):
            read(json.dumps({**said, name: value}).encode())
    for data in (b"", b"[]", b"\xff", b"[" * 100_000):
        with pytest.raises(CannotReadManifest):
            read(data)


KILLED = """
import os, signal, sys
from pathlib import Path
import documents.disclosure.a_site as site
from yipanqi.documents.disclosure import package_files as room
from yipanqi.documents.disclosure.package import base_of
from yipanqi.documents.disclosure.package_verify import verify_package

def dies_at(n):
    left = [n]
    def counted(real):
        def step(*a, **k):
            left[0] -= 1
            if left[0] == 0:
                os.kill(os.getpid(), signal.SIGKILL)
            return real(*a, **k)
        return step
    for owner, name in ((os, "replace"), (os, "fsync"), (Path, "write_bytes"), (Path, "unlink"), (Path, "mkdir"),
                        (room, "_exchange"), (room, "_content"), (room.ZipFile, "close"), (room.shutil, "rmtree")):
        setattr(owner, name, counted(getattr(owner, name)))

folder, name = Path(sys.argv[1]), sys.argv[2]
tree, out, n = folder / "tree", folder / name, 0
while True:
    n += 1
    child = os.fork()
    if child == 0:
        dies_at(n)
        site.packed(tree, out)
        os._exit(0)
    _, status = os.waitpid(child, 0)
    found = verify_package(out, site.KEY.public_key())
    assert found.is_good, (n, found.first_bad, found.why)
    print(n, found.manifest.whole_sha256, base_of(out).whole_sha256 == found.manifest.whole_sha256)
    if status == 0:
        break
"""


@pytest.mark.parametrize("name", ["now.zip", "now"])
def test_whoever_is_killed_leaves_a_whole_package(tree: Path, tmp_path: Path, name: str) -> None:
    """A child that makes the package anew dies at every step that touches the disk, one after another: at each, the
    package is the old one or the new one, good, and what is kept beside fits it; at the end nothing is left over."""
    before = packed(tree, tmp_path / name).whole_sha256
    a_tree(tree, FILES | {"index.html": "new"})
    paths = os.pathsep.join([str(Path(__file__).parents[2]), *sys.path])

    ran = subprocess.run(
        [sys.executable, "-c", KILLED, str(tmp_path), name],
        env={**os.environ, "PYTHONPATH": paths},
        capture_output=True,
        text=True,
        check=False,
    )

    assert ran.returncode == 0, ran.stderr
    steps = [line.split() for line in ran.stdout.splitlines()]
    hashes = [whole for _, whole, _ in steps]
    assert len(steps) > 8
    assert len(set(hashes)) == 2
    assert hashes[0] == before
    assert hashes == sorted(hashes, key=lambda it: it != before)
    assert {fits for *_, fits in steps} == {"True"}
    assert len(list(tmp_path.iterdir())) == 3


def test_a_zip_lists_its_manifest_first(tree: Path, tmp_path: Path) -> None:
    """Whoever opens it sees what it is."""
    packed(tree, tmp_path / "1.zip")

    assert ZipFile(tmp_path / "1.zip").namelist()[:3] == ["manifest.json", "manifest.sig", "README.txt"]
