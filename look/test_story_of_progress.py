"""The story of a report in a browser: typed on a phone without a network, with two photos; sent once when it is back;
given back by the supervisor, corrected, confirmed."""

import time

import pytest
from looking.filling import drawn
from looking.shots import kept
from looking.site import told
from looking.watch import NARROW, WIDE
from playwright.sync_api import expect

WHY = "照片里还没有试压"
PATIENCE = 20  # seconds


@pytest.fixture(scope="module")
def site(tmp_path_factory):
    """The small programme under way, served."""
    with told(tmp_path_factory.mktemp("progress").resolve(), "looking.story_of_progress") as found:
        yield found[0]


@pytest.fixture
def picture():
    """No serious finding, nothing wider than the screen; and its picture."""

    def pictured(watched, name, width):
        assert [*watched.findings(), *watched.overflow()] == [], name
        kept(watched.page, f"story-{name}", "zh", width)

    return pictured


def test_the_story_of_a_report(site, come_in, picture):
    """Nothing typed is lost without a network, nothing arrives twice, and who confirms is another than who sends."""
    phone, desk = come_in("contractor", viewport=NARROW), come_in("supervisor", viewport=WIDE)
    address = f"/progress/tasks/{site.told['works'][0]}/report/"

    _typed_without_a_network(phone, address, picture)
    _sent_once(phone, picture)
    _given_back(desk, picture)
    _corrected(phone, address, picture)
    _confirmed(desk)


def _typed_without_a_network(phone, address, picture):
    page = phone.go(address)
    expect(page.locator("[name=percent]")).to_have_value("40")
    _until_kept(page)
    phone.cut()
    page.reload()
    page.get_by_role("button", name="加 5 个百分点").click()
    page.locator("[name=problem]").select_option(label="材料设备未到")
    page.locator("[name=problem_text]").fill("管材晚到三天")
    photos = [{"name": f"{at}.jpg", "mimeType": "image/jpeg", "buffer": drawn(at)} for at in (1, 2)]
    page.locator("[name=photos]").set_input_files(photos)
    expect(page.locator(".report-thumbs li")).to_have_count(2)
    picture(phone, "21-typed", 390)
    page.reload()
    expect(page.locator(".report-panel")).to_contain_text("已恢复")
    expect(page.locator("[name=percent]")).to_have_value("45")
    expect(page.locator(".report-thumbs li")).to_have_count(2)
    page.get_by_role("button", name="上报", exact=True).click()
    expect(page.locator(".queue")).to_contain_text("1 份待发送")
    expect(page.locator(".report-panel")).to_contain_text("待发送")
    picture(phone, "22-waiting", 390)


def _until_kept(page):
    end = time.monotonic() + PATIENCE
    while not page.evaluate("url => caches.match(url, {ignoreVary: true}).then(Boolean)", page.url):
        assert time.monotonic() < end, "the form was not kept"
        page.wait_for_timeout(50)


def _sent_once(phone, picture):
    page = phone.page
    phone.back()
    expect(page.locator(".report-panel")).to_contain_text("已送达：第 1 版，待确认，照片 2 张")
    expect(page.locator("form.report")).to_be_hidden()
    expect(page.locator(".queue")).to_contain_text("1 份已送达")
    picture(phone, "23-arrived", 390)
    page.get_by_role("link", name="看月报").click()
    expect(page.locator("main")).to_contain_text("管材晚到三天")
    phone.awaits(200)


def _given_back(desk, picture):
    page = desk.go("/progress/confirm/")
    rows = page.locator("table tbody tr")
    expect(rows).to_have_count(1)
    rows.locator("th a").click()
    page.locator("details", has_text="退回").locator("summary").click()
    page.locator("#id_why").fill(WHY)
    page.get_by_role("button", name="退回", exact=True).click()
    expect(page.locator(".headline-state")).to_have_text("已退回")
    picture(desk, "24-given-back", 1440)


def _corrected(phone, address, picture):
    page = phone.go(address)
    expect(page.locator(".faults")).to_contain_text(WHY)
    page.locator("[name=percent]").fill("44")
    picture(phone, "25-correct", 390)
    page.get_by_role("button", name="上报", exact=True).click()
    expect(page.locator(".report-panel")).to_contain_text("已送达：第 2 版")


def _confirmed(desk):
    page = desk.go("/progress/confirm/")
    page.locator("table tbody th a").click()
    page.get_by_role("button", name="确认属实").click()
    expect(page.locator(".headline-state")).to_have_text("已确认")
    expect(page.locator("#versions li")).to_have_count(2)


def test_a_form_that_was_opened_before_the_worker_held_it_is_kept_too(site, come_in):
    """As where the list is left for a form while the worker still begins; the list is kept with it."""
    phone = come_in("contractor", viewport=NARROW)
    page = phone.go(f"/progress/tasks/{site.told['works'][2]}/report/")
    _until_kept(page)
    forget = "() => caches.keys().then(names => Promise.all(names.map(it => caches.delete(it))))"
    page.evaluate(forget)
    line = page.context.new_cdp_session(page)
    with page.expect_navigation():
        line.send("Page.reload", {"ignoreCache": True})  # from the network, held by no worker
    _until_kept(page)
    end = time.monotonic() + PATIENCE
    while not page.evaluate("caches.match('/progress/', {ignoreVary: true}).then(Boolean)"):
        assert time.monotonic() < end, "the list was not kept"
        page.wait_for_timeout(50)


def test_what_waits_stays_with_its_owner(site, come_in):
    """After the exit its pages are gone from the phone and the report is not; another person neither sees nor sends it;
    its owner sends it. What was deleted is not sent."""
    phone = come_in("contractor", viewport=NARROW)
    address = f"/progress/tasks/{site.told['works'][1]}/report/"
    page = phone.go(address)
    _until_kept(page)
    phone.cut()
    page.locator("[name=percent]").fill("30")
    page.get_by_role("button", name="上报", exact=True).click()
    expect(page.locator(".queue")).to_contain_text("1 份待发送")

    page.context.clear_cookies()
    phone.late("401")
    phone.back()
    expect(page.locator(".queue")).to_contain_text("登录后自动发送")
    phone.go("/login/")
    own = "() => caches.keys().then(names => names.filter(it => it.startsWith('yipanqi-own-')))"
    end = time.monotonic() + PATIENCE
    while page.evaluate(own):
        assert time.monotonic() < end, "pages of who went are still here"
        page.wait_for_timeout(50)
    page.wait_for_load_state("networkidle")

    _comes_in(page, site, "supervisor")
    phone.go("/progress/")
    expect(page.locator(".queue")).to_have_text("1 份属于 孙大勇，登录后发送")
    assert "30" not in page.locator(".queue").inner_text()

    _comes_in(page, site, "contractor")
    phone.go("/progress/")
    expect(page.locator(".queue")).to_contain_text("1 份已送达")
    _until_kept(page)

    phone.go(f"/progress/tasks/{site.told['works'][2]}/report/")
    phone.cut()
    page.locator("[name=percent]").fill("31")
    page.get_by_role("button", name="上报", exact=True).click()
    page.locator(".queue").get_by_role("button", name="明细").click()
    page.locator(".queue").get_by_role("button", name="删除").click()
    expect(page.locator(".queue")).to_contain_text("找不回来")
    with page.expect_navigation():  # the form of what was deleted opens anew: not in the middle of what comes next
        page.locator(".queue-sure").get_by_role("button", name="删除", exact=True).click()
    expect(page.locator(".queue")).to_be_hidden()
    phone.back()
    phone.awaits(200)
    phone.go(f"/progress/tasks/{site.told['works'][2]}/report/")
    expect(page.locator("[name=percent]")).to_have_value("")


def _comes_in(page, site, login):
    key = site.told["sessions"][login]
    page.context.clear_cookies()
    page.context.add_cookies([{"name": "sessionid", "value": key, "url": site.url, "httpOnly": True}])


def test_two_colleagues_and_one_month(site, come_in):
    """Who was slower sees both, and chooses; the other's report stays as a version. What is odd is asked once."""
    phone = come_in("contractor", viewport=NARROW)
    address = f"/progress/tasks/{site.told['works'][3]}/report/"
    slow, quick = phone.go(address), come_in("contractor", viewport=NARROW)
    quick.go(address)
    quick.page.locator("[name=percent]").fill("20")
    quick.page.get_by_role("button", name="上报", exact=True).click()
    expect(quick.page.locator(".report-panel")).to_contain_text("已送达：第 1 版")

    phone.awaits(409)
    slow.locator("[name=percent]").fill("25")
    slow.locator("[name=quantity]").fill("1500")
    slow.get_by_role("button", name="上报", exact=True).click()
    expect(slow.locator(".queue")).to_contain_text("1 份要处理")
    slow.locator(".queue").get_by_role("button", name="明细").click()
    expect(slow.locator(".queue-both")).to_contain_text("25 %")
    expect(slow.locator(".queue-both")).to_contain_text("20 %")
    assert [*phone.findings(), *phone.overflow()] == []
    phone.awaits(422)
    slow.locator(".queue").get_by_role("button", name="用手机上的，作为更正").click()
    expect(slow.locator(".queue")).to_contain_text("超过计划")
    slow.locator(".queue").get_by_role("button", name="已核对，发送").click()
    expect(slow.locator(".report-panel")).to_contain_text("已送达：第 2 版")
