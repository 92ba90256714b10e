"""Who looks: invented people of a district like Jianghan, one of each role, in each language that is looked at."""

import json
import os
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path

from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP
from django.test import Client
from web.district import PASSWORD, come_in

from yipanqi.web.accounts import actions
from yipanqi.web.accounts.models import Organisation, User

_PLACES = (  # name, kind, above, the region it answers for
    ("江汉区老旧小区改造领导小组", "leading_group", "", "420103"),
    ("区改造办", "office", "江汉区老旧小区改造领导小组", ""),
    ("区水务局", "department", "江汉区老旧小区改造领导小组", ""),
    ("燃气公司", "utility", "江汉区老旧小区改造领导小组", ""),
    ("新华街道", "subdistrict", "江汉区老旧小区改造领导小组", "xinhua"),
    ("万松街道", "subdistrict", "江汉区老旧小区改造领导小组", "wansong"),
    ("常青街道", "subdistrict", "江汉区老旧小区改造领导小组", "changqing"),
    ("登月社区", "community", "新华街道", ""),
    ("新育社区", "community", "新华街道", ""),
    ("江城建工", "contractor", "区改造办", ""),
    ("华中监理", "supervisor", "区改造办", ""),
)
_PEOPLE = (  # login, name, where, the role
    ("leader", "周明远", "江汉区老旧小区改造领导小组", "leader"),
    ("office", "林晓岚", "区改造办", "planner"),
    ("approver", "郑国栋", "区改造办", "approver"),
    ("department", "吴清源", "区水务局", "department_member"),
    ("utility", "何建平", "燃气公司", "utility_member"),
    ("subdistrict", "陈秀英", "新华街道", "subdistrict_member"),
    ("wansong", "刘志强", "万松街道", "subdistrict_member"),
    ("community", "黄桂兰", "登月社区", "community_member"),
    ("contractor", "孙大勇", "江城建工", "contractor_member"),
    ("supervisor", "马文静", "华中监理", "supervisor_member"),
    ("system_admin", "高立", "区改造办", "system_admin"),
    ("importer", "高远", "区改造办", "system_admin"),
    ("audit_admin", "徐洁", "江汉区老旧小区改造领导小组", "audit_admin"),
    ("office-en", "Lin Xiaolan", "区改造办", "planner"),
    ("leader-en", "Zhou Mingyuan", "江汉区老旧小区改造领导小组", "leader"),
    ("approver-en", "Zheng Guodong", "区改造办", "approver"),
    ("system_admin-en", "Gao Li", "区改造办", "system_admin"),
    ("audit_admin-en", "Xu Jie", "江汉区老旧小区改造领导小组", "audit_admin"),
    ("subdistrict-en", "Chen Xiuying", "新华街道", "subdistrict_member"),
    ("newcomer", "李新", "登月社区", "community_member"),
    ("newcomer-en", "Li Xin", "登月社区", "community_member"),
    ("office-half", "林半途", "区改造办", "planner"),
    ("office-half-en", "Lin Halfway", "区改造办", "planner"),
    ("office-senior", "王德福", "区改造办", "planner"),
    ("subdistrict-senior", "赵桂珍", "新华街道", "subdistrict_member"),
    ("keys-office", "钱永安", "区改造办", "planner"),
    ("keys-approver", "韩雪梅", "区改造办", "approver"),
    ("plain-office", "罗家骏", "区改造办", "planner"),
    ("plain-approver", "邓慧敏", "区改造办", "approver"),
    ("marked-office", "谢东升", "区改造办", "planner"),
)  # fmt: skip
_WITHOUT_DEVICE = ("newcomer", "newcomer-en")
MARK = os.environ.get("LOOK_MARK", "")  # in a marked home: what hangs on every text, and must stay text
SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"  # of the device of each: nobody's but the tests'


def moved_in(at: datetime) -> None:
    """Organisations and people by the platform's own actions, each with password and device."""
    places: dict[str, Organisation] = {}
    for name, kind, above, region in _PLACES:
        parent = places.get(above)
        places[name] = actions.add_organisation(
            name=name + MARK, kind=kind, parent=parent, by=None, at=at, region_id=region
        )
    password = ""
    for number, (login, name, place, role) in enumerate(_PEOPLE):
        phone = f"1387123{4000 + number}"
        person = actions.add_person(login=login, display_name=name + MARK, phone=phone, by=None, at=at)
        password = password or _hashed(person)
        User.objects.filter(pk=person.pk).update(password=password, password_changed_at=datetime.now(UTC))
        actions.grant(person=person, organisation=places[place], role=role, by=None, at=at)
        person = User.objects.get(pk=person.pk)
        wanted = {"language": "en"} if login.endswith("-en") else {"is_senior": True} if "senior" in login else {}
        actions.change_preferences(person=person, at=at, **wanted)
        if login not in _WITHOUT_DEVICE:
            TOTP.activate(person, SECRET)
            RecoveryCodes.activate(person)


def _hashed(person: User) -> str:
    """The password of all: hashing it once for each would take half a minute."""
    person.set_password(PASSWORD)
    return person.password


def sessions() -> dict[str, str]:
    """A session with two factors for each, by login name."""
    found = {}
    for person in User.objects.exclude(password_changed_at=None):
        client = Client()
        is_half = person.login in (*_WITHOUT_DEVICE, "office-half", "office-half-en")
        methods = ("password",) if is_half else ("password", "mfa")
        come_in(client, person, methods=methods)
        found[person.login] = client.cookies["sessionid"].value
    return found


def told(home: Path, **more: object) -> None:
    """What the tests need to know, for they do not ask the database."""
    known = {"password": PASSWORD, "secret": SECRET, "sessions": sessions(), "made_at": time.time(), **more}
    (home / "look.json").write_text(json.dumps(known, ensure_ascii=False, indent=1), encoding="utf-8")


def told_again(home: Path, **more: object) -> None:
    """The same of a kept home, where something else is now to be told."""
    known = json.loads((home / "look.json").read_text("utf-8")) | more
    (home / "look.json").write_text(json.dumps(known, ensure_ascii=False, indent=1), encoding="utf-8")


LONG_AGO = timedelta(days=21)
