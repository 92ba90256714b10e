"""把单位自己的台账变成本软件的工作簿。 Turn an office's own book into the product's workbook.

BOOK is XLSX, XLS or CSV of any shape: a sheet for each subdistrict, a row for each estate or building, works as ticks
or words, money beside or on a sheet of its own. What was guessed, what was made up (≈) and what is open is printed; the
mapping that was used is written beside OUT, can be changed and handed on, and answers for the same book next time.
Exit codes: 0 written, 1 an error, 2 no list of estates in the book.
"""

import argparse
import sys
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from yipanqi import workbook
from yipanqi.cli.check import line
from yipanqi.cli.obstacles import obstacle
from yipanqi.cli.sentences import sentence
from yipanqi.domain.finding import Gravity
from yipanqi.domain.programme import Programme

OK, ERROR, FINDINGS = 0, 1, 2


def arguments(parser: argparse.ArgumentParser) -> None:
    """What may be said."""
    parser.add_argument("book", type=Path, metavar="BOOK", help="单位自己的台账 the office's own book")
    parser.add_argument("out", type=Path, metavar="OUT.xlsx", help="写出的工作簿 the workbook to write")
    parser.add_argument("--map", type=Path, metavar="MAP.json", help="对照表 the mapping of an earlier time")
    parser.add_argument(
        "--answer", action="append", default=[], metavar="KEY=VALUE", help="回答一个问题 the answer to a question"
    )
    parser.add_argument(
        "--onto",
        type=Path,
        metavar="PROGRAMME.xlsx",
        help="更新到这个工作簿，其他小区不动 update this workbook's estates",
    )
    parser.add_argument("--force", action="store_true", help="覆盖已有文件 overwrite the file")


def run(args: argparse.Namespace) -> int:
    """Read, write, tell."""
    if args.out.exists() and not args.force:
        print(sentence("template_exists", {"path": args.out}, args.lang), file=sys.stderr)
        return ERROR
    try:
        reading = workbook.read(args.book)
        if not (reading.is_foreign or reading.is_refused):  # what is refused is refused in its own words below
            _tell_ours(args.book, reading, args.lang)
            return ERROR
        mapping = _mapping(args)
        year = datetime.now(ZoneInfo("Asia/Shanghai")).year + 1
        book = workbook.read_own(args.book, mapping=mapping, year=None if mapping.first_year else year)
        base = workbook.read(args.onto).programme if args.onto else None
        _tell(_laid(book, base) if args.onto else book, args.lang)
        if book.programme is None:
            return FINDINGS
        programme = book.programme
        if args.onto:
            if base is None:
                print(sentence("adapt_onto", {"path": args.onto}, args.lang), file=sys.stderr)
                return ERROR
            programme = workbook.merged(base, programme, made_up=book.made_up)
        workbook.write(programme, args.out, lang=args.lang)
        kept = args.out.with_suffix(".map.json")
        kept.write_text(book.mapping.to_json(), encoding="utf-8")
    except (workbook.CannotRead, workbook.CannotWrite, OSError, ValueError) as error:
        reason = error.reason if isinstance(error, workbook.CannotRead) else error
        why = obstacle(reason, args.lang) if isinstance(reason, OSError) else reason
        print(sentence("adapt_failed", {"path": args.book, "why": why}, args.lang), file=sys.stderr)
        return ERROR
    print(sentence("adapt_done", {"path": args.out, "map": kept}, args.lang))
    return OK


def _tell_ours(path: Path, reading: workbook.Reading, lang: str) -> None:
    """A workbook of ours is none to adapt: it is taken as it is, or its errors come first."""
    wrong = [finding for finding in reading.findings if finding.gravity is Gravity.ERROR]
    values = {"path": path, "count": len(wrong)}
    print(sentence("adapt_wrong" if wrong else "adapt_same", values, lang), file=sys.stderr)
    for finding in wrong[:1]:
        print(f"  {line(finding, lang)}", file=sys.stderr)


def _laid(book: workbook.OwnBook, base: Programme | None) -> workbook.OwnBook:
    """The book as it is told where it is laid onto that programme."""
    laid = workbook.laid_onto(book)
    if base is None or book.programme is None:
        return laid
    return replace(laid, defaults=(*laid.defaults, *workbook.not_planned(base, book.programme)))


def _mapping(args: argparse.Namespace) -> workbook.Mapping:
    """The mapping of an earlier time, with the answers given now. ValueError where it is none."""
    mapping = workbook.Mapping.from_json(args.map.read_text("utf-8")) if args.map else workbook.Mapping()
    for answer in args.answer:
        key, _, value = answer.partition("=")
        mapping = workbook.answered(mapping, key, value)
    return mapping


def _tell(book: workbook.OwnBook, lang: str) -> None:
    print(sentence("adapt_counts", dict(book.counts), lang))
    for code, found in (("adapt_made", book.defaults), ("adapt_doubts", book.findings)):
        if found:
            print(sentence(code, {"count": len(found)}, lang))
        for finding in found:
            print(f"  {line(finding, lang)}")
    if book.questions:
        print(sentence("adapt_open", {"count": len(book.questions)}, lang))
    for question in book.questions:
        print(f"  {line(question.finding, lang)}")
        choices = " / ".join(question.choices) or question.guess or "…"
        print("    " + sentence("adapt_answer", {"key": question.key, "choices": choices}, lang))
