"""F6: a NUL, which no browser sends and PostgreSQL takes for an error, gets no further than the door."""

import pytest
from django.urls import reverse


@pytest.mark.parametrize(("language", "words"), [("zh-hans", "请求有误"), ("en", "Something is wrong")])
def test_an_address_with_a_nul_is_answered_in_words(district, as_, language, words):
    """400 in the reader's language, whatever the parameter, its name, or a part of the path."""
    district.people["audit_admin"].language = language
    district.people["audit_admin"].save()
    browser = as_("audit_admin")

    for address in ("/?subdistrict=%00", "/audit/?a%00=1", "/audit/accounts.user/%00/", "/audit/%00/1/"):
        answer = browser.get(address)
        assert (answer.status_code, words in answer.text) == (400, True), address


def test_a_form_with_a_nul_changes_nothing(district, as_):
    """400 before anything is read of it; also of somebody who is not logged in."""
    for kind in ("office", "anonymous"):
        assert as_(kind).post(reverse("language"), {"language": "en", "next": "/\0"}).status_code == 400
    district.people["office"].refresh_from_db()
    assert district.people["office"].language != "en"


def test_a_cookie_with_a_nul_is_none(as_, district):
    """Written with a backslash it passes every server: whoever sends it has no session, as with any wrong one."""
    browser = as_("anonymous")
    browser.cookies.load(r'sessionid="aaaaaaaaaaaaaaaa\000"')

    assert browser.get("/").status_code == 302


def test_what_is_no_nul_passes(as_, district):
    """Control characters and whatever else somebody types are looked for like words."""
    assert as_("office").get("/estates/?q=%01%ff%F0%9F%8F%A0'--%25s").status_code == 200
