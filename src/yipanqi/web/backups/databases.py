"""The database as one file and back: SQLite by VACUUM INTO, never by a plain copy; PostgreSQL by pg_dump."""

import os
import shutil
import sqlite3
import subprocess
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.db import connection, transaction

from yipanqi.web.page.say import Cannot

_LAST = "SELECT seq, hash FROM audit_event ORDER BY seq DESC LIMIT 1"
_BESIDE = ("", "-wal", "-shm", "-journal")


class CannotCopy(Cannot):
    """The database could not be written to a file, or read from one."""


@dataclass(frozen=True)
class Contents:
    """What a database holds at one moment: rows by table, and the end of the log."""

    counts: dict[str, int]
    events: int
    head: str


def copied(to: Path) -> Contents:
    """Write the database as it is at one moment to a file, while others go on writing."""
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute("VACUUM INTO %s", [str(to)])
        return of_file(to)
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
        cursor.execute("SELECT pg_export_snapshot()")
        told = ["--snapshot", cursor.fetchone()[0], "--format=custom", "--no-owner", "--no-privileges"]
        _run("pg_dump", *told, f"--file={to}")
        return _contents(cursor)


def of_file(path: Path) -> Contents:
    """What a file of SQLite holds; it is read through and found sound. Raises CannotCopy."""
    with closing(sqlite3.connect(path)) as file:
        found = file.execute("PRAGMA integrity_check").fetchall()
        if found != [("ok",)]:
            raise CannotCopy(f"数据库文件已损坏：{found[0][0]}", f"The database file is damaged: {found[0][0]}")
        tables = file.execute("SELECT name FROM sqlite_master WHERE type = 'table'")
        return _contents(file.cursor(), [name for (name,) in tables])


def present() -> Contents:
    """What the platform's database holds now."""
    with connection.cursor() as cursor:
        return _contents(cursor)


def _contents(cursor: Any, tables: list[str] | None = None) -> Contents:
    names = connection.introspection.table_names(cursor) if tables is None else tables
    counts = {}
    for name in sorted(name for name in names if not name.startswith("sqlite_")):
        cursor.execute(f'SELECT count(*) FROM "{name}"')
        counts[name] = cursor.fetchone()[0]
    last = None
    if "audit_event" in counts:
        cursor.execute(_LAST)
        last = cursor.fetchone()
    return Contents(counts, *(last or (0, "")))


def is_empty() -> bool:
    """Is there no table yet?"""
    if connection.vendor == "sqlite" and not file_of_sqlite().exists():
        return True
    return not connection.introspection.table_names()


def file_of_sqlite() -> Path:
    """Where SQLite keeps the platform's data."""
    return Path(connection.settings_dict["NAME"])


def files_of_sqlite() -> list[Path]:
    """The database's own files; none on PostgreSQL."""
    if connection.vendor != "sqlite":
        return []
    path = file_of_sqlite()
    return [path.with_name(path.name + ending) for ending in _BESIDE]


def set_aside(into: Path) -> None:
    """Leave nothing here: SQLite's files are moved into the folder, PostgreSQL's tables are dumped into it."""
    if connection.vendor == "postgresql":
        copied(into / "database")
        names = ", ".join(f'"{name}"' for name in connection.introspection.table_names())
        with connection.cursor() as cursor:
            cursor.execute(f"DROP TABLE {names} CASCADE")
        return
    connection.close()
    for path in files_of_sqlite():
        if path.exists():
            shutil.move(path, into / path.name)


def put_back(file: Path) -> None:
    """Make the file the platform's database: whole, or not at all."""
    if connection.vendor == "sqlite":
        connection.close()
        place = file_of_sqlite()
        place.parent.mkdir(parents=True, exist_ok=True)
        shutil.move(file, place)
        return
    options = ["--clean", "--if-exists", "--single-transaction", "--exit-on-error", "--no-owner", "--no-privileges"]
    database = connection.settings_dict["NAME"]
    connection.close()
    _run("pg_restore", *options, f"--dbname={database}", str(file))


def _run(program: str, *options: str) -> None:
    """A program of PostgreSQL; it gets the password by its environment, which other users do not see."""
    if shutil.which(program) is None:
        raise CannotCopy(
            f"服务器上没有 {program}，请安装 postgresql-client", f"There is no {program}: install postgresql-client"
        )
    done = subprocess.run(
        [program, *options], env=os.environ | dict(_environment()), capture_output=True, text=True, check=False
    )
    if done.returncode != 0:
        last = done.stderr.strip().rpartition("\n")[2][:500]
        raise CannotCopy(f"{program} 没有成功：{last}", f"{program} failed: {last}")


def _environment() -> Iterator[tuple[str, str]]:
    told = connection.get_connection_params()
    names = {"dbname": "DATABASE", "user": "USER", "password": "PASSWORD", "host": "HOST", "port": "PORT"}
    names |= {"sslmode": "SSLMODE", "sslrootcert": "SSLROOTCERT", "service": "SERVICE", "passfile": "PASSFILE"}
    for key, name in names.items():
        if told.get(key):
            yield f"PG{name}", str(told[key])
