"""How one's daily digest comes: chosen by oneself, off by default, the address sealed."""

import pytest
from django.urls import reverse
from web.district import AT

from yipanqi.web.accounts import actions
from yipanqi.web.accounts.models import User
from yipanqi.web.audit.models import Event
from yipanqi.web.page.sealed import CannotOpen

URL, MAIL = "/me/digest/", "li.ming@example.gov.cn"


@pytest.fixture(autouse=True)
def _all_on(settings):
    settings.MAIL_SERVER, settings.SMS_GATEWAY = "smtp://localhost", "https://sms.example.gov.cn/"


def chosen(district) -> User:
    """The office's planner as stored."""
    return User.objects.get(pk=district.people["office"].pk)


def test_nobody_gets_a_digest_unasked(district):
    """Off until chosen."""
    assert set(User.objects.values_list("digest_by", "email_sealed")) == {("", "")}


def test_an_address_is_sealed_in_the_database_and_in_the_log(as_, district):
    """Only its owner's row opens it; the log holds a commitment."""
    answer = as_("office").post(URL, {"digest_by": "mail", "email": MAIL})
    person, event = chosen(district), Event.objects.get(action="person.digest_chosen")

    assert answer.url == reverse("accounts:profile")
    assert (person.digest_by, person.email) == ("mail", MAIL)
    assert MAIL not in person.email_sealed and MAIL not in event.values_json
    assert event.values_told["after"] == {"digest_by": "mail"}
    User.objects.filter(pk=district.people["district"].pk).update(email_sealed=person.email_sealed)
    with pytest.raises(CannotOpen):
        _ = User.objects.get(pk=district.people["district"].pk).email


def test_another_address_alone_is_told_as_such(as_, district):
    """And saving the same once more is no deed."""
    for email in (MAIL, "other@example.gov.cn", "other@example.gov.cn"):
        as_("office").post(URL, {"digest_by": "mail", "email": email})

    told = [it.values_told["after"] for it in Event.objects.filter(action="person.digest_chosen").order_by("seq")]
    assert told == [{"digest_by": "mail"}, {"fields": ["email"]}]


@pytest.mark.parametrize(
    ("asked", "words"),
    [
        ({"digest_by": "mail", "email": ""}, "请填写邮箱"),
        ({"digest_by": "mail", "email": "no address"}, "请填写邮箱地址"),
        ({"digest_by": "pigeon"}, "errorlist"),
    ],
)
def test_what_leads_nowhere_is_refused(as_, district, asked, words):
    """The page says why; nothing is stored."""
    answer = as_("office").post(URL, asked)

    assert answer.status_code == 200 and words in answer.content.decode()
    assert chosen(district).digest_by == ""


def test_sms_needs_a_phone(as_, district):
    """Who has none asks the system administrator."""
    User.objects.filter(pk=district.people["office"].pk).update(phone_sealed="")

    answer = as_("office").post(URL, {"digest_by": "sms"})

    assert "没有登记您的电话" in answer.content.decode()
    assert chosen(district).digest_by == ""


def test_a_channel_that_is_off_is_not_offered(as_, district, settings):
    """Nor taken by the action."""
    settings.MAIL_SERVER = settings.SMS_GATEWAY = ""
    page = as_("office").get(URL).content.decode()

    assert "没有开通邮件和短信" in page and 'value="sms"' not in page
    with pytest.raises(actions.CannotChoose):
        actions.choose_digest(person=chosen(district), at=AT, digest_by="sms", email="")


def test_a_stale_tab_stores_nothing(as_, district):
    """What was chosen elsewhere meanwhile stays."""
    browser = as_("office")
    browser.get(URL)

    answer = browser.post(URL, {"digest_by": "sms", "seen": "0" * 32})

    assert answer.status_code == 409
    assert chosen(district).digest_by == ""


def test_the_settings_page_tells_the_choice(as_, district):
    """And leads to where it is changed."""
    as_("office").post(URL, {"digest_by": "sms"})

    page = as_("office").get(reverse("accounts:profile")).content.decode()

    assert "短信" in page and f'href="{URL}"' in page
