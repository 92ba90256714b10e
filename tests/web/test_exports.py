"""I5: no file that the platform gives away runs anything: every route is asked for its files, with formulas in every
text that people can write."""

import csv
import io
import re
import zipfile
from dataclasses import replace

import pytest
from django.http import QueryDict
from django.urls import reverse
from openpyxl import load_workbook
from web.district import a_person
from web.plans.conftest import AT, a_run, an_entry, tight
from web.programmes.conftest import a_file
from web.test_queries import addresses
from web.test_routes import ROWS

from yipanqi.documents.press.plain_table import plain_table
from yipanqi.web.delivery import actions as delivery
from yipanqi.web.jobs.worker import drain
from yipanqi.web.page.csv_file import csv_response, harmless
from yipanqi.web.page.file_asked import file_asked
from yipanqi.web.plans import actions as plans
from yipanqi.web.plans.models import DocumentSet
from yipanqi.web.programmes import actions
from yipanqi.web.programmes.actions import index
from yipanqi.workbook.columns import SHEET
from yipanqi.workbook.layout import Kind
from yipanqi.workbook.records import put_together, taken_apart

pytestmark = pytest.mark.django_db(transaction=True)
EVIL = (
    '=HYPERLINK("http://x.example","看")', "+1+1", "-1+1", "@SUM(1)", "\t=1+1", "\r=1+1", " =1+1",
    "=cmd|' /C calc'!A0", "＝1+1", "'=1+1",
)  # fmt: skip
STARTS = ("=", "+", "-", "@", "\t", "\r")
ASKED = ("", "format=csv", "format=xlsx", "as=csv", "as=xlsx")
PARTS_OF_OURS = re.compile(r"SUMIFS|SUBTOTAL|SUM|ROUND|IF|'支付明细'!|\$?[A-Z]{1,2}\$?\d*|[\d=>(),:+/-]")
DELIVERY = (
    "delivery:contract-template",
    "delivery:contracts",
    "delivery:changes",
    "delivery:baselines-compare",
    "delivery:rules",
)  # pages of delivery that give files away, besides those with a row below
NO_FILE = {"programmes:import", "programmes:imports"}  # named like files, and pages all the same


@pytest.fixture(autouse=True)
def _own_home(settings, tmp_path):
    settings.HOME, settings.MEDIA_ROOT = tmp_path, tmp_path / "media"


def evil_programme():
    """The builders' programme with a formula in every free text of every sheet."""
    sheets, count = taken_apart(tight()), 0
    for key, rows in sheets.items():
        texts = [column.key for column in SHEET[key].columns if column.kind is Kind.TEXT and not column.each]
        for row in rows:
            for name in texts:
                row[name] = f"{EVIL[count % len(EVIL)]} {key}{count}"  # names must differ
                count += 1
    assert count > 60
    return put_together(sheets)


@pytest.fixture
def files(district, as_, tmp_path):
    """Route → files that it gives away, as type and bytes."""
    programme, office = evil_programme(), district.people["office"]
    entry = an_entry(district, programme)
    index.write(entry, index.facts(programme), is_whole=True)
    type(entry).objects.filter(pk=entry.pk).update(name=EVIL[0], district=EVIL[1])
    for number, text in enumerate(EVIL):
        person = a_person(f"evil{number}", district.organisations["新华街道"], "subdistrict_member")
        type(person).objects.filter(pk=person.pk).update(display_name=text)
        district.organisations["新华街道"].__class__.objects.filter(name="新华街道").update(region_id=text)
    run = a_run(entry, office, name=EVIL[0])
    plans.file_documents(run=run, lang="zh", by=office)
    wrong = replace(programme, estates=(replace(programme.estates[0], floors=-3), *programme.estates[1:]))
    batch = actions.upload(entry=entry, file=a_file(wrong, tmp_path, "=1+1.xlsx"), by=office, at=AT)
    drain()
    batch.refresh_from_db()
    printed = DocumentSet.objects.get(run=run)
    assert batch.annotated_as and printed.names
    urls = [*addresses(entry, run), ("programmes:export", f"/programmes/{entry.pk}/export")]
    plans.propose(run=run, by=office, at=AT)
    adoption = plans.adopt(run=run, by=district.people["approver"], at=AT)
    delivery.set_up(adoption=adoption, made=delivery.prepared(adoption), at=AT)
    urls += [(f"delivery:export-{what}", f"/tasks/files/{what}") for what in ("tasks", "duties", "project")]
    urls += [("delivery:matrix", "/tasks/matrix/"), ("delivery:index", "/tasks/")]
    urls += [(name, reverse(name)) for name in DELIVERY]
    urls += [("estates:board-export", "/board/export"), ("estates:registry-export", "/estates/export")]
    urls += [("estates:map-export", "/estates/map/export")]
    urls += [("disclosure:list-template", f"/disclosure/lists/{kind}/template.csv") for kind in ("roll", "links")]
    urls += [("programmes:import-file", f"{batch.get_absolute_url()}{what}.xlsx") for what in ("uploaded", "marked")]
    urls += [("plans:document", f"{run.get_absolute_url()}documents/zh/{n + 1}/") for n in range(len(printed.names))]
    urls += [("plans:compare", f"/plans/compare/?run={run.uid}&run={a_run(entry, office, name='=2').uid}")]
    browsers = {who: as_(who) for who in ("office", "system_admin", "audit_admin", "district")}
    found: dict[str, list[tuple[str, bytes]]] = {}
    for name, url in urls:
        row = next((row for row in ROWS if row.name == name.split()[0]), None)
        who = next((who for who in browsers if row is None or who in row.who), "office")
        for asked in ASKED:
            answer = browsers[who].get(f"{url}{'&' if '?' in url else '?'}{asked}" if asked else url)
            if "attachment" in answer.get("Content-Disposition", ""):
                found.setdefault(name, []).append((answer["Content-Type"], answer.getvalue()))
    return found


def test_no_file_runs_anything(files):
    """CSV: every field quoted and none a formula. XLSX: no formula but sums of ours."""
    assert {name for name in _routes_of_files() if name not in files} == set()
    wrong = [
        f"{name}: {fault}"
        for name, given in files.items()
        for kind, data in given
        for fault in (_csv_faults(data) if "csv" in kind else _xlsx_faults(data) if data[:2] == b"PK" else ())
    ]

    assert wrong == []
    whole = b"".join(data for given in files.values() for kind, data in given if "csv" in kind).decode()
    assert all(f"'{text}" in whole.replace('""', '"') for text in EVIL if text[0] != "'")


def _routes_of_files() -> set[str]:
    """Routes whose name says that they give files away, and the lists that do."""
    named = {row.name for row in ROWS if re.search(r"export|template|import-file|:document$", row.name)}
    lists = {"programmes:units", "accounts:people", "accounts:organisations", "plans:index", "plans:compare"}
    lists |= {"delivery:index", "delivery:matrix", *DELIVERY}
    return (
        named | lists | {f"plans:part {part}" for part in ("works", "map", "money", "payments", "limits", "why")}
    ) - NO_FILE


def _csv_faults(data: bytes) -> list[str]:
    text = data.decode("utf-8-sig")
    rows, again = list(csv.reader(io.StringIO(text, newline=""))), io.StringIO(newline="")
    csv.writer(again, quoting=csv.QUOTE_ALL).writerows(rows)
    cells = [cell for row in rows for cell in row if cell.lstrip(" ").startswith((*STARTS, "＝"))]
    cells = [cell for cell in cells if not _is_figure(cell)]
    return [f"formula {cell!r}" for cell in cells] + ([] if again.getvalue() == text else ["not every field is quoted"])


def _is_figure(cell: str) -> bool:
    """A negative amount is a figure for every spreadsheet."""
    return bool(re.fullmatch(r"-?\d+(\.\d+)?", cell))


def _is_ours(formula: str) -> bool:
    """Sums over cells of our own tables, and nothing else."""
    return formula == "=0" or (bool(re.search(r"[A-Z]+\$?\d", formula)) and not PARTS_OF_OURS.sub("", formula))


def _xlsx_faults(data: bytes) -> list[str]:
    with zipfile.ZipFile(io.BytesIO(data)) as box:
        parts = {name: box.read(name) for name in box.namelist()}
    if "xl/workbook.xml" not in parts:  # a Word document, or a ZIP of documents
        return []
    faults = [name for name in parts if "externalLink" in name or "vba" in name.lower()]
    for sheet in load_workbook(io.BytesIO(data)):
        cells = [cell for row in sheet.iter_rows() for cell in row if cell.value is not None]
        wild = [cell for cell in cells if cell.data_type == "f" and not _is_ours(str(cell.value))]
        faults += [f"{sheet.title}!{cell.coordinate} {cell.value!r}" for cell in wild]
    return faults


@pytest.mark.parametrize("ask", ["as", "format"])
def test_every_export_is_asked_for_in_either_spelling(district, as_, ask):
    """`as=` is what our links say, `format=` what older addresses said: both are read everywhere."""
    entry = an_entry(district)
    index.write(entry, index.facts(tight()), is_whole=True)
    run = a_run(entry, district.people["office"])
    part = f"{run.get_absolute_url()}why/"
    lists = (
        "/board/export",
        "/estates/export",
        "/estates/map/export",
        "/plans/",
        part,
        f"{run.get_absolute_url()}map/",
    )

    answers = {url: as_("office").get(url, {ask: "csv"}) for url in lists}
    answers["/people/"] = as_("system_admin").get(reverse("accounts:people"), {ask: "csv"})
    answers["/organisations/"] = as_("system_admin").get(reverse("accounts:organisations"), {ask: "csv"})

    assert {url for url, answer in answers.items() if not answer["Content-Type"].startswith("text/csv")} == set()


@pytest.mark.parametrize(
    ("asked", "kind"),
    [("", ""), ("as=csv", "csv"), ("format=xlsx", "xlsx"), ("as=points&format=csv", "csv"), ("as=exe", "")],
)
def test_only_a_kind_that_there_is_makes_a_file(asked, kind):
    """What is no kind of file is no wish for one."""
    assert file_asked(QueryDict(asked)) == kind


@pytest.mark.parametrize("text", [*EVIL, "'", "a\0=1", "\0=1", "\0", "\r\n=1"])
def test_what_no_database_lets_in_would_be_harmless_too(text):
    """NUL and line breaks: gone or within their quotes, in both kinds of file."""
    lines = b"".join(csv_response("x", [text], [[text], [1]]).streaming_content)
    book = plain_table(text, text, [text], [[text], [text]])

    assert not harmless(text).lstrip(" ").startswith(STARTS)
    assert b"\0" not in lines and _csv_faults(lines) == [] and _xlsx_faults(book) == []
