import os
import random
import shutil
from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from disclosure_corpus import MEASURES, Corpus, Made, settings
from documents.disclosure.publications import a_content, a_publication

from yipanqi.documents.disclosure.build import CannotBuild, build, is_unfinished, settle, state_of
from yipanqi.documents.disclosure.site import ARTICLES, Site, Values
from yipanqi.domain.disclosure.publication import Attachment, Correction, Kind, Withdrawn
from yipanqi.domain.disclosure.validity import Validity

DAY = date(2028, 12, 31)
GONE = Withdrawn(at=datetime(2028, 6, 1, 10, 0, tzinfo=UTC), reason=("内容有误", "Wrong content"))


def a_site(*published, older=None, files: Mapping[str, bytes] | None = None, **named):
    source = Values(published, kept=lambda sha256: (files or {}).get(sha256, b"picture"), older=older)
    told = {"settings": settings(), "day": DAY, "source": source, "measures": MEASURES}
    return Site(**(told | named))


def tree(folder: Path, without: str = "\0") -> dict[str, bytes]:
    """All files of a folder."""
    paths = sorted(it for it in folder.rglob("*") if it.is_file())
    told = {str(it.relative_to(folder)): it.read_bytes() for it in paths}
    return {path: data for path, data in told.items() if not path.startswith(without)}


def _edit(source: Made, dice: random.Random) -> None:
    """One random change: a correction, a withdrawal, another validity, one more, one fewer, one that names another."""
    corpus, uid = source.corpus, dice.choice(sorted(source.at))
    it = source.published(uid)
    match dice.randrange(7):
        case 0 | 1:
            source.others.pop(uid, None)
            source.edits[uid] = dice.randrange(1000)
        case 2:
            source.others[uid] = replace(it, withdrawn=GONE)
        case 3:
            source.others[uid] = replace(it, validity=dice.choice(list(Validity)))
        case 4:
            at = dice.randrange(corpus.count)
            source.at[corpus.uid(at)] = at
        case 5:
            del source.at[uid]
            source.others.pop(uid, None)
        case 6:
            other = source.published(dice.choice(sorted(source.at))).metadata.index_number
            source.others[uid] = replace(it, metadata=replace(it.metadata, replaced_by=other))


def test_a_tree_that_was_changed_is_the_same_as_one_built_from_nothing(tmp_path):
    """After 200 random edits: between whole builds all but the index of search, after a whole build every byte."""
    corpus, dice = Corpus(count=70, estates=8, years=3), random.Random(19)
    source = Made(corpus, range(45))
    site = Site(settings=settings(), day=DAY, source=source, places=corpus.places()[:6], measures=MEASURES)
    build(tmp_path / "tree", site)
    for _ in range(8):
        for _ in range(25):
            _edit(source, dice)
        assert not build(tmp_path / "tree", site).is_whole

    build(tmp_path / "fresh", site)

    assert tree(tmp_path / "tree", "search/") == tree(tmp_path / "fresh", "search/")
    build(tmp_path / "tree", site, whole=True)
    assert tree(tmp_path / "tree") == tree(tmp_path / "fresh")


def test_nothing_new_writes_nothing(tmp_path):
    """A build without a change leaves every file as it is."""
    site = a_site(a_publication())
    build(tmp_path / "tree", site)

    built = build(tmp_path / "tree", site)

    assert (built.written, built.removed, built.publications, built.is_whole) == (0, 0, 0, False)


def test_a_setting_renews_every_page(tmp_path):
    """Another name of the column stands on all pages after the next build."""
    site = a_site(a_publication())
    build(tmp_path / "tree", site)

    built = build(
        tmp_path / "tree", replace(site, settings=replace(site.settings, column_name=("旧改专栏", "Renewal")))
    )

    assert built.is_whole
    pages = [data.decode() for path, data in tree(tmp_path / "tree").items() if path.endswith(".html")]
    assert pages and all("旧改专栏" in page or "Renewal" in page for page in pages)


def test_what_was_withdrawn_leaves_a_notice_only(tmp_path):
    """Title, time and class of reason: no content, no file, no older version, no entry of search, no fact, no feed."""
    secret = "泄露的内容"
    paper = Attachment(name="a.pdf", size=4, sha256="f" * 64, form="PDF", title=(secret, secret))
    content = a_content(record=secret)
    it = a_publication(attachments=(paper,), content=content, metadata={"summary": (secret, secret)})
    files = {"f" * 64: secret.encode()}
    older = {it.uid: [replace(it, version=1)]}
    build(tmp_path / "tree", a_site(replace(it, version=2), older=older, files=files))
    assert any(secret.encode() in data for data in tree(tmp_path / "tree").values())

    build(tmp_path / "tree", a_site(replace(it, version=2, withdrawn=GONE), older=older, files=files))

    after = tree(tmp_path / "tree")
    assert not [path for path, data in after.items() if secret.encode() in data]
    assert sorted(path for path in after if path.startswith("a/")) == [
        f"a/{it.uid}/{name}" for name in ("data.json", "index.en.html", "index.html")
    ]
    assert "内容有误" in after[f"a/{it.uid}/index.html"].decode()
    assert "已撤回" in after["list/all/all/index.html"].decode()
    assert not [path for path, data in after.items() if "泄露".encode() in data]


def test_a_correction_takes_what_it_took_away_out_of_search(tmp_path):
    """What a version said and the next does not is in no shard, before the index is made whole too."""
    old, new = a_publication(content=a_content(record="张三丰")), a_publication(content=a_content(title=("改好了", "")))
    old = replace(old, content=replace(old.content, title=("张三丰的标题", "")))
    build(tmp_path / "tree", a_site(old, a_publication("bbbbbbbbbb")))

    build(tmp_path / "tree", a_site(new, a_publication("bbbbbbbbbb")))

    assert not [path for path, data in tree(tmp_path / "tree").items() if "张三" in data.decode("utf-8", "ignore")]


def test_signed_fragments_are_laid_as_they_were_kept(tmp_path):
    """The page has the bytes that were signed off, not what the code would make now."""
    kept = {"1" * 64: '<article class="article" lang="zh-CN"><h1>签发时的字节</h1></article>\n'.encode()}
    fragment = Attachment(name=ARTICLES["zh"], size=1, sha256="1" * 64, form="HTML")

    build(tmp_path / "tree", a_site(a_publication(attachments=(fragment,)), files=kept))

    after = tree(tmp_path / "tree")
    assert kept["1" * 64].strip() in after["a/aaaaaaaaaa/index.html"]
    assert "a/aaaaaaaaaa/article.html" not in after


def test_who_is_replaced_leads_to_its_successor(tmp_path):
    """A page that names an index number links to it as soon as that one is published, and not before."""
    first = a_publication(metadata={"replaced_by": "420103-JHZG-02-2028-00002"})
    second = a_publication("bbbbbbbbbb", metadata={"index_number": "420103-JHZG-02-2028-00002"})
    build(tmp_path / "tree", a_site(first))
    assert "bbbbbbbbbb" not in tree(tmp_path / "tree")["a/aaaaaaaaaa/index.html"].decode()

    build(tmp_path / "tree", a_site(first, second))

    assert 'href="../bbbbbbbbbb/index.html"' in tree(tmp_path / "tree")["a/aaaaaaaaaa/index.html"].decode()


def test_older_versions_are_there_where_the_office_says_so(tmp_path):
    """They have addresses of their own that search engines leave alone, and go with the word of the office."""
    note = Correction(version=2, at=GONE.at, reason=("笔误", "A slip"), changed=("金额", "The sum"))
    it = a_publication(version=2, corrections=(note,))
    build(tmp_path / "tree", a_site(it, older={it.uid: [a_publication()]}))
    page = tree(tmp_path / "tree")[f"a/{it.uid}/v1/index.html"].decode()
    assert 'content="noindex, nofollow"' in page
    assert 'href="v1/index.html"' in tree(tmp_path / "tree")[f"a/{it.uid}/index.html"].decode()

    build(tmp_path / "tree", a_site(it))

    after = tree(tmp_path / "tree")
    assert not [path for path in after if "/v1/" in path]
    assert "笔误" in after[f"a/{it.uid}/index.html"].decode()


class Ahead(Values):
    """A source that wants to know what is asked for next."""

    def __init__(self, published):
        super().__init__(published)
        self.expected: list[str] = []
        self.asked: list[str] = []

    def expect(self, uids):
        self.expected += uids

    def published(self, uid):
        self.asked.append(uid)
        return super().published(uid)


def test_a_source_is_told_what_is_asked_for_next(tmp_path):
    """One that reads from a database reads many together: it is asked in the order that it was told."""
    source = Ahead([a_publication(uid, content=a_content(blocks=())) for uid in ("bbbbbbbbbb", "aaaaaaaaaa")])

    build(tmp_path / "tree", a_site(source=source))

    assert source.asked == source.expected == ["bbbbbbbbbb", "aaaaaaaaaa"] * 2


class Broken(Made):
    """A source that fails in the middle."""

    fails_at = -1

    def published(self, uid):
        self.fails_at -= 1
        if self.fails_at == 0:
            raise RuntimeError("cut off")
        return super().published(uid)


def test_a_build_that_was_cut_off_leaves_the_tree_as_it_was(tmp_path):
    """Not one file of it is another one; the next build ends as if nothing had happened."""
    corpus = Corpus(count=12, estates=3, years=1)
    source = Broken(corpus)
    site = Site(settings=settings(), day=DAY, source=source, places=corpus.places(), measures=MEASURES)
    build(tmp_path / "tree", site)
    before = tree(tmp_path / "tree")
    source.edits = dict.fromkeys(source.at, 1)
    source.fails_at = 6
    with pytest.raises(RuntimeError):
        build(tmp_path / "tree", site)
    assert tree(tmp_path / "tree") == before and is_unfinished(tmp_path / "tree")

    build(tmp_path / "fresh", site)
    build(tmp_path / "tree", site, whole=True)
    assert tree(tmp_path / "tree") == tree(tmp_path / "fresh")
    assert not is_unfinished(tmp_path / "tree")


@pytest.mark.parametrize("steps", [0, 7, 40])
def test_what_was_cut_off_while_it_was_moved_in_is_moved_in_by_the_next_start(tmp_path, monkeypatch, steps):
    """Cut after so many files the tree is mixed and says so; settled it is the new one as a whole, once and for all."""
    corpus = Corpus(count=12, estates=3, years=1)
    source = Broken(corpus)
    site = Site(settings=settings(), day=DAY, source=source, places=corpus.places(), measures=MEASURES)
    build(tmp_path / "tree", site)
    source.edits = dict.fromkeys(list(source.at)[:6], 1)
    del source.at[list(source.at)[-1]]
    shutil.copytree(tmp_path / "tree", tmp_path / "twin")
    shutil.copy(state_of(tmp_path / "tree"), state_of(tmp_path / "twin"))
    build(tmp_path / "twin", site)
    left, moved = [steps], os.replace

    def cut(*paths):
        left[0] -= 1
        if left[0] < 0:
            raise KeyboardInterrupt
        moved(*paths)

    with monkeypatch.context() as patched, pytest.raises(KeyboardInterrupt):
        patched.setattr(os, "replace", cut)
        build(tmp_path / "tree", site)
    assert tree(tmp_path / "tree") != tree(tmp_path / "twin") and is_unfinished(tmp_path / "tree")

    assert settle(tmp_path / "tree")
    assert tree(tmp_path / "tree") == tree(tmp_path / "twin")
    assert not is_unfinished(tmp_path / "tree") and not settle(tmp_path / "tree")
    assert build(tmp_path / "tree", site).written == 0


def test_a_file_that_would_take_a_page_s_place_is_refused(tmp_path):
    """A file beside a page cannot be named as the page, nor lie in another folder; the refusal names it."""
    for name in ("index.html", "../x.pdf", ".hidden", "all.zip"):
        paper = Attachment(name=name, size=1, sha256="f" * 64, form="PDF")
        with pytest.raises(CannotBuild, match="aaaaaaaaaa"):
            build(tmp_path / "tree", a_site(a_publication(attachments=(paper,)), files={"f" * 64: b"x"}))


def test_a_memory_of_another_version_is_worked_out_anew(tmp_path):
    """A broken file beside the tree costs a whole build, and nothing else."""
    site = a_site(a_publication())
    build(tmp_path / "tree", site)
    before = tree(tmp_path / "tree")
    state_of(tmp_path / "tree").write_bytes(b"this is no database at all, but long enough to be read as one" * 40)

    assert build(tmp_path / "tree", site).is_whole
    assert tree(tmp_path / "tree") == before


def test_the_memory_of_the_builder_is_not_published(tmp_path):
    """Its file and its marker lie beside the tree."""
    build(tmp_path / "tree", a_site(a_publication(kind=Kind.NOTICE)))

    assert state_of(tmp_path / "tree").exists()
    assert not [path for path in tree(tmp_path / "tree") if "state" in path or path.endswith("~")]
