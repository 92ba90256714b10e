"""Every deed that an app records has its name in both languages, and English has no mark of Chinese."""

import ast
import re
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path

import pytest
from django.utils import translation

import yipanqi.web
from yipanqi.web.audit import words
from yipanqi.web.audit.words import named, owner_of, owners
from yipanqi.web.page.say import in_turn, listed

WEB = Path(yipanqi.web.__file__).parent
APPS = sorted(path.parent.name for path in WEB.glob("*/apps.py"))
_HAN, _MARK = re.compile("[\u4e00-\u9fff]"), re.compile("[\u3000-\u303f\uff00-\uffef]")
_SAID = re.compile(r'{% say "([^"]*)" "([^"]*)"(?: as \w+)? %}')
_TEXT = re.compile(r"\{% text %\}(.*?)\{% english %\}(.*?)\{% endtext %\}", re.DOTALL)
_CODE = re.compile(r"\"((?!yipanqi)[a-z_]+\.[a-z_]+)\"")
_LENT = {"access.refused": "accounts", "person.device_added": "accounts"}  # others record these too, by its actions


def deeds(app: str) -> set[str]:
    """The codes that stand in calls of `record`, `refuse` and the like."""
    texts = [it.read_text("utf-8") for it in sorted((WEB / app).rglob("*.py")) if "migrations" not in it.parts]
    calls = [call for text in texts for call in re.findall(r"(?:record|refuse|recorded_step)\(([^()]{0,200})", text)]
    return {code for call in calls for code in _CODE.findall(call.split(",")[0])}


@pytest.mark.parametrize("app", APPS)
def test_the_log_speaks_words(app):
    """What an app records is called by a name, not by its code."""
    assert deeds(app) - named() == set()


@pytest.mark.parametrize("app", APPS)
def test_a_deed_has_one_owner(app):
    """What an app records is named by that app, and by no other; what it borrows is named by who lends it."""
    assert {code: owner_of(code) for code in deeds(app)} == {code: _LENT.get(code, app) for code in deeds(app)}


def test_a_deed_is_named_once_in_the_code():
    """No code of a deed stands as a name in two places, whatever the program says when it starts."""
    texts = [path.read_text("utf-8") for app in APPS for path in sorted((WEB / app).rglob("*.py"))]
    names = [
        code for text in texts for code in re.findall(r'^ +"([a-z_]+\.[a-z_]+)": \("', text, re.M) if code in named()
    ]

    assert sorted(set(names)) == sorted(names) == sorted(named())


def test_only_apps_own_words():
    """Who names deeds and values is an app, by its label."""
    assert owners() <= set(APPS)


@pytest.mark.parametrize(
    ("name", "code", "owner", "claimant"),
    [
        (words.name_actions, "import.applied", "programmes", "accounts"),
        (words.name_actions, "plan.made", "plans", "plans"),
        (words.name_fields, "errors", "accounts", "accounts"),
        (words.name_fields, "count", "audit", "plans"),
        (words.name_fields, "levers", "plans", "audit"),
        (words.tell_values, "kind", "jobs", "jobs"),
    ],
)
def test_a_word_named_twice_stops_the_program(name, code, owner, claimant):
    """The error names the code and who claims it; nothing of the second claim is kept."""
    with pytest.raises(words.NamedTwice, match=f"{code} is named by {owner}, and again by {claimant}"):
        name(claimant, {"test.new": ("新", "new"), code: ("又", "again")})

    assert "test.new" not in named()
    assert words.field_said(claimant, "test.new") == "test.new"


def test_the_deeds_are_found():
    """The search above finds what there is to find."""
    found = {it for app in APPS for it in deeds(app)}

    assert {"photo.added", "plan.adopted", "import.read", "people_import.read", "person.left"} <= found


@pytest.mark.parametrize("path", sorted(WEB.rglob("*.html")), ids=lambda path: str(path.relative_to(WEB)))
def test_templates_show_marks_of_chinese_in_chinese_alone(path):
    """A full-width mark stands in the first text of `say` or `text`: not in the second, nor beside it, in both
    languages."""
    text = path.read_text("utf-8")
    english = [en for _, en in [*_SAID.findall(text), *_TEXT.findall(text)] if _MARK.search(en)]
    beside = [line.strip() for line in _SAID.sub("", _TEXT.sub("", text)).splitlines() if _MARK.search(line)]

    assert (english, beside) == ([], [])


@pytest.mark.parametrize("app", [*APPS, "."])
def test_english_texts_hold_no_marks_of_chinese(app):
    """In a pair of a Chinese and an English text the English one has English marks; none joins texts of both."""
    files = sorted((WEB / app).glob("*.py") if app == "." else (WEB / app).rglob("*.py"))
    trees = [(path, ast.parse(path.read_text("utf-8"))) for path in files]

    assert [f"{path.name}: {text}" for path, tree in trees for text in _marked(tree)] == []


def _marked(tree: ast.AST) -> Iterator[str]:
    in_one = {id(it) for node in ast.walk(tree) if _is_of_one_language(node) for it in ast.walk(node)}
    for node in ast.walk(tree):
        given = node.args if isinstance(node, ast.Call) else node.elts if isinstance(node, ast.Tuple | ast.List) else []
        for zh, en in pairwise(map(_text, given)):
            if _HAN.search(zh) and not _HAN.search(en) and _MARK.search(en):
                yield en
        is_join = isinstance(node, ast.Attribute) and node.attr == "join" and id(node) not in in_one
        if is_join and _MARK.search(_text(node.value)):
            yield _text(node.value)


def _is_of_one_language(node: ast.AST) -> bool:
    """A text that is chosen by the language, or that has Chinese words around its values."""
    is_said = isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "say"
    return is_said or isinstance(node, ast.IfExp) or bool(_HAN.search(_text(node)))


def _text(node: ast.AST) -> str:
    """What stands in a text of the code; of one with values, what stands between them."""
    parts = node.values if isinstance(node, ast.JoinedStr) else [node]
    return "".join(it.value for it in parts if isinstance(it, ast.Constant) and isinstance(it.value, str))


def test_the_marks_are_found():
    """The search above finds what there is to find."""
    tree = ast.parse("say('已存', f'kept；{x}'); '、'.join(names); say('甲，乙', 'A, B')")

    assert list(_marked(tree)) == ["kept；", "、"]


@pytest.mark.parametrize(("lang", "names", "parts"), [("zh-hans", "甲、乙", "甲；乙"), ("en", "甲, 乙", "甲; 乙")])
def test_texts_are_joined_as_the_language_does(lang, names, parts):
    """Names by a comma, longer parts by a semicolon."""
    with translation.override(lang):
        assert (listed("甲乙"), in_turn("甲乙")) == (names, parts)
