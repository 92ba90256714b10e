"""Coming in and being put out: passwords, codes, lockout, revocation."""

import base64
import hashlib
import hmac
import re
import struct
import time
from datetime import UTC, datetime, timedelta

import pytest
from allauth.mfa.models import Authenticator
from axes.models import AccessAttempt
from django.contrib.auth.hashers import MD5PasswordHasher
from django.core.management import call_command
from django.test import Client
from django.urls import reverse
from web.district import AT, PASSWORD, come_in
from web.forms_found import forms_on

from yipanqi.web.accounts import actions, crowd, hashing
from yipanqi.web.accounts.actions import limits, sessions
from yipanqi.web.accounts.models import User
from yipanqi.web.accounts.own_sessions import browser_of
from yipanqi.web.audit.models import Event, RefusalCount

NEW = "Wansong-Stone-2027"


def code_of(secret: str, later: int = 0) -> str:
    """The six digits a device shows."""
    key = base64.b32decode(secret + "=" * (-len(secret) % 8))
    mark = hmac.new(key, struct.pack(">Q", int(time.time() // 30) + later), hashlib.sha1).digest()
    start = mark[-1] & 15
    return f"{(struct.unpack('>I', mark[start : start + 4])[0] & 0x7FFFFFFF) % 1_000_000:06d}"


def try_password(client, login, password=PASSWORD, address="10.1.1.1"):
    """One try on the login page."""
    return client.post(reverse("account_login"), {"login": login, "password": password}, REMOTE_ADDR=address)


def set_up_device(client) -> str:
    """Set up two-step login as the page asks; the secret of the device."""
    page = client.get(reverse("mfa_activate_totp")).content.decode()
    secret = re.search(r'class="code">([A-Z2-7]+)<', page)[1]
    response = client.post(reverse("mfa_activate_totp"), {"code": code_of(secret)})
    assert response.url == reverse("mfa_view_recovery_codes")
    return secret


def latest(action: str) -> Event:
    """The newest event of this deed."""
    return Event.objects.filter(action=action).latest("seq")


def test_the_whole_way_in(district, client):
    """Password, a new device, out; password again, the device's code, in. A code works once."""
    assert try_password(client, "office").status_code == 302
    assert client.get("/").url == reverse("mfa_activate_totp")
    secret = set_up_device(client)
    assert client.get("/").status_code == 200
    client.post(reverse("account_logout"))

    assert try_password(client, "office").url == reverse("mfa_authenticate")
    assert client.get("/").status_code == 302
    used = client.post(reverse("mfa_authenticate"), {"code": code_of(secret)})  # the code of the set-up, seconds ago
    assert used.status_code == 200
    assert "这个验证码已经用过" in used.content.decode()
    assert client.post(reverse("mfa_authenticate"), {"code": code_of(secret, later=1)}).status_code == 302

    assert client.get("/").status_code == 200
    assert latest("session.began").values_told == {"after": {"methods": ["mfa", "password"]}}


@pytest.fixture
def shown(district) -> User:
    """Somebody of the demonstration."""
    person = district.people["office"]
    User.objects.filter(pk=person.pk).update(login="demo.planner")
    return person


def test_each_role_of_a_demonstration_is_one_click(shown, district, client, settings):
    """Without password or code, also from one role to the next; who is not of the demonstration has no button."""
    settings.DEMONSTRATION = True
    page = client.get(reverse("account_login")).content.decode()
    assert re.findall(r'name="login" value="([^"]*)"', page) == ["demo.planner"]

    come_in(client, district.people["community"])
    assert client.post(reverse("accounts:demonstration"), {"login": "demo.planner"}).url == "/"

    assert client.get("/").wsgi_request.user == shown
    assert latest("session.began").values_told == {"after": {"methods": ["demonstration"]}}
    assert client.post(reverse("accounts:demonstration"), {"login": "community"}).status_code == 404


def test_nobody_comes_in_so_on_a_server(shown, client, settings):
    """No button, no page; and a session that began so is asked for its second factor."""
    settings.DEMONSTRATION = True
    client.post(reverse("accounts:demonstration"), {"login": "demo.planner"})
    settings.DEMONSTRATION = False

    assert client.get("/").url == reverse("mfa_activate_totp")
    client.post(reverse("account_logout"))
    assert "demo.planner" not in client.get(reverse("account_login")).content.decode()
    assert client.post(reverse("accounts:demonstration"), {"login": "demo.planner"}).status_code == 404


def test_a_recovery_code_opens_once(district, client):
    """Without the phone a recovery code will do, one time."""
    try_password(client, "office")
    set_up_device(client)
    code = Authenticator.objects.get(type="recovery_codes").wrap().get_unused_codes()[0]
    client.post(reverse("account_logout"))

    try_password(client, "office")
    assert client.post(reverse("mfa_authenticate"), {"code": code}).status_code == 302
    client.post(reverse("account_logout"))
    try_password(client, "office")

    assert client.post(reverse("mfa_authenticate"), {"code": code}).status_code == 200


def test_another_account_may_come_in_instead_of_giving_the_code(district, client):
    """The code page leads back to a login page that waits for no code any more; nobody came in or went."""
    try_password(client, "office")
    set_up_device(client)
    client.post(reverse("account_logout"))
    try_password(client, "office")
    told = Event.objects.count()

    [out] = [
        form
        for form in forms_on("/", client.get(reverse("mfa_authenticate")).content.decode())
        if form.key[0] == "account_logout"
    ]
    answer = client.post(out.action)

    assert answer.url == reverse("account_login")
    assert client.get(answer.url).status_code == 200
    assert client.get(reverse("mfa_authenticate")).url == reverse("account_login")
    assert Event.objects.count() == told
    assert try_password(client, "district").url == "/"


def test_secrets_of_devices_are_sealed_at_rest(district, client):
    """Neither the TOTP secret nor the seed of the recovery codes stands in the database."""
    try_password(client, "office")
    secret = set_up_device(client)

    assert all(secret not in str(it.data) for it in Authenticator.objects.all())


def test_a_session_older_than_the_device_must_show_its_code(district, client):
    """A password-only session does not become whole because another one set up a device."""
    other = Client()
    try_password(other, "office")
    try_password(client, "office")
    set_up_device(client)

    assert other.get("/").url == reverse("mfa_reauthenticate")


def test_five_wrong_passwords_lock_the_pair_for_five_minutes_and_no_longer(district, client):
    """A4: locked with the right password too; after 300 seconds it ends, tries in between or not."""
    for _ in range(5):
        try_password(client, "office", "wrong")
    locked = try_password(client, "office")
    assert (locked.status_code, locked.headers["Retry-After"]) == (429, "300")

    AccessAttempt.objects.update(attempt_time=datetime.now(UTC) - timedelta(seconds=299))
    assert try_password(client, "office").status_code == 429
    AccessAttempt.objects.update(attempt_time=datetime.now(UTC) - timedelta(seconds=301))

    assert try_password(client, "office").status_code == 302


def test_wrong_tries_on_others_lock_nobody_else_out(district, client):
    """A4: after 200 wrong tries on other accounts from one address a colleague there still comes in."""
    for n in range(200):
        try_password(client, f"guess{n}", "wrong")

    assert try_password(client, "office").status_code == 302


def test_a_lock_at_one_address_is_no_lock_at_another(district, client):
    """Nobody can lock a colleague out from elsewhere; letters' case opens no second count."""
    for n in range(5):
        try_password(client, "OFFICE" if n % 2 else "office", "wrong", address="10.9.9.9")

    assert try_password(client, "office", address="10.9.9.9").status_code == 429
    assert try_password(client, "office").status_code == 302


def test_known_and_unknown_names_get_the_same_answer(district, client):
    """A4: same status and, but for what was typed and the tokens, the same body."""

    def body(login):
        response = try_password(Client(), login, "wrong")
        text = re.sub(r'(csrfmiddlewaretoken" value|value)="[^"]*"', "", response.content.decode())
        return response.status_code, re.sub(r"nonce-?[^\s>]*", "", text)

    assert body("office") == body("nobody.here")


def test_known_and_unknown_names_cost_the_same_hashing(district, monkeypatch):
    """A4: one hash each, which is all the time a login takes; a wall clock would measure the machine."""
    hashed = []
    encode = MD5PasswordHasher.encode
    monkeypatch.setattr(MD5PasswordHasher, "encode", lambda *args: hashed.append(1) or encode(*args))

    counts = []
    for name in ("office", "nobody.here"):
        hashed.clear()
        try_password(Client(), name, "wrong")
        counts.append(len(hashed))

    assert counts == [1, 1]


def test_a_failed_login_is_recorded_without_an_unknown_name(district, client):
    """U4: refusals too; what somebody typed that is no login name may be a password and is not kept."""
    try_password(client, "office", "wrong")
    known = latest("session.refused")
    try_password(client, "My-Secret-Typed-Here", "wrong")

    assert (known.result, known.subject_id) == ("refused", str(district.people["office"].pk))
    assert latest("session.refused") == known
    assert RefusalCount.objects.get().count == 1
    assert not Event.objects.filter(values_json__contains="Secret").exists()


def test_strangers_refusals_are_counted_and_no_events(district, client):
    """F2: logins and codes of nobody we know add no event, however many; they are counted by address."""
    told = Event.objects.count()
    for turn in range(3):
        try_password(client, f"nobody{turn}", "wrong", address="10.3.3.3")
        try_code(client, f"nobody{turn}", "AAAA-AAAA-AAAA", address="10.4.4.4")

    assert Event.objects.count() == told
    counts = RefusalCount.objects.values_list("action", "address", "count").order_by("action")
    assert list(counts) == [("person.code_refused", "10.4.4.4", 3), ("session.refused", "10.3.3.3", 3)]


def test_an_accounts_lock_is_told_and_tries_beyond_it_are_counted(district, client):
    """F5: each wrong password and the lock are events; whoever goes on is counted, and the log does not grow."""
    for _ in range(5):
        try_password(client, "office", "wrong")
    for _ in range(20):
        try_password(client, "office", "wrong")

    about = Event.objects.filter(result="refused", subject_id=str(district.people["office"].pk))
    assert about.filter(action="session.refused").count() == 4  # the fifth locks
    assert about.filter(action="session.locked").count() == sessions.MOST_LOCKS
    assert RefusalCount.objects.get().count == 21 - sessions.MOST_LOCKS


def test_wrong_second_factors_are_told_and_too_many_are_429(district, client):
    """F5, F25: five wrong codes are events of the account, the sixth is not judged and says when to come again."""
    try_password(client, "office")
    set_up_device(client)
    client.post(reverse("account_logout"))
    try_password(client, "office")

    answers = [client.post(reverse("mfa_authenticate"), {"code": "000000"}) for _ in range(6)]

    assert [it.status_code for it in answers] == [200] * 5 + [429]
    assert answers[-1].headers["Retry-After"] == "300"
    assert Event.objects.filter(action="session.code_refused", actor_kind="public").count() == 5
    assert latest("session.code_locked").subject_id == str(district.people["office"].pk)


def test_wrong_second_factors_of_an_open_session_are_told_too(district, as_):
    """F5: who is logged in and guesses a device's code leaves a trace under their own name."""
    browser = Client()
    try_password(browser, "office")
    set_up_device(browser)
    other = Client()
    come_in(other, User.objects.get(login="office"), methods=("password",))

    answers = [other.post(reverse("mfa_reauthenticate"), {"code": "000000"}).status_code for _ in range(6)]

    assert answers == [200] * 5 + [429]
    assert latest("session.code_refused").actor.staff_id == district.people["office"].pk


@pytest.mark.parametrize("name", ["language", "accounts:reset", "account_logout"])
def test_every_form_of_strangers_has_its_limit(district, client, monkeypatch, name):
    """F2: by address; others go on, and so does a device that is known."""
    few = limits.Limit(by_address=2, in_total=50)
    monkeypatch.setattr(limits, "OTHER", few)
    monkeypatch.setitem(limits.POSTS, "accounts:reset", few)

    answers = [client.post(reverse(name), REMOTE_ADDR="10.5.5.5") for _ in range(3)]

    assert [it.status_code == 429 for it in answers] == [False, False, True]
    assert int(answers[-1].headers["Retry-After"]) > 0
    assert client.post(reverse(name), REMOTE_ADDR="10.6.6.6").status_code != 429
    client.cookies[crowd.DEVICE] = crowd.new_device()
    assert client.post(reverse(name), REMOTE_ADDR="10.5.5.5").status_code != 429


def test_strangers_have_a_limit_in_total(district, client, monkeypatch):
    """F2: many addresses together; a known device is not held up by them."""
    monkeypatch.setattr(limits, "OTHER", limits.Limit(by_address=2, in_total=4))

    answers = [client.post(reverse("language"), REMOTE_ADDR=f"10.7.7.{turn}").status_code for turn in range(6)]

    assert answers == [302] * 4 + [429] * 2
    client.cookies[crowd.DEVICE] = crowd.new_device()
    assert client.post(reverse("language")).status_code == 302


def test_an_address_that_guesses_passwords_waits(district, client, monkeypatch):
    """F2: only wrong ones count, and only strange devices wait."""
    monkeypatch.setattr(limits, "WRONG_PASSWORD", limits.Limit(by_address=2, in_total=50))
    for turn in range(2):
        try_password(client, f"nobody{turn}", "wrong")

    assert try_password(client, "office").status_code == 429
    assert try_password(client, "office", address="10.8.8.8").status_code == 302
    known = Client()
    known.cookies[crowd.DEVICE] = crowd.new_device()
    assert try_password(known, "office").status_code == 302


def test_a_new_session_id_at_login(district, client):
    """A5: the id from before login is worth nothing after it."""
    client.get(reverse("account_login"))
    before = client.session.session_key
    try_password(client, "office")

    assert client.session.session_key != before


def ended_by(deed, district):
    """Is an open session of `office` closed at its next request after this deed?"""
    browser = Client()
    come_in(browser, User.objects.get(login="office"))
    assert browser.get("/me/").status_code == 200
    deed()
    return browser.get("/me/").headers.get("Location", "").startswith(reverse("account_login"))


def test_sessions_end_at_once(district):
    """A5: after a role given or taken, a password change, a code, leaving, a lost device: the next request fails."""
    person, admin = district.people["office"], district.people["system_admin"]
    office = district.organisations["区改造办"]
    known = {"by": admin, "at": AT}

    deeds = [
        lambda: actions.grant(person=person, organisation=office, role="approver", **known),
        lambda: actions.end_role(membership=person.memberships.get(role="approver"), **known),
        lambda: sessions.set_password(person=person, password=NEW, by=person, at=datetime.now(UTC)),
        lambda: sessions.end_sessions(person=person, **known),
        lambda: sessions.forget_device(person=person, **known),
        lambda: sessions.issue_code(person=person, **known),
        lambda: actions.leave(person=person, successor=district.people["approver"], **known),
    ]

    assert [ended_by(deed, district) for deed in deeds] == [True] * len(deeds)


def test_after_logout_the_old_cookie_opens_nothing(district):
    """A5: also a download link that was open."""
    browser = Client()
    come_in(browser, district.people["audit_admin"])
    thief = Client()
    thief.cookies["sessionid"] = browser.cookies["sessionid"].value
    assert thief.get(reverse("audit:export")).status_code == 200

    browser.post(reverse("account_logout"))

    assert thief.get(reverse("audit:export")).status_code == 302


def test_ones_own_password_change_keeps_this_session_and_ends_the_others(district, as_):
    """A5: the browser in which it was changed goes on."""
    here, there = as_("office"), as_("office")
    answer = here.post(reverse("accounts:password"), {"old": PASSWORD, "password": NEW, "again": NEW})

    assert answer.url == reverse("accounts:profile")
    assert here.get("/me/").status_code == 200
    assert there.get("/me/").status_code == 302


def test_one_sees_where_one_is_logged_in_and_ends_one_of_them(district, as_):
    """The other browser fails at its next request, this one and other people's go on; the log has it."""
    here, there, other = as_("office"), as_("office"), as_("district")
    shown = here.get("/me/").context["sessions"]
    assert [one.is_here for one in shown] == [True, False]

    here.post(reverse("accounts:end_session", args=[shown[1].name]))

    assert there.get("/me/").status_code == 302
    assert here.get("/me/").status_code == other.get("/me/").status_code == 200
    assert len(here.get("/me/").context["sessions"]) == 1
    assert latest("person.session_ended").actor.staff_id == district.people["office"].pk


def test_nobody_ends_a_session_of_somebody_else_by_its_name(as_):
    """The name of another person's session opens and ends nothing."""
    mine, theirs = as_("office"), as_("district")
    name = theirs.get("/me/").context["sessions"][0].name

    mine.post(reverse("accounts:end_session", args=[name]))

    assert theirs.get("/me/").status_code == 200


def test_one_logs_out_everywhere_else(as_):
    """All others end, the browser in which it was asked goes on."""
    here, one, two = as_("office"), as_("office"), as_("office")

    here.post(reverse("accounts:end_session", args=["others"]))

    assert [it.get("/me/").status_code for it in (here, one, two)] == [200, 302, 302]


@pytest.mark.parametrize(
    ("agent", "said"),
    [
        ("Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 Chrome/140.0 Safari/537.36", "Chrome · Windows"),
        ("Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) Version/18.0 Safari/604.1", "Safari · iPhone"),
        ("curl/8", ""),
    ],
)
def test_a_browser_is_called_by_a_name_people_know(agent, said):
    """Browser and system, and nothing where neither is known."""
    assert browser_of(agent) == said


@pytest.mark.parametrize("password", ["short-1A", "alllowercase", "Password123", "Office-1-x", "1234567890"])
def test_weak_passwords_are_refused(as_, password):
    """Too short, too few kinds, too common, too much like the name."""
    answer = as_("office").post(
        reverse("accounts:password"), {"old": PASSWORD, "password": password, "again": password}
    )

    assert answer.status_code == 200
    assert "password" in answer.context["form"].errors


def test_a_password_too_old_must_be_changed_first(district, as_):
    """The policy's 90 days: everything else waits."""
    User.objects.filter(login="office").update(password_changed_at=datetime.now(UTC) - timedelta(days=91))

    assert as_("office").get("/").url == reverse("accounts:password")


def test_a_one_time_code_sets_a_password_once(district, client):
    """Reset without e-mail: the code works one time, in either case, with or without dashes."""
    code = sessions.issue_code(
        person=district.people["office"], by=district.people["system_admin"], at=datetime.now(UTC)
    )
    form = {"login": "office", "code": code.replace("-", " ").lower(), "password": NEW, "again": NEW}

    assert client.post(reverse("accounts:reset"), form).url == reverse("account_login")
    assert client.post(reverse("accounts:reset"), form).status_code == 200
    assert try_password(client, "office", NEW).status_code == 302


def try_code(client, login, code, address="10.1.1.1"):
    """One try on the page of one-time codes."""
    form = {"login": login, "code": code, "password": NEW, "again": NEW}
    return client.post(reverse("accounts:reset"), form, REMOTE_ADDR=address)


def test_five_wrong_codes_pause_the_pair_and_end_no_code(district, client):
    """F2: who guesses waits, known name or not; the code that was handed over opens all the same, from elsewhere."""
    code = sessions.issue_code(person=district.people["office"], by=None, at=datetime.now(UTC))
    for login in ("office", "nobody.here"):
        assert [try_code(client, login, "AAAA-AAAA-AAAA").status_code for _ in range(6)] == [200] * 5 + [429]
    refused = try_code(client, "office", code)

    assert 0 < int(refused.headers["Retry-After"]) <= 300
    assert try_code(client, "office", code, address="10.2.2.2").status_code == 302


def test_an_expired_code_opens_nothing(district):
    """Three days, then no more."""
    now = datetime.now(UTC)
    code = sessions.issue_code(person=district.people["office"], by=None, at=now)

    with pytest.raises(sessions.CannotReset):
        sessions.use_code(login="office", code=code, password=NEW, at=now + timedelta(days=3, seconds=1))


def test_the_first_administrators_are_made_by_command(db, capsys):
    """One of each kind, with a one-time code; a second is refused, and nobody is both."""
    call_command("first_admin", "li.ming", "李明")
    call_command("first_admin", "zhou.an", "周安", "--audit")

    assert User.objects.get(login="li.ming").has_perm("roles.grant")
    assert User.objects.get(login="zhou.an").has_perm("audit.view")
    with pytest.raises(Exception, match="there is one already"):
        call_command("first_admin", "wang.wu", "王五")


def test_hashing_that_finds_no_place_is_told(db, client, monkeypatch):
    """Whoever comes to the pool in vain gets 429 and a time to come again, not a full memory."""

    def full(*args, **kwargs):
        raise hashing.CannotHash

    monkeypatch.setattr("yipanqi.web.accounts.entry.AccountAdapter.authenticate", full)
    answer = try_password(client, "office")

    assert (answer.status_code, answer.headers["Retry-After"]) == (429, "30")


def test_people_without_an_account_are_not_let_in_by_single_sign_on(district, rf, settings):
    """OIDC opens the account of that login name, and makes none."""
    from allauth.core.exceptions import ImmediateHttpResponse
    from django.contrib.sessions.backends.db import SessionStore

    from yipanqi.web.accounts.entry import SocialAdapter

    class Claim:
        is_existing = False
        connected = None

        def __init__(self, name):
            self.account = type("Account", (), {"extra_data": {"userinfo": {"preferred_username": name}}})()

        def connect(self, request, person):
            self.connected = person

    request = rf.get("/sso/")
    request.session, request.user = SessionStore(), district.people["office"]
    known, unknown = Claim("office"), Claim("stranger")

    SocialAdapter(request).pre_social_login(request, known)
    with pytest.raises(ImmediateHttpResponse) as refused:
        SocialAdapter(request).pre_social_login(request, unknown)

    assert known.connected == district.people["office"]
    assert refused.value.response.status_code == 403
    assert not SocialAdapter(request).is_open_for_signup(request, unknown)


def test_the_browser_keeps_no_page_of_who_is_logged_in(district, as_):
    """F17: after logout Back shows nothing; before login there is nothing to hide."""
    browser = as_("office")
    for url in ("/", "/me/", reverse("mfa_view_recovery_codes"), "/people/", "/no-such-page/"):
        assert "no-store" in browser.get(url).headers["Cache-Control"], url

    assert browser.post(reverse("account_logout")).status_code == 302
    assert browser.get("/me/").status_code == 302
