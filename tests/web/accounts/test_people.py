"""People, roles, organisations: who may do what to whom, and what forms may not smuggle in."""

import io
from datetime import UTC, datetime, timedelta

import pytest
import xlsxwriter
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, connection, transaction
from django.urls import reverse
from web.district import AT, PASSWORD, PHONE, a_person
from workbook import hostile

from yipanqi.web.accounts import actions
from yipanqi.web.accounts.models import Invitation, Membership, Organisation, PeopleImport, User
from yipanqi.web.accounts.roles import APART, KINDS, PERMISSIONS, ROLES
from yipanqi.web.audit.models import Event
from yipanqi.web.page.held import turn

NEW = "Wansong-Stone-2027"


def rows_of_all_tables() -> dict[str, list]:
    """What stands in the tables of people and organisations."""
    tables = ("accounts_user", "accounts_membership", "accounts_organisation", "accounts_invitation")
    found = {}
    with connection.cursor() as cursor:
        for table in tables:
            cursor.execute(f"SELECT * FROM {table} ORDER BY id")
            names = [column[0] for column in cursor.description]
            found[table] = [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]
    return found


def changed(before, after) -> set[tuple[str, str]]:
    """Tables and columns in which the two differ; added rows as `+`."""
    found = set()
    for table, rows in after.items():
        old = {row["id"]: row for row in before[table]}
        for row in rows:
            if row["id"] not in old:
                found.add((table, "+"))
            else:
                found |= {(table, name) for name, value in row.items() if old[row["id"]][name] != value}
    return found


def test_roles_hold_only_known_permissions_and_nobody_keeps_both_system_and_log():
    """The table of the code is whole: kinds, permissions, and administration apart from audit."""
    assert all(role.permissions <= PERMISSIONS.keys() for role in ROLES.values())
    assert all(role.kinds <= KINDS.keys() for role in ROLES.values())
    assert "audit.view" not in ROLES["system_admin"].permissions
    assert not {"people.manage", "roles.grant"} & ROLES["audit_admin"].permissions
    assert all({kind in role.kinds for role in ROLES.values()} & {True} for kind in KINDS)


def test_nobody_is_system_and_audit_administrator(district):
    """Z5: refused by the action, and by the database for whoever passes the action by."""
    person, office = district.people["system_admin"], district.organisations["区改造办"]

    with pytest.raises(actions.CannotGrant, match="同一人"):
        actions.grant(person=person, organisation=office, role="audit_admin", by=None, at=AT)
    with pytest.raises(IntegrityError), transaction.atomic():
        Membership.objects.create(user=person, organisation=office, role=APART[1], started_at=AT)


def test_nobody_grants_a_role_to_themselves(district, as_):
    """Also the one who may grant roles to others."""
    admin = district.people["system_admin"]
    form = {"organisation": district.organisations["区领导小组"].pk, "role": "leader"}

    as_("system_admin").post(reverse("accounts:grant", args=[admin.uid]), form)

    assert not admin.memberships.filter(role="leader").exists()


def test_a_role_is_held_only_where_it_belongs(district):
    """A planner sits in the renovation office, not in a subdistrict."""
    with pytest.raises(actions.CannotGrant):
        actions.grant(
            person=district.people["elsewhere"],
            organisation=district.organisations["新华街道"],
            role="planner",
            by=district.people["system_admin"],
            at=AT,
        )


def test_a_subdistrict_sees_its_own_branch_and_nothing_else(district, as_):
    """Somebody else's object is a 404: people, organisations, history."""
    browser, other = as_("subdistrict"), district.people["elsewhere"]

    assert browser.get(reverse("accounts:person", args=[district.people["community"].uid])).status_code == 200
    assert browser.get(reverse("accounts:person", args=[other.uid])).status_code == 404
    assert browser.get(district.organisations["万松街道"].get_absolute_url()).status_code == 404
    history = reverse("audit:history", args=["accounts.user", other.pk])
    assert browser.get(history).status_code == 404
    assert "人elsewhere" not in browser.get(reverse("accounts:people")).content.decode()


def test_scopes_tell_branches_and_regions(district):
    """Later apps limit their rows by these."""
    whole, part = district.people["office"].scope(), district.people["subdistrict"].scope()

    assert whole.is_whole
    assert part.regions == ("R-新华街道", "R-登月社区")
    assert set(Organisation.objects.visible_to(district.people["subdistrict"]).values_list("name", flat=True)) == {
        "新华街道",
        "登月社区",
    }


def test_no_role_no_sight(district):
    """Who holds no role sees nobody but themselves."""
    person = a_person("newcomer")

    assert list(User.objects.visible_to(person)) == [person]
    assert not Organisation.objects.visible_to(person).exists()


SMUGGLED = {
    "is_active": "0", "session_version": "99", "password": "x", "login": "hacked", "uid": "0" * 32, "user": "1",
    "role": "system_admin", "kind": "district", "parent": "1", "path": "/", "created_by": "1", "is_senior": "on",
    "left_at": "2020-01-01", "password_changed_at": "2020-01-01", "id": "1", "organisation": "1",
}  # fmt: skip


def test_forms_change_only_what_they_show(district, as_):
    """Z3: every form re-posted with extra fields and foreign ids: the tables differ only in its own columns."""
    person, office = district.people["community"], district.organisations["区改造办"]
    other_place = district.organisations["登月社区"]
    named = {"display_name", "pinyin", "phone_sealed"}
    forms = [
        ("accounts:edit_person", [person.uid], {"display_name": "新名", "phone": ""}, named),
        ("accounts:edit_organisation", [office.pk], {"name": "区更新办", "region_id": "X"}, {"name", "region_id"}),
        ("accounts:profile", [], {"language": "en"}, {"language", "is_senior"}),
        ("accounts:phone", [person.uid], {"purpose": "核对身份"}, set()),
        ("accounts:code", [person.uid], {}, {"session_version"}),
        ("accounts:end_sessions", [person.uid], {}, {"session_version"}),
        ("language", [], {"language": "en"}, {"language"}),
    ]  # fmt: skip

    for name, args, asked, allowed in forms:
        before = rows_of_all_tables()
        with transaction.atomic():
            as_("system_admin").post(reverse(name, args=args), SMUGGLED | asked)
            found = {column for _, column in changed(before, rows_of_all_tables())} - {"last_login"}
            transaction.set_rollback(True)
        assert found <= allowed, name
    assert other_place.kind == "community"


def test_a_subdistrict_cannot_name_organisations_it_does_not_see(district):
    """Z3: the id of a foreign organisation is no choice of the form."""
    from yipanqi.web.accounts.forms import RoleForm

    form = RoleForm(
        {"organisation": district.organisations["万松街道"].pk, "role": "subdistrict_member"},
        by=district.people["subdistrict"],
    )

    assert "organisation" in form.errors


def test_an_invitation_makes_one_account_with_the_role_that_was_meant(district, as_, client):
    """The link works once; fields smuggled into it change nothing."""
    form = {"display_name": "新人", "organisation": district.organisations["区水务局"].pk, "role": "department_member"}
    link = as_("system_admin").post(reverse("accounts:invite"), form).context["link"]
    path = "/" + link.split("/", 3)[3]
    asked = {"login": "xin.ren", "display_name": "新人", "phone": "", "password": NEW, "again": NEW}

    assert client.post(path, SMUGGLED | asked).url == reverse("account_login")
    assert client.post(path, asked | {"login": "xin.ren2"}).status_code == 410

    person = User.objects.get(login="xin.ren")
    assert [(it.organisation.name, it.role) for it in person.memberships.all()] == [("区水务局", "department_member")]
    assert Invitation.objects.get().used_by == person


@pytest.mark.parametrize("state", ["revoked", "expired"])
def test_a_withdrawn_or_old_invitation_opens_nothing(district, client, state):
    """410, and a sentence."""
    invitation, key = actions.invite(
        display_name="新人",
        organisation=district.organisations["区水务局"],
        role="department_member",
        by=district.people["system_admin"],
        at=datetime.now(UTC) - (timedelta(days=8) if state == "expired" else timedelta()),
    )
    if state == "revoked":
        actions.revoke(invitation=invitation, by=district.people["system_admin"], at=AT)

    assert client.get(reverse("accounts:invitation", args=[key])).status_code == 410


def test_who_leaves_hands_over_what_nobody_else_holds(district):
    """Without a successor it is refused; with one the role passes on and the door is shut."""
    person, admin = district.people["community"], district.people["system_admin"]
    with pytest.raises(actions.CannotLeave):
        actions.leave(person=person, successor=None, by=admin, at=AT)
    assert User.objects.get(pk=person.pk).is_active

    successor = a_person("successor")
    actions.leave(person=person, successor=successor, by=admin, at=AT)

    assert not User.objects.get(pk=person.pk).is_active
    assert not person.memberships.active().exists()
    assert [it.role for it in successor.memberships.active()] == ["community_member"]


def test_phones_are_sealed_masked_and_shown_for_a_purpose(district, as_):
    """P3: not in the table, masked on the page; in full only for a purpose that is recorded."""
    person = district.people["community"]
    page = as_("system_admin").get(person.get_absolute_url()).content.decode()
    assert PHONE not in page and "138****4567" in page
    assert not any(PHONE in str(row) for row in rows_of_all_tables()["accounts_user"])

    shown = as_("system_admin").post(reverse("accounts:phone", args=[person.uid]), {"purpose": "核对身份"})

    assert PHONE in shown.content.decode()
    assert Event.objects.get(action="person.phone_shown").values_told == {"after": {"purpose": "核对身份"}}


def test_a_sealed_phone_opens_in_no_other_row(district):
    """Ciphertext moved to somebody else's row is refused."""
    from yipanqi.web.page.sealed import CannotOpen

    one, other = district.people["community"], district.people["elsewhere"]
    User.objects.filter(pk=other.pk).update(phone_sealed=one.phone_sealed)

    with pytest.raises(CannotOpen):
        _ = User.objects.get(pk=other.pk).phone


@pytest.mark.parametrize("word", ["人community", "community", "rencommunity"])
def test_people_are_found_by_name_login_and_pinyin(as_, word):
    """Chinese, Latin letters, or the sound."""
    page = as_("system_admin").get(reverse("accounts:people"), {"q": word}).content.decode()

    assert "人community" in page and "人office" not in page


def test_exports_hold_no_formula(district, as_):
    """I5: what begins like a formula becomes text, and every field is quoted."""
    User.objects.filter(login="community").update(display_name='=HYPERLINK("http://x","y")')
    response = as_("system_admin").get(reverse("accounts:people"), {"as": "csv"})
    text = b"".join(response.streaming_content).decode("utf-8-sig")

    assert "\"'=HYPERLINK" in text
    assert '"=' not in text


def a_sheet(*rows, head=("姓名", "登录名", "电话", "单位", "角色")) -> SimpleUploadedFile:
    """A workbook of people as somebody would fill it."""
    stream = io.BytesIO()
    book = xlsxwriter.Workbook(stream)
    sheet = book.add_worksheet("人员")
    for at, row in enumerate((head, *rows)):
        for column, value in enumerate(row):
            sheet.write_string(at, column, value)
    book.close()
    return SimpleUploadedFile("people.xlsx", stream.getvalue())


def uploaded(browser, file) -> PeopleImport:
    """Upload for a dry run."""
    browser.post(reverse("accounts:imports"), {"file": file})
    return PeopleImport.objects.latest("pk")


GOOD = ("王芳", "wang.fang", "13800000001", "新华街道", "街道人员")


def test_every_error_of_a_file_is_told_by_its_cell_and_nothing_is_written(district, as_):
    """All errors at once; unknown columns too."""
    file = a_sheet(
        (*GOOD, "x"),
        ("", "wang.fang", "abc", "新华街道", "街道人员"),
        ("李四", "office", "", "没有的街道", "区领导"),
        ("赵六", "zhao liu", "", "登月社区", "改造办计划员"),
        head=("姓名", "登录名", "电话", "单位", "角色", "备忘"),
    )

    kept = uploaded(as_("system_admin"), file)

    assert [it["cell"] for it in kept.findings] == ["F1", "A3", "B3", "C3", "B4", "D4", "B5", "E5"]
    assert not User.objects.filter(login="wang.fang").exists()
    as_("system_admin").post(reverse("accounts:import_apply", args=[kept.pk]))
    assert not User.objects.filter(login="wang.fang").exists()


def test_an_import_is_taken_in_once_and_undone_while_unused(district, as_):
    """All or none; the same file has no second effect; undone, nobody of it is left."""
    browser, file = as_("system_admin"), a_sheet(GOOD, ("李四", "li.si", "", "登月社区", "社区人员"))
    kept = uploaded(browser, file)
    assert (kept.findings, kept.row_count) == ([], 2)

    browser.post(reverse("accounts:import_apply", args=[kept.pk]))
    browser.post(reverse("accounts:import_apply", args=[kept.pk]))
    assert User.objects.filter(login__in=["wang.fang", "li.si"]).count() == 2
    assert User.objects.get(login="wang.fang").phone == "13800000001"

    browser.post(reverse("accounts:import_undo", args=[kept.pk]))
    assert not User.objects.filter(login__in=["wang.fang", "li.si"]).exists()


def test_an_import_in_use_is_not_undone(district, as_):
    """Refused with the names of those who have used their account since."""
    browser = as_("system_admin")
    kept = uploaded(browser, a_sheet(GOOD))
    browser.post(reverse("accounts:import_apply", args=[kept.pk]))
    codes = browser.post(reverse("accounts:import_codes", args=[kept.pk])).context["issued"]
    browser.post(
        reverse("accounts:reset"), {"login": "wang.fang", "code": codes[0][1], "password": PASSWORD, "again": PASSWORD}
    )

    answer = browser.post(reverse("accounts:import_undo", args=[kept.pk]), follow=True)

    assert "王芳" in answer.content.decode()
    assert User.objects.filter(login="wang.fang").exists()


def test_the_template_can_be_filled_and_taken_in(district, as_, tmp_path):
    """What we give out we read: the empty template tells only that nobody stands in it."""
    response = as_("system_admin").get(reverse("accounts:import_template"))

    kept = uploaded(as_("system_admin"), SimpleUploadedFile("people.xlsx", response.content))

    assert [it["zh"] for it in kept.findings] == ["表头下面没有人员"]


@pytest.mark.parametrize("content", [b"", b"<html>", b"PK\x03\x04broken", b"\xd0\xcf\x11\xe0"])
def test_a_file_that_is_no_workbook_is_refused_with_a_sentence(district, as_, content):
    """I1: whatever it is, a page answers."""
    answer = as_("system_admin").post(
        reverse("accounts:imports"), {"file": SimpleUploadedFile("people.xlsx", content)}, follow=True
    )

    assert answer.status_code == 200
    assert not User.objects.filter(login="wang.fang").exists()


def test_every_deed_has_a_name_in_both_languages():
    """The log speaks words, not codes: each code recorded in accounts and audit has its name."""
    import re
    from pathlib import Path

    import yipanqi.web
    from yipanqi.web.audit.words import named

    web = Path(yipanqi.web.__file__).parent
    text = "".join(it.read_text("utf-8") for app in ("accounts", "audit") for it in (web / app).rglob("*.py"))
    codes = set(re.findall(r'(?:record|refuse|recorded_step)\(\s*"([a-z_.]+)"', text))

    assert codes - named() == set()
    assert len(codes) > 25


@pytest.mark.parametrize("name", ["accounts:people", "accounts:organisations", "audit:log"])
def test_lists_ask_the_database_no_more_for_more_rows(district, as_, name):
    """No N+1: as many queries for forty people as for four."""
    from django.test.utils import CaptureQueriesContext

    def count():
        with CaptureQueriesContext(connection) as asked:
            assert as_("audit_admin").get(reverse(name)).status_code == 200
        return len(asked)

    few = count()
    for n in range(40):
        a_person(f"more{n}", district.organisations["新华街道"], "subdistrict_member")

    assert count() <= few


def opened(browser, url) -> dict[str, str]:
    """The form of a page as it was opened: what it would send."""
    form = browser.get(url).context["form"]
    return {name: form[name].value() or "" for name in form.fields}


def test_a_stale_tab_undoes_nothing_of_a_person(district, as_):
    """F11: what somebody else changed meanwhile stays; the page tells it, and sent once more it is stored."""
    browser, person = as_("system_admin"), district.people["community"]
    url = reverse("accounts:edit_person", args=[person.uid])
    first, second = opened(browser, url), opened(browser, url)
    assert browser.post(url, first | {"display_name": "新名"}).status_code == 302

    answer = browser.post(url, second | {"phone": "13900000000"})

    person.refresh_from_db()
    assert (answer.status_code, person.display_name, person.phone) == (409, "新名", PHONE)
    assert "新名" in " ".join(answer.context["form"].non_field_errors())
    again = {name: answer.context["form"][name].value() for name in second} | {"display_name": "新名"}
    assert browser.post(url, again).status_code == 302
    person.refresh_from_db()
    assert person.phone == "13900000000"


def test_a_stale_tab_undoes_nothing_of_an_organisation(district, as_):
    """F11: name, code and region; and where it belongs."""
    browser, office = as_("system_admin"), district.organisations["区改造办"]
    url = reverse("accounts:edit_organisation", args=[office.pk])
    first, second = opened(browser, url), opened(browser, url)
    browser.post(url, first | {"name": "区更新办"})
    move = reverse("accounts:move_organisation", args=[district.organisations["登月社区"].pk])
    stale = opened(browser, move) | {"parent": district.organisations["新华街道"].pk}
    fresh = stale | {"parent": district.organisations["万松街道"].pk}
    assert browser.post(move, fresh).status_code == 302

    assert browser.post(url, second | {"region_id": "X"}).status_code == 409
    assert browser.post(move, stale | {"parent": office.pk}).status_code == 409

    office.refresh_from_db()
    assert (office.name, office.region_id) == ("区更新办", "R-区改造办")


def test_a_stale_tab_undoes_nothing_of_ones_settings(district, as_):
    """F11: also between two tabs of one's own."""
    browser, url = as_("office"), reverse("accounts:profile")
    stale = opened(browser, url)
    browser.post(url, stale | {"language": "en", "is_senior": "on"})

    assert browser.post(url, stale | {"is_senior": "", "language": "zh-hans"}).status_code == 409
    assert User.objects.get(login="office").is_senior


def test_who_gained_a_role_meanwhile_does_not_leave_by_a_stale_tab(district, as_):
    """F11: what is handed over must be what was seen."""
    browser, person = as_("system_admin"), district.people["elsewhere"]
    url = reverse("accounts:leave", args=[person.uid])
    stale = opened(browser, url) | {"successor": district.people["subdistrict"].uid}
    actions.grant(
        person=person, organisation=district.organisations["新华街道"], role="subdistrict_member", by=None, at=AT
    )

    assert browser.post(url, stale).status_code == 409
    assert User.objects.get(pk=person.pk).is_active


_ROW = "".join(f'<c r="{letter}{{0}}"><v>1</v></c>' for letter in "ABCDEFGHIJ")
wide = hostile.sheet("".join(f'<row r="{n}">{_ROW.format(n)}</row>' for n in range(1, 10_100)))


def test_a_workbook_of_people_that_means_harm_is_refused_soon(as_, tmp_path):
    """F4: its cells are taken up in the process that answers pages, so it may have few of them, and few sheets."""
    browser = as_("system_admin")
    for make, words in ((hostile.many_sheets, "20000 张工作表"), (lambda path: hostile.book(path, wide), "单元格太多")):
        sent = SimpleUploadedFile("people.xlsx", make(tmp_path / "people.xlsx").read_bytes())
        answer = browser.post(reverse("accounts:imports"), {"file": sent}, follow=True)
        assert words in answer.text


def test_one_workbook_of_people_is_read_at_a_time_for_each_person(as_, district):
    """A second one meanwhile is not kept, and said to be too soon."""
    with turn(f"people-{district.people['system_admin'].pk}"):
        answer = as_("system_admin").post(
            reverse("accounts:imports"), {"file": SimpleUploadedFile("people.csv", "姓名\n".encode())}
        )

    assert "请稍后再试" in answer.text
    assert not PeopleImport.objects.exists()
