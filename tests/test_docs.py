"""The documents of the project tell the truth."""

import re
from pathlib import Path

import pytest

from yipanqi.cli import COMMANDS
from yipanqi.cli import sentences as cli
from yipanqi.documents import sentences as papers
from yipanqi.domain import sentences as domain
from yipanqi.domain.rule_name import RuleName
from yipanqi.domain.sentences.catalogue import fields
from yipanqi.domain.sentences.kinds import KINDS

ROOT = Path(__file__).parent.parent
PAGES = sorted(p for p in [*ROOT.glob("*.md"), *ROOT.glob("docs/**/*.md")])


SENTENCES = {**domain.CATALOGUE, **papers.CATALOGUE, **cli.CATALOGUE}


@pytest.mark.parametrize("code", sorted(SENTENCES))
def test_sentences_are_complete(code: str) -> None:
    """Every sentence is said in Chinese and in English, with the same values of the same kinds, all of them known."""
    zh, en = SENTENCES[code]

    assert zh.strip() and en.strip()
    assert not re.search("[\u4e00-\u9fff]", en)
    assert fields(zh) == fields(en)
    assert {kind for kind in fields(zh).values() if kind} <= KINDS


def test_rooms_do_not_say_two_things_under_one_code() -> None:
    """Papers and the command line add to the domain's sentences; no code of one is a code of the other."""
    own = set(domain.CATALOGUE)

    assert own < set(papers.CATALOGUE) and own < set(cli.CATALOGUE)
    assert set(papers.CATALOGUE) & set(cli.CATALOGUE) == own


@pytest.mark.parametrize("page", PAGES, ids=lambda p: p.relative_to(ROOT).as_posix())
def test_links_lead_somewhere(page: Path) -> None:
    """Every relative link and picture of a page exists."""
    targets = re.findall(r"\]\(([^)#]+)(?:#[^)]*)?\)", page.read_text())

    missing = [t for t in targets if "://" not in t and not (page.parent / t).exists()]

    assert missing == []


@pytest.mark.parametrize("page", PAGES, ids=lambda p: p.relative_to(ROOT).as_posix())
def test_commands_exist(page: Path) -> None:
    """Every `yipanqi command` and `make target` that a page names exists."""
    text = page.read_text()
    targets = set(re.findall(r"^([a-z]+):", (ROOT / "Makefile").read_text(), re.M))

    said = set(re.findall(r"(?:`|^)(?:\.venv/bin/)?yipanqi ([a-z]+)", text, re.M))
    made = set(re.findall(r"(?:`|^)make ([a-z]+)", text, re.M))

    assert said <= set(COMMANDS)
    assert made <= targets


def test_the_method_lists_every_rule() -> None:
    """The table of `docs/method.md` has a row for each rule, under its name, and for nothing else."""
    text = (ROOT / "docs/method.md").read_text("utf-8")

    (rows,) = re.findall(r"^\| rule \|.*\n\|[:|-]+\n((?:\|.*\n)+)", text, re.M)

    assert re.findall(r"^\| `(\w+)` \|", rows, re.M) == list(RuleName)
    assert len(rows.splitlines()) == len(RuleName)


def test_locks_name_no_host() -> None:
    """The lock files pin hashes and name no host, so that any mirror serves them."""
    for lock in (ROOT / "lock").glob("*.txt"):
        text = lock.read_text()

        assert "://" not in text
        assert text.count("--hash=sha256:") > text.count("==")
