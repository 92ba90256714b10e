"""Makes the backup that `test_upgrade` restores: a small platform in which nearly everything was done once, by its own
pages and commands, run by the version it is to be a backup of. CODE is that version's checkout:

    git worktree add CODE COMMIT
    PYTHONPATH=CODE/src:CODE/tests python tests/web/upgrade/make_backup.py FOLDER

FOLDER then holds the archive, sealed, and `before.json`, which tells what is in it; keys and passwords are for tests.
"""

import base64
import csv
import hashlib
import hmac
import io
import json
import logging
import os
import re
import struct
import subprocess
import sys
import tempfile
import time
from dataclasses import replace
from decimal import Decimal
from fractions import Fraction
from html import unescape
from pathlib import Path
from typing import Any

KEYS = {
    "YIPANQI_SECRET_KEY": "upgrade-tests-only-0123456789-abcdefghijklmnopqrstuvwxyz",
    "YIPANQI_FIELD_KEY": "upgrade-tests-only-fields-9876543210-zyxwvutsrqponmlkjihgfedcba",
    "YIPANQI_BACKUP_PASSPHRASE": "三个臭皮匠 upgrade tests only",
}
ARCHIVE = "before.tar.gz.sealed"
PASSWORD = "Upgrade-Stone-2027"
ROOT = "区老旧小区改造领导小组"
PLACES = (  # name, kind, the one above, the region of the programme
    ("区改造办", "office", ROOT, ""),
    ("区水务局", "department", ROOT, ""),
    ("区水务公司", "utility", ROOT, ""),
    ("燃气公司", "utility", ROOT, ""),
    ("新华街道办事处", "subdistrict", ROOT, "S1"),
    ("万松街道办事处", "subdistrict", ROOT, "S2"),
    ("登月社区", "community", "新华街道办事处", "C1"),
    ("新育社区", "community", "新华街道办事处", "C2"),
    ("航空社区", "community", "新华街道办事处", "C3"),
    ("江城建工", "contractor", "区改造办", ""),
    ("华中监理", "supervisor", "区改造办", ""),
)
PEOPLE = (  # login, name, organisation, role
    ("leader", "区领导甲", ROOT, "区领导"),
    ("planner", "计划员乙", "区改造办", "改造办计划员"),
    ("planner2", "计划员丙", "区改造办", "改造办计划员"),
    ("approver", "审批人丁", "区改造办", "改造办审批人"),
    ("department", "部门戊", "区水务局", "部门人员"),
    ("utility", "专营己", "区水务公司", "专营单位人员"),
    ("subdistrict", "街道庚", "新华街道办事处", "街道人员"),
    ("elsewhere", "街道辛", "万松街道办事处", "街道人员"),
    ("community", "社区壬", "登月社区", "社区人员"),
    ("contractor", "施工癸", "江城建工", "施工单位人员"),
    ("supervisor", "监理子", "华中监理", "监理单位人员"),
    ("gone", "离任丑", "新育社区", "社区人员"),
)


def main(folder: Path) -> None:
    """Everything that was ever done, then the backup of it, then what it holds."""
    with tempfile.TemporaryDirectory(prefix="before-") as place:
        home = Path(place) / "home"
        os.environ |= KEYS | {
            "DJANGO_SETTINGS_MODULE": "yipanqi.web.settings",
            "DATABASE_URL": f"sqlite:///{home / 'yipanqi.sqlite3'}",
            "YIPANQI_DEBUG": "0",
            "YIPANQI_HOME": str(home),
            "YIPANQI_HTTPS": "0",
            "YIPANQI_HOSTS": "localhost,testserver",
        }
        home.mkdir()
        for name in ("migrate", "collectstatic"):
            _command(name, *(["--no-input"] if name == "collectstatic" else []))
        import django

        django.setup()
        logging.disable()  # of the pages that are asked for here
        told = _lived(Path(place))
        _command("backup", str(folder))
    max(folder.glob("yipanqi-*")).rename(folder / ARCHIVE)
    (folder / "before.json").write_text(json.dumps(told, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")


def _lived(place: Path) -> dict[str, Any]:
    devices = _moved_in()
    _people_come_and_go()
    _taken_in(place)
    _command("checkpoint")
    _edited()
    _photos()
    runs = _planned()
    _looked_at(runs)
    _refused()
    _the_rest()
    _nameless()
    documents = _documents(runs["基准方案"])
    _command("checkpoint")
    return _told(devices) | {"documents": documents}


# The tools of a person: a browser, the codes of a device; and a worker


def _command(*said: str) -> str:
    done = subprocess.run([sys.executable, "-m", "yipanqi.web", *said], capture_output=True, text=True, check=False)
    if done.returncode:
        raise SystemExit(f"{said}: {done.stdout}{done.stderr}")
    return done.stdout


def _work() -> None:
    _command("worker", "--once")


class Person:
    """A browser in which somebody is logged in with two factors."""

    def __init__(self, login: str = "") -> None:
        from django.test import Client

        self.client, self.at = Client(), ""
        if login:
            self._come_in(login)

    def _come_in(self, login: str) -> None:
        from django.contrib.auth import get_user_model

        person = get_user_model().objects.get(login=login)
        self.client.force_login(person, backend="django.contrib.auth.backends.ModelBackend")
        session = self.client.session
        session["account_authentication_methods"] = [{"method": m, "at": time.time()} for m in ("password", "mfa")]
        session["account_authentication_methods_user"] = str(person.pk)
        session.save()

    def get(self, url: str, expected: int = 200, **asked: str) -> bytes:
        """The page, or the file, whole."""
        answer = self.client.get(url, asked)
        body = b"".join(answer.streaming_content) if answer.streaming else answer.content
        if answer.status_code != expected:
            raise SystemExit(f"GET {url}: {answer.status_code}")
        return body

    def text(self, url: str, **asked: str) -> str:
        """The page's words."""
        return self.get(url, **asked).decode()

    def post(self, url: str, expected: int = 302, **sent: Any) -> str:
        """Where the form leads, or the page that answers it."""
        answer = self.client.post(url, sent)
        if answer.status_code != expected:
            raise SystemExit(f"POST {url} {sent}: {answer.status_code}\n{_errors(answer.content.decode())}")
        return answer.url if expected == 302 else answer.content.decode()

    def fill(self, page: str, **sent: Any) -> str:
        """The form of a page that has these fields, sent as it stands but for these."""
        from web.forms_found import forms_on

        found = forms_on(page, self.text(page))
        form = next(it for it in found if set(sent) <= {*it.fields, *it.choices, *it.files, *it.empty})
        return self.post(form.action.partition("#")[0], **{**form.fields, **sent})


def _errors(page: str) -> str:
    return " ".join(re.findall(r'class="(?:errorlist|error|messages)[^>]*>(.*?)</ul>', page, re.DOTALL))[:2000]


def code_of(secret: str, later: int = 0) -> str:
    """The six digits that a device shows."""
    key = base64.b32decode(secret + "=" * (-len(secret) % 8))
    mark = hmac.new(key, struct.pack(">Q", int(time.time() // 30) + later), hashlib.sha1).digest()
    start = mark[-1] & 15
    return f"{(struct.unpack('>I', mark[start : start + 4])[0] & 0x7FFFFFFF) % 1_000_000:06d}"


def _file(name: str, data: bytes) -> Any:
    from django.core.files.uploadedfile import SimpleUploadedFile

    return SimpleUploadedFile(name, data)


# People and organisations


def _moved_in() -> dict[str, str]:
    """The two administrators by the command, the organisations by the page, the others from a file."""
    codes = {}
    for login, name, *options in (("sysadmin", "系统管理员"), ("auditor", "审计管理员", "--audit")):
        said = _command("first_admin", login, name, "--organisation", ROOT, *options)
        codes[login] = re.search(r"code: ([A-Z0-9-]+)", said)[1]
    devices = {login: _set_up(login, code) for login, code in codes.items()}
    admin = Person("sysadmin")
    for name, kind, above, region in PLACES:
        admin.fill("/organisations/new/", name=name, kind=kind, parent=_place(above), region_id=region)
    url = admin.post("/people/import/", file=_file("人员.csv", _people_csv(PEOPLE)))
    admin.post(f"{url}apply/")
    page = admin.post(f"{url}codes/", expected=200)
    issued = re.findall(r"<td>([a-z0-9]+)</td><td class=\"code\">([A-Z0-9-]+)</td>", page)
    for login, code in issued:
        _set_password(Person(), login, code)
    devices |= {login: _set_up(login) for login in ("planner", "community")}
    return devices


def _set_up(login: str, code: str = "") -> str:
    """Come in by the login page, with a password set by the code, and set up a device; its secret."""
    person = Person()
    if code:
        _set_password(person, login, code)
    person.post("/login/", login=login, password=PASSWORD)
    secret = re.search(r'class="code">([A-Z2-7]+)<', person.text("/me/device/new/"))[1]
    person.post("/me/device/new/", code=code_of(secret))
    person.get("/")
    person.post("/logout/")
    return secret


def _set_password(person: Person, login: str, code: str) -> None:
    person.post("/reset/", login=login, code=code, password=PASSWORD, again=PASSWORD)


def _people_csv(people: Any) -> bytes:
    table = io.StringIO()
    rows = [(name, login, f"1380000{at:04d}", place, role) for at, (login, name, place, role) in enumerate(people)]
    csv.writer(table).writerows([("姓名", "登录名", "电话", "单位", "角色"), *rows])
    return table.getvalue().encode()


def _place(name: str) -> str:
    from yipanqi.web.accounts.models import Organisation

    return str(Organisation.objects.get(name=name).pk)


def _person(login: str) -> str:
    from django.contrib.auth import get_user_model

    return f"/people/{get_user_model().objects.get(login=login).uid}/"


def _people_come_and_go() -> None:
    """Everything that may be done to people and organisations, once."""
    admin = Person("sysadmin")
    invited = {"display_name": "受邀寅", "organisation": _place("新育社区"), "role": "community_member"}
    page = admin.post("/people/invite/", expected=200, **invited)
    key = re.search(r'class="code">http://testserver(/invitation/[^<]+)<', page)[1]
    account = {"login": "invited", "display_name": "受邀寅", "password": PASSWORD, "again": PASSWORD}
    Person().post(key, phone="13911112222", **account)
    admin.post("/people/invite/", expected=200, **invited | {"display_name": "撤回卯"})
    admin.post(re.search(r'action="(/people/invite/\d+/revoke/)"', admin.text("/people/invite/"))[1])
    admin.post("/people/invite/", expected=200, **invited | {"display_name": "待接受辰"})
    admin.fill(f"{_person('utility')}edit/", display_name="专营己（改名）", phone="13922223333")
    admin.post(f"{_person('utility')}phone/", expected=200, purpose="核对联系方式")
    admin.post(f"{_person('department')}roles/", organisation=_place("区改造办"), role="planner")
    ends = re.findall(r'action="([^"]+/roles/\d+/end/)"', admin.text(_person("department")))
    admin.post(ends[0])  # the role granted last
    admin.post(f"{_person('leader')}sessions/end/")
    admin.post(f"{_person('gone')}leave/", successor=_person("invited").split("/")[2])
    admin.post(f"{_person('planner2')}leave/", successor="")
    admin.post(f"{_person('planner2')}come-back/")
    admin.post(f"{_person('supervisor')}code/", expected=200)
    Person().post("/reset/", expected=200, login="supervisor", code="AAAA-BBBB-CCCC", password=PASSWORD, again=PASSWORD)
    _set_up("contractor")
    admin.post(f"{_person('contractor')}device/forget/")
    admin.fill(f"/organisations/{_place('航空社区')}/edit/", name="航空路社区", region_id="C3")
    admin.post(f"/organisations/{_place('航空路社区')}/move/", parent=_place("万松街道办事处"))
    for name in ("离职.csv", "重复.csv"):
        lines = (
            [("temp", "临时巳", "登月社区", "社区人员")] if name == "离职.csv" else [("leader", "重名", "没有", "x")]
        )
        url = admin.post("/people/import/", file=_file(name, _people_csv(lines)))
    url = admin.post("/people/import/", file=_file("撤销.csv", _people_csv([("undone", "撤销午", ROOT, "区领导")])))
    admin.post(f"{url}apply/")
    admin.post(f"{url}undo/")
    for list_ in ("/people/", "/organisations/"):
        admin.get(list_, **{"as": "csv"})
    me = Person("leader")
    me.fill("/me/", language="en", is_senior="on")
    Person("approver").post("/me/password/", old=PASSWORD, password=f"{PASSWORD}x", again=f"{PASSWORD}x")
    other = Person("department")
    name = re.search(r'action="(/me/sessions/[0-9a-f]+/end/)"', other.text("/me/"))
    Person("department").text("/me/")
    name = name or re.search(r'action="(/me/sessions/[0-9a-f]+/end/)"', Person("department").text("/me/"))
    Person("department").post(name[1])
    Person("department").post("/me/sessions/others/end/")
    Person().post("/login/", expected=200, login="leader", password="wrong")
    Person().post("/login/", expected=200, login="nobody", password="wrong")


# The programme and its rows


def a_small_district(more: int = 0) -> Any:
    """Nine estates in two subdistricts: wishes, votes, buildings, coordinates, exclusions, one under way, duties."""
    from builders import a_need, a_programme, an_estate

    from yipanqi.domain.capacity import Crew, SiteLimit
    from yipanqi.domain.consent import Consent
    from yipanqi.domain.estate import Building, Community, Exclusion
    from yipanqi.domain.measure import Standard
    from yipanqi.domain.programme import UnderWay
    from yipanqi.domain.unit import Duty, Unit, UnitKind

    vote = Consent(
        turnout_heads=Fraction(9, 10),
        turnout_area=Fraction(4, 5),
        approval_heads=Fraction(17, 20),
        approval_area=Fraction(4, 5),
    )
    low = replace(vote, approval_heads=Fraction(1, 2))
    own = {
        1: {"longitude": Decimal("114.2711"), "latitude": Decimal("30.6001")},
        2: {"longitude": Decimal("114.2725"), "latitude": Decimal("30.6017"), "must": True},
        3: {"built_year": 2003},
        4: {"exclusions": frozenset({Exclusion.DEMOLITION})},
        5: {"earliest": 3, "note": "雨季前不开工（示例）"},
        6: {"fixed_start": 2},
        7: {"built_year": 2011},
    }
    estates = tuple(
        an_estate(
            f"E{at}",
            name=f"东风{'一二三四五六七八九'[at - 1]}村",
            subdistrict="S1" if at < 6 else "S2",
            community=("C1", "C2")[at % 2] if at < 6 else None,
            households=100 + 20 * at + (more if at == 1 else 0),
            buildings=2,
            stairwells=6,
            floor_area=Decimal(9000 + 500 * at),
            **own.get(at, {}),
        )
        for at in range(1, 10)
    )
    needs = [
        a_need(f"E{at}", measure, severity=Decimal(3 + (at * 7 + n) % 6) / 10)
        for at in range(1, 10)
        for n, measure in enumerate(("water", "drainage", "road"))
    ]
    needs += [a_need("E1", "lift", consent=vote, cost=None), a_need("E2", "lift", consent=low)]
    base = a_programme(grants={"city": (200, 200), "district": (130, 130)})
    kinds = {kind.value: kind for kind in UnitKind}
    more_units = (
        Unit(id="leaders", name=ROOT, kind=kinds["leading_group"]),
        Unit(id="water-bureau", name="区水务局", kind=kinds["department"], person="王处长（示例）"),
        Unit(id="dengyue", name="登月社区", kind=kinds["community"]),
        Unit(id="builder", name="江城建工", kind=kinds["contractor"]),
        Unit(id="overseer", name="华中监理", kind=kinds["supervisor"], name_en="Huazhong Supervision"),
    )
    duties = (
        *base.duties,
        Duty(applies_to="roads", lead="office", responsible="builder", supporting=("overseer",), inspecting="leaders"),
        Duty(applies_to="notice", lead="office", responsible="@subdistrict", deliverable="公示记录"),
    )
    return replace(
        base,
        estates=estates,
        needs=tuple(needs),
        communities=tuple(
            Community(id=f"C{at}", name=name, subdistrict="S1" if at < 3 else "S2")
            for at, name in enumerate(("登月社区", "新育社区", "航空路社区"), 1)
        ),
        buildings=tuple(
            Building(
                id=f"E1-{n}",
                estate="E1",
                name=f"{n} 栋",
                stairwells=3,
                floors=7,
                households=(120 + more) // 2,
                floor_area=Decimal(4750),
            )
            for n in (1, 2)
        ),
        crews=(Crew(region="D", trade="pipe", weeks=(Decimal(420),) * 8),),
        site_limits=(SiteLimit(region="S1", caps=(3,) * 8),),
        units=(*base.units, *more_units),
        duties=duties,
        plan_from=1,
        under_way=(UnderWay(estate="E9", start=0, works=dict.fromkeys(("water", "drainage"), Standard.STANDARD)),),
    )


def _book(place: Path, more: int = 0) -> bytes:
    from yipanqi import workbook

    workbook.write(a_small_district(more), place / "sent.xlsx")
    return (place / "sent.xlsx").read_bytes()


def _sent(name: str, data: bytes) -> str:
    """A workbook is uploaded and read; its page."""
    planner = Person("planner")
    url = planner.fill("/imports/", file=_file(name, data))
    _work()
    return url


def _taken_in(place: Path) -> None:
    """The programme; then a workbook each that is taken in and back, dropped, refused, and that still waits."""
    planner, data = Person("planner"), _book(place)
    first = _sent("示例区三年行动计划.xlsx", data)
    planner.post(f"{first}confirm")
    _work()
    second = _sent("补充勘察.xlsx", _book(place, 2))
    planner.post(f"{second}confirm")
    _work()
    planner.post(f"{second}undo")
    planner.post(f"{_sent('放弃的.xlsx', _book(place, 4))}drop")
    _sent("有误的.xlsx", _spoilt(place))
    waiting = _sent("待确认的.xlsx", _book(place, 6))
    record = re.search(r'href="(/estates/\d+/)"', planner.text("/estates/"))[1].replace("estates", "records")
    planner.fill(record, note="核对前的修改")
    planner.post(f"{waiting}again")
    _work()


def _spoilt(place: Path) -> bytes:
    from openpyxl import load_workbook

    book = load_workbook(place / "sent.xlsx")
    sheet = next(it for it in book if it.title.startswith("小区"))
    for row in sheet.iter_rows():
        for cell in row:
            if cell.value in ("E1", "东风一村"):
                cell.value = None
    book.save(place / "spoilt.xlsx")
    return (place / "spoilt.xlsx").read_bytes()


def _estate(name: str) -> str:
    """The number of an estate's row."""
    from yipanqi.web.programmes.models import Record

    return str(Record.objects.get(sheet="estates", values__name=name).pk)


def _edited() -> None:
    """A row changed by a subdistrict, one added and removed again."""
    member = Person("subdistrict")
    member.fill(f"/records/{_estate('东风一村')}/", note="入户核对", reason="居民反映（示例）")
    planner = Person("planner")
    entry = re.search(r"/programmes/(\d+)/", planner.text("/"))[1]
    added = f"/programmes/{entry}/sheets/communities/add"
    planner.fill(added, id="C9", name="临时社区", subdistrict="新华街道")
    row = re.findall(r'href="(/records/\d+/)"', planner.text(f"/programmes/{entry}/sheets/communities/"))[-1]
    planner.post(f"{row}remove", revision="1")


def _photos() -> None:
    """Two of one estate, of which one is removed, and one that looks like the first at another estate."""
    member = Person("planner")
    for name, number, quality in (("东风一村", 0, 70), ("东风一村", 1, 70), ("东风八村", 0, 40)):
        sent = {"file": _file("photo.jpg", _drawn(number, quality)), "caption": f"外墙 {number}（示例）"}
        member.post(f"/estates/{_estate(name)}/photos", taken_date="2026-11-02", **sent)
    shown = re.findall(r'action="(/photos/[0-9a-f-]+/remove)"', member.text(f"/estates/{_estate('东风一村')}/"))
    member.post(shown[-1])


def _drawn(number: int, quality: int) -> bytes:
    from PIL import Image, ImageDraw

    picture = Image.new("RGB", (320, 240), (206, 214, 220))
    draw = ImageDraw.Draw(picture)
    for at in range(6):
        shade = 40 + (at * 53 + number * 91) % 180
        draw.rectangle((20 + at * 48, 30 + number * 40, 52 + at * 48, 200), fill=(shade, shade, 255 - shade))
    out = io.BytesIO()
    picture.save(out, "JPEG", quality=quality)
    return out.getvalue()


# Plans


def _planned() -> dict[str, str]:
    """Of every kind and fate; the address of each by its name."""
    planner, made = Person("planner"), {}

    def run(name: str, begun: str = "", **levers: Any) -> str:
        page = f"/plans/new/?from={made[begun].split('/')[2]}" if begun else "/plans/new/"
        made[name] = planner.fill(page, name=name, work="2", seed="1", workers="1", **levers)
        return made[name]

    run("基准方案")
    _work()
    run("资金减两成", "基准方案", **{"grant-city-2027": "160", "estate-0": "东风八村", "settled-0": "withheld"})
    run("施工队伍减半", "基准方案", **{"crew-pipe": "50", "weight-improve": "1.25"})
    run("不可能的方案", "基准方案", **{"grant-city-2027": "0", "grant-city-2028": "0", "grant-district-2027": "0",
                           "grant-district-2028": "0", "estate-0": "东风一村", "settled-0": "must"})  # fmt: skip
    stopped = run("停止的方案")
    planner.post(f"{stopped}stop/")
    _work()
    made["手工方案"] = _by_hand(planner, made["基准方案"])
    approver, leader = Person("approver"), Person("leader")
    planner.post(f"{made['资金减两成']}propose/", note="资金收紧时备用")
    leader.post(f"{made['资金减两成']}decline/", note="资金已落实")
    planner.post(f"{made['施工队伍减半']}propose/", note="")
    planner.post(f"{made['施工队伍减半']}withdraw/")
    planner.post(f"{made['基准方案']}propose/", note="已征求街道意见")
    approver.post(f"{made['基准方案']}adopt/", password=f"{PASSWORD}x", note="同意")
    planner.post(f"{made['基准方案']}documents/", lang="en")
    planner.post(f"{made['基准方案']}remake/")
    _work()
    planner.post(f"{made['施工队伍减半']}propose/", note="再次提请")
    run("等待的方案", "基准方案", **{"weight-base": "2"})
    return made


def _by_hand(planner: Person, base: str) -> str:
    """One of the plan's estates left out."""
    return planner.post(f"{base}hand/", estate="E5", start="", name="手工方案")


def _looked_at(runs: dict[str, str]) -> None:
    """What leaves a trace by being read: exports, documents, columns; and jobs tried again."""
    planner, base = Person("planner"), runs["基准方案"]
    planner.post("/estates/columns", column=["households", "floors", "built_year"])
    entry = re.search(r"/programmes/(\d+)/", planner.text("/"))[1]
    for url in ("/board/export", "/estates/export", "/estates/map/export", f"/programmes/{entry}/export"):
        planner.get(url)
    planner.get(f"{base}payments/", **{"as": "csv"})
    planner.get(f"{base}documents/zh/1/")
    planner.post(f"{runs['停止的方案']}again/")
    planner.post(f"{runs['停止的方案']}stop/")
    Person("auditor").get("/audit/export.csv")


def _refused() -> None:
    """Pages that somebody may not see."""
    Person("community").get("/people/", expected=403)
    Person("contractor").get("/imports/", expected=403)
    Person("utility").get("/plans/new/", expected=403)


def _the_rest() -> None:
    """The few deeds that need what is not here, an outage or a single sign-on, recorded as they would be."""
    from yipanqi.web.audit import actions, words
    from yipanqi.web.audit.models import Event

    for action in sorted(words.named() - set(Event.objects.values_list("action", flat=True))):
        sys.stdout.write(f"recorded only: {action}\n")
        actions.refuse(action) if action.endswith("refused") else _recorded(action)


def _recorded(action: str) -> None:
    from django.db import transaction

    from yipanqi.web.audit import actions

    with transaction.atomic():
        actions.record(action, after={"count": 1})


def _nameless() -> None:
    """The machine on which this was made is nobody's business."""
    from yipanqi.web.jobs.models import Worker

    for worker in Worker.objects.all():
        Worker.objects.filter(pk=worker.pk).update(name=f"server-{worker.pk}", host="server")


# What there is to be found again


def _told(devices: dict[str, str]) -> dict[str, Any]:
    from django.contrib.auth import get_user_model

    from yipanqi.web.accounts.models import Membership, Organisation
    from yipanqi.web.audit.models import Event
    from yipanqi.web.plans.models import PlanRun

    last = Event.objects.order_by("seq").last()
    held = Membership.objects.filter(ended_at=None).select_related("user", "organisation")
    codes = get_user_model().objects.in_bulk(field_name="login")
    return {
        "keys": KEYS,
        "password": PASSWORD,
        "devices": devices,
        "events": last.seq,
        "head": last.hash,
        "refused": Event.objects.filter(result="refused").count(),
        "actions": sorted(set(Event.objects.values_list("action", flat=True))),
        "people": {login: [str(it.uid), it.display_name, it.phone, it.is_active] for login, it in codes.items()},
        "roles": sorted([it.user.login, it.organisation.name, it.role] for it in held),
        "organisations": [
            [it.name, it.kind, it.parent.name if it.parent else "", it.region_id]
            for it in Organisation.objects.order_by("path").select_related("parent")
        ],
        "runs": {run.name: _run_told(run) for run in PlanRun.objects.order_by("pk")},
    }


def _run_told(run: Any) -> dict[str, Any]:
    names = ("estates", "households", "works", "money", "objective", "upper_bound", "violation_count", "state", "kind")
    return {"uid": str(run.uid), "starts": _starts(run)} | {name: getattr(run, name) for name in names}


def _starts(run: Any) -> dict[str, str]:
    """Estate by name → the quarter in which it begins."""
    if not run.is_made:
        return {}
    from yipanqi.web.plans.study import study

    found = study(run)
    label, estates = found.programme.calendar.label, found.programme.estate_by_id
    return {estates[estate].name: label(start) for estate, start in sorted(found.plan.starts.items())}


def _documents(run: str) -> list[list[Any]]:
    """Language, place in the list, name, fingerprint."""
    planner, found = Person("planner"), []
    for lang in ("zh", "en"):
        page = unescape(planner.text(run))
        for number, name in re.findall(rf'href="{run}documents/{lang}/([1-9]\d*)/"[^>]*>([^<]+)<', page):
            data = planner.get(f"{run}documents/{lang}/{number}/")
            found.append([lang, int(number), name, hashlib.sha256(data).hexdigest()])
    return found


if __name__ == "__main__":
    if len(sys.argv) != 2:
        raise SystemExit(__doc__)
    main(Path(sys.argv[1]))
