"""What a builder remembers between builds: which publications it has built, what their lines, texts and facts are, and
which pages stand as they should. A file beside the published tree, never in it."""

import json
import sqlite3
import zlib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from yipanqi.documents.disclosure.rows import Key, Row

_VERSION = 2  # of these tables
_FIELD = "\x1f"  # between the parts of keys
_TABLES = """
create table if not exists meta (name text primary key, value text) without rowid;
create table if not exists publications (
    uid text primary key, head text, place text, number integer, mark text, keys text, told text,
    zh blob, en blob, named text, zh_line text, en_line text);
create index if not exists by_named on publications (named);
create index if not exists by_number on publications (number);
create table if not exists refers (named text, uid text, primary key (named, uid)) without rowid;
create index if not exists by_referring on refers (uid);
create table if not exists facts (estate text, uid text, told text, primary key (estate, uid)) without rowid;
create index if not exists by_uid on facts (uid);
create table if not exists standings (estate text primary key, told text) without rowid;
create table if not exists pages (path text primary key, mark text) without rowid;
create table if not exists extra (lang text, gram text, number integer, primary key (lang, gram, number)) without rowid;
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Built:
    """A publication as it was built."""

    row: Row
    lines: Mapping[str, str]  # its line in a list, by language
    texts: Mapping[str, str]  # normal texts by language; empty of what was withdrawn
    facts: tuple[tuple[str, str], ...]  # estate, and what is said of it as JSON
    number: str  # its index number
    refers: tuple[str, ...]  # index numbers that its page names


class State:
    """The memory of a builder."""

    def __init__(self, path: Path) -> None:
        path.parent.mkdir(parents=True, exist_ok=True)
        try:
            self._db = _opened(path)
        except sqlite3.DatabaseError:  # another version's, or broken: it is worked out anew
            path.unlink()
            self._db = _opened(path)

    def close(self) -> None:
        """Let go of the file; what was not kept is forgotten."""
        self._db.close()

    def keep(self) -> None:
        """What was noted holds from now on."""
        self._db.commit()

    def forget(self) -> None:
        """Begin from nothing."""
        for table in ("meta", "publications", "refers", "facts", "standings", "pages", "extra"):
            self._db.execute(f"delete from {table}")

    def get(self, name: str, default: Any = None) -> Any:
        found = self._db.execute("select value from meta where name = ?", (name,)).fetchone()
        return json.loads(found[0]) if found else default

    def put(self, name: str, value: Any) -> None:
        text = json.dumps(value, ensure_ascii=False)
        self._db.execute("insert or replace into meta values (?, ?)", (name, text))

    def take(self, name: str) -> None:
        """Forget what was put under a name."""
        self._db.execute("delete from meta where name = ?", (name,))

    def heads(self) -> dict[str, str]:
        """The mark of each publication as it was built."""
        return dict(self._db.execute("select uid, head from publications"))

    def note(self, built: Built, head: str, number: int) -> None:
        """Remember a publication as it was built now."""
        row = built.row
        keys = _FIELD.join(part for key in row.keys for part in key)
        texts = [zlib.compress(built.texts.get(lang, "").encode(), 1) for lang in ("zh", "en")]
        lines = built.lines["zh"], built.lines["en"]
        values = (row.uid, head, row.order, number, row.mark, keys, row.text, *texts, built.number, *lines)
        self.drop(row.uid)
        self._db.execute("insert into publications values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)", values)
        self._db.executemany("insert or replace into refers values (?, ?)", [(it, row.uid) for it in built.refers])
        self._db.executemany(
            "insert or replace into facts values (?, ?, ?)", [(estate, row.uid, told) for estate, told in built.facts]
        )

    def drop(self, uid: str) -> None:
        """Forget a publication."""
        for table in ("publications", "refers", "facts"):
            self._db.execute(f"delete from {table} where uid = ?", (uid,))

    def rows(self) -> list[Row]:
        """All rows, in their order. Their records are read from here, while this is open."""
        found = self._db.execute("select uid, place, mark, keys from publications order by place")
        return [
            Row(uid=uid, order=order, text=self._told, mark=mark, keys=_keys(keys), line=self._line)
            for uid, order, mark, keys in found
        ]

    def _told(self, uid: str) -> str:
        return str(self._db.execute("select told from publications where uid = ?", (uid,)).fetchone()[0])

    def _line(self, uid: str, lang: str) -> str:
        return str(self._db.execute(f"select {lang}_line from publications where uid = ?", (uid,)).fetchone()[0])

    def keys_of(self, uid: str) -> tuple[Key, ...]:
        """Where a publication stands; nothing of one that is new."""
        found = self._db.execute("select keys from publications where uid = ?", (uid,)).fetchone()
        return _keys(found[0]) if found else ()

    def number_of(self, uid: str) -> int:
        """Its number in the index of search; 0 of one that is new."""
        found = self._db.execute("select number from publications where uid = ?", (uid,)).fetchone()
        return int(found[0]) if found else 0

    def last_number(self) -> int:
        """The greatest number."""
        return int(self._db.execute("select coalesce(max(number), 0) from publications").fetchone()[0])

    def renumber(self, uids: Iterable[str]) -> None:
        """Numbers from 1, in this order."""
        self._db.executemany(
            "update publications set number = ? where uid = ?", ((at, uid) for at, uid in enumerate(uids, start=1))
        )

    def text(self, uid: str, lang: str) -> str:
        """The normal text of a publication; nothing of one that is new or withdrawn."""
        found = self._db.execute(f"select {lang} from publications where uid = ?", (uid,)).fetchone()
        return zlib.decompress(found[0]).decode() if found else ""

    def texts(self, lang: str) -> Iterator[tuple[int, str]]:
        """Number and normal text of each, numbers ascending."""
        for number, text in self._db.execute(f"select number, {lang} from publications order by number"):
            yield number, zlib.decompress(text).decode()

    def named(self, uid: str) -> str:
        """The index number of a publication."""
        found = self._db.execute("select named from publications where uid = ?", (uid,)).fetchone()
        return str(found[0]) if found else ""

    def with_number(self, number: str) -> str:
        """Which publication has an index number; where several have, the last by uid."""
        found = self._db.execute("select max(uid) from publications where named = ?", (number,)).fetchone()
        return found[0] or ""

    def naming(self, number: str) -> set[str]:
        """Whose pages name an index number."""
        return {it[0] for it in self._db.execute("select uid from refers where named = ?", (number,))}

    def estates_of(self, uid: str) -> set[str]:
        """Of which estates a publication says something."""
        return {it[0] for it in self._db.execute("select estate from facts where uid = ?", (uid,))}

    def estates(self) -> set[str]:
        """Of which estates anything is said."""
        return {it[0] for it in self._db.execute("select distinct estate from facts")}

    def facts(self, estate: str) -> list[tuple[Row, Any]]:
        """What is said of an estate, and by which publication."""
        found = self._db.execute(
            "select p.uid, p.place, p.mark, p.keys, p.told, f.told from facts f "
            "join publications p on p.uid = f.uid where f.estate = ? order by p.place",
            (estate,),
        )
        return [
            (Row(uid=uid, order=order, text=text, mark=mark, keys=_keys(keys)), json.loads(told))
            for uid, order, mark, keys, text, told in found
        ]

    def stand(self, estate: str, told: Any) -> None:
        """Remember how an estate stands; nothing forgets it."""
        self._db.execute("delete from standings where estate = ?", (estate,))
        if told is not None:
            text = json.dumps(told, ensure_ascii=False)
            self._db.execute("insert into standings values (?, ?)", (estate, text))

    def standings(self) -> dict[str, Any]:
        """How each estate stands."""
        found = self._db.execute("select estate, told from standings order by estate")
        return {estate: json.loads(told) for estate, told in found}

    def marks(self) -> dict[str, str]:
        """The mark with which each page was made."""
        return dict(self._db.execute("select path, mark from pages"))

    def mark(self, marks: Mapping[str, str], gone: Iterable[str]) -> None:
        """Remember marks of pages; those that are gone are forgotten."""
        self._db.executemany("insert or replace into pages values (?, ?)", marks.items())
        self._db.executemany("delete from pages where path = ?", ((path,) for path in gone))

    def add(self, lang: str, grams: Iterable[str], number: int) -> None:
        """What the index has beside its whole."""
        self._db.executemany("insert or ignore into extra values (?, ?, ?)", ((lang, it, number) for it in grams))

    def unadd(self, lang: str, grams: Iterable[str], number: int) -> None:
        """What it has no longer."""
        self._db.executemany(
            "delete from extra where lang = ? and gram = ? and number = ?", ((lang, it, number) for it in grams)
        )

    def added(self, lang: str) -> dict[str, list[int]]:
        """All that was added since the index was whole."""
        found: dict[str, list[int]] = {}
        for gram, number in self._db.execute("select gram, number from extra where lang = ? order by 1, 2", (lang,)):
            found.setdefault(gram, []).append(number)
        return found

    def unadd_all(self) -> None:
        """The index is whole."""
        self._db.execute("delete from extra")


def _opened(path: Path) -> sqlite3.Connection:
    """The file with its tables; DatabaseError of one that has others."""
    made = sqlite3.connect(path)
    try:
        known = made.execute("pragma user_version").fetchone()[0]
        if known not in (0, _VERSION):
            raise sqlite3.DatabaseError(f"version {known}")
        made.executescript(_TABLES)
        made.execute(f"pragma user_version = {_VERSION}")
    except BaseException:
        made.close()
        raise
    return made


def _keys(text: str) -> tuple[Key, ...]:
    parts = iter(text.split(_FIELD))
    return tuple(zip(parts, parts, strict=True))
