"""Look whether a portal shows what was handed over. 查看门户上的内容与交付的数据包是否一致。

PORTAL is the column's folder, or its address (http, https), which is asked slowly and alone. PACKAGE is the last
package (folder, ZIP, or its manifest.json). Named are what is missing, of an older version, altered, or still there
though it must be gone. Exit codes: 0 as handed over, 1 nothing could be looked at, 2 something is wrong.
"""

import argparse
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from yipanqi.cli.sentences import sentence

if TYPE_CHECKING:
    from yipanqi.documents.disclosure.portal import Checked

OK, ERROR, FINDINGS = 0, 1, 2
SHOWN = 50  # paths of a kind
_KINDS = ("still_there", "missing", "stale", "altered", "unreachable")


def arguments(command: argparse.ArgumentParser) -> None:
    """What may be said after `yipanqi check-portal`."""
    command.add_argument("portal", metavar="PORTAL", help="栏目文件夹或网址 folder or address of the column")
    command.add_argument("package", type=Path, metavar="PACKAGE", help="最近的数据包 the last package")
    command.add_argument(
        "--before",
        type=Path,
        nargs="*",
        default=[],
        metavar="PACKAGE",
        help="更早的数据包，用来认出旧版 older packages, by which older versions are known",
    )
    command.add_argument(
        "--most", type=int, metavar="N", help="最多查看多少个文件，均匀抽取 look at so many files, evenly spread"
    )
    command.add_argument(
        "--pause", type=float, default=0.2, metavar="SECONDS", help="两次访问之间的间隔 between two questions"
    )


def run(args: argparse.Namespace) -> int:
    """Look, and name what is wrong."""
    from yipanqi.documents.disclosure.package import CannotReadManifest, manifest_of, whole_manifest_of
    from yipanqi.documents.disclosure.portal import CannotCheck, check_portal

    path = args.package
    try:
        manifest = whole_manifest_of(path)
        before = []
        for path in args.before:
            before.append(manifest_of(path))
    except CannotReadManifest as fault:
        sys.stderr.write(sentence("package_list_unread", {"path": path, "why": str(fault)}, args.lang) + "\n")
        return ERROR
    where = args.portal if args.portal.startswith(("http://", "https://")) else Path(args.portal)
    try:
        found = check_portal(where, manifest, before=before, most=args.most, pause=max(args.pause, 0.0))
    except CannotCheck as refusal:
        sys.stderr.write(refusal.said[args.lang == "en"] + "\n")
        return ERROR
    values = {"number": manifest.number, "count": found.looked_at}
    print(sentence("portal_good" if found.is_good else "portal_bad", values, args.lang))
    for line in _told(found, args.lang):
        print(line)
    return OK if found.is_good else FINDINGS


def _told(found: "Checked", lang: str) -> Iterator[str]:
    """What is wrong, worst first."""
    for kind in _KINDS:
        paths = getattr(found, kind)
        if not paths:
            continue
        yield sentence(f"portal_{kind}", {"count": len(paths)}, lang)
        yield from (f"  {path}" for path in paths[:SHOWN])
        if len(paths) > SHOWN:
            yield "  " + sentence("portal_more", {"count": len(paths) - SHOWN}, lang)
    if found.left:
        yield sentence("portal_left", {"count": found.left}, lang)
