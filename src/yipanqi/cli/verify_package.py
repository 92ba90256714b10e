"""Verify a package for the portal: signature, every file, nothing else. 核验公开栏目数据包：签名、每个文件、没有多余。

PACKAGE is a folder or a ZIP. KEY is the public key of the issuing body (a file, or the key itself), which did not come
with the package. Exit codes: 0 whole and ours, 1 it could not be looked at, 2 not whole: the first bad file is named.
"""

import argparse
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from yipanqi.cli.sentences import sentence

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

OK, ERROR, FINDINGS = 0, 1, 2


def arguments(command: argparse.ArgumentParser) -> None:
    """What may be said after `yipanqi verify-package`."""
    command.add_argument("package", type=Path, metavar="PACKAGE", help="数据包 package: a folder or a ZIP")
    command.add_argument("--key", required=True, metavar="KEY", help="公钥或公钥文件 public key, or a file with it")
    command.add_argument(
        "--onto",
        type=Path,
        metavar="FOLDER",
        help="栏目文件夹：差异包与它是否相合 the column's folder: does the difference fit it?",
    )


def run(args: argparse.Namespace) -> int:
    """Look, and name the first bad file."""
    from yipanqi.documents.disclosure.package_verify import CannotVerify, verify_package

    try:
        key = _key(args.key)
    except (OSError, ValueError):
        sys.stderr.write(sentence("package_key_unread", {"key": args.key}, args.lang) + "\n")
        return ERROR
    try:
        found = verify_package(args.package, key, onto=args.onto)
    except CannotVerify as refusal:
        sys.stderr.write(refusal.said[args.lang == "en"] + "\n")
        return ERROR
    if found.first_bad is not None or found.manifest is None:
        why = found.why[args.lang == "en"] if found.why else ""
        print(sentence("package_bad", {"path": found.first_bad or "", "why": why}, args.lang))
        return FINDINGS
    told = found.manifest
    values = {"number": told.number, "files": len(told.files), "removed": len(told.removed), "key": told.key}
    print(sentence("package_good", values, args.lang))
    if args.onto is not None:
        print(sentence("package_fits", {"onto": args.onto}, args.lang))
    return OK


def _key(said: str) -> "Ed25519PublicKey":
    """The key itself, or what stands in a file of that name."""
    from yipanqi.documents.disclosure.package_manifest import public_key

    try:
        return public_key(said.encode())
    except ValueError:
        return public_key(Path(said).read_bytes())
