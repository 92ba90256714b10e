"""The platform with a large programme: how long its import takes, and every list and page of it on the server.

    python benchmarks/web_bench.py [--estates 5000] [--requests 30] [--plan-seconds 8] [--home DIR] [--only NAME …]

A database of its own is filled by the platform's own actions: SQLite in a temporary folder, or the PostgreSQL of
DATABASE_URL (a database that may be filled). gunicorn serves it with two workers in production settings. Every route of
`tests/web/routes_*.py` that answers GET is asked over two connections as one who may see it; a route that nothing here
knows how to ask stops the bench. `ms` are seen by a client on the loopback; `cpu` is what the workers' processors
spent on a request, which a busy machine does not change. Prints Markdown, and JSON into .bench/results.
"""

import argparse
import json
import os
import sys
import tempfile
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path[:0] = [str(HERE.parent / "src"), str(HERE.parent / "tests"), str(HERE)]


def main(arguments: list[str] | None = None) -> None:
    """Fill, serve, ask, tell."""
    cli = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    cli.add_argument("--estates", type=int, default=5000)
    cli.add_argument("--requests", type=int, default=30, help="of each address")
    cli.add_argument("--plan-seconds", type=float, default=8.0)
    cli.add_argument("--port", type=int, default=8140)
    cli.add_argument("--only", nargs="*", help="parts of addresses' names")
    cli.add_argument("--home", type=Path, help="a folder to fill and keep, or one that was filled before")
    said = cli.parse_args(arguments)
    with tempfile.TemporaryDirectory(prefix="yipanqi-bench-") as folder:
        home = said.home or Path(folder)
        is_filled = (home / "filled.json").exists()
        home.mkdir(exist_ok=True)
        settle(home)
        from web_asking import asked
        from web_filling import filled

        if not is_filled:
            filling = filled(said.estates, said.plan_seconds)
            (home / "filled.json").write_text(json.dumps(filling), encoding="utf-8")
        filling = json.loads((home / "filled.json").read_text(encoding="utf-8"))
        pages = asked(home, said.port, said.requests, said.only or [])
    result = {"estates": said.estates, "database": database(), **filling, "pages": pages}
    print(told(result))
    kept(result)


def analysed() -> None:
    """What a database does by itself within minutes of a large load."""
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE" if connection.vendor == "postgresql" else "ANALYZE")


def settle(home: Path) -> None:
    """Production settings, with nothing of this machine's but what must be."""
    os.environ |= {
        "DJANGO_SETTINGS_MODULE": "yipanqi.web.settings",
        "PYTHONPATH": str(HERE.parent / "src"),
        "YIPANQI_DEBUG": "0",
        "YIPANQI_HOME": str(home),
        "YIPANQI_HTTPS": "0",
        "YIPANQI_HOSTS": "localhost,127.0.0.1",
        "YIPANQI_SECRET_KEY": "bench-only-0123456789-abcdefghijklmnopqrstuvwxyz-ABCDEFGHIJ",
    }
    import django

    django.setup()


def database() -> str:
    from django.db import connection

    return connection.vendor


def told(result: dict) -> str:
    """All figures as Markdown."""
    lines = [f"## The platform with {result['estates']:,} estates × 23 measures on {result['database']}\n"]
    lines += ["| step | s |", "|:--|--:|"]
    lines += [f"| {name} | {seconds:.1f} |" for name, seconds in result["seconds"].items()]
    lines += [
        "",
        "| page | status | p50 ms | p95 ms | least ms | cpu ms | KB | goal |",
        "|:--|--:|--:|--:|--:|--:|--:|:--|",
    ]
    for page in sorted(result["pages"], key=lambda it: -it["p95"]):
        verdict = "" if not page["goal"] else "met" if page["p95"] <= page["goal"] else f"MISSED {page['goal']:g}"
        figures = " | ".join(f"{page[name]:.0f}" for name in ("p50", "p95", "least", "cpu", "kb"))
        lines.append(f"| {page['name']} | {page['status']} | {figures} | {verdict} |")
    return "\n".join(lines)


def kept(result: dict, name: str = "web") -> None:
    folder = HERE.parent / ".bench" / "results"
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"{name}-{result['database']}-{result['estates']}.json"
    path.write_text(json.dumps(result, indent=1, ensure_ascii=False), encoding="utf-8")
    print(f"\n{path.relative_to(HERE.parent)}", file=sys.stderr)


if __name__ == "__main__":
    main()
