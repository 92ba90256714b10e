"""The story of an order in a browser: a red task becomes an order; it is signed for, answered, given back, answered
again, checked by another unit and closed. And of a meeting: what it demands becomes an order."""

import pytest
from looking.shots import kept
from looking.site import told
from looking.watch import NARROW, WIDE
from playwright.sync_api import expect

MATTER, WHY = "和平里改造滞后", "没有写明防止再次发生的措施"


@pytest.fixture(scope="module")
def site(tmp_path_factory):
    """The small programme under way with a late work, served."""
    with told(tmp_path_factory.mktemp("supervision").resolve(), "looking.story_of_supervision") as found:
        yield found[0]


@pytest.fixture
def picture():
    """No serious finding, nothing wider than the screen; and its picture."""

    def pictured(watched, name, width):
        assert [*watched.findings(), *watched.overflow()] == [], name
        kept(watched.page, f"story-{name}", "zh", width)

    return pictured


def test_the_story_of_an_order(site, come_in, picture):
    """Who answers does not check; what was given back is answered again; the chain tells it all."""
    office = come_in("office", viewport=WIDE)
    street, bureau = come_in("subdistrict", viewport=NARROW), come_in("department", viewport=WIDE)

    address = _issued(office, site.told["late"], picture)
    _signed(street, address, picture)
    _answered(street, "已增派作业班组", "")
    _refused(bureau, address, picture)
    street.go(address)
    expect(street.page.locator("main")).to_contain_text(WHY)
    _answered(street, "已完成滞后部分", "每周一次管线例会")
    _checked(bureau, address, picture)


def _act(page, name, **written):
    """Open the form of a deed, write and confirm it."""
    form = page.locator("details.move", has=page.locator("summary", has_text=name)).first
    form.locator("summary").click()
    for field, text in written.items():
        form.locator(f"[name={field}]").fill(text)
    form.locator("button").click()
    page.wait_for_load_state()


def _state(page, text):
    expect(page.locator(".headline-state").first).to_contain_text(text)


def _issued(office, task, picture):
    """The office sees the red light and makes an order of it."""
    page = office.go(f"/tasks/{task}/")
    expect(page.locator(".light.headline-state")).to_contain_text("红")
    picture(office, "31-red", 1440)
    office.go(f"/supervision/orders/new/?task={task}")
    page.locator("[name=matter]").fill(MATTER)
    page.locator("[name=content]").fill("请查明原因，按时限反馈。")
    page.locator("[name=lead]").select_option(label="新华街道")
    page.locator("[name=inspects]").select_option(label="区水务局")
    page.locator("[name=needs_photos]").set_checked(False)
    page.get_by_role("button", name="存为拟办").click()
    _state(page, "拟办")
    _act(page, "交办")
    _state(page, "已交办")
    picture(office, "32-issued", 1440)
    return page.url


def _signed(street, address, picture):
    page = street.go(address)
    _act(page, "签收")
    _state(page, "已签收")
    picture(street, "33-signed", 390)


def _answered(street, text, prevention):
    page = street.page
    _act(page, "反馈", text=text, cause="管线冲突", prevention=prevention)
    _state(page, "已反馈")


def _refused(bureau, address, picture):
    """Another unit looks at the answer and gives it back."""
    page = bureau.go(address)
    _act(page, "退回", reason=WHY)
    _state(page, "退回")
    picture(bureau, "34-given-back", 1440)


def _checked(bureau, address, picture):
    """It is checked and closed; the history has every step."""
    page = bureau.go(address)
    _act(page, "开始核查")
    _state(page, "核查中")
    _act(page, "核查通过，销号")
    _state(page, "已销号")
    for step in ("交办", "签收", "反馈", "退回", "开始核查", "核查通过，销号"):
        expect(page.locator("#history")).to_contain_text(step)
    picture(bureau, "35-closed", 1440)


def test_the_story_of_a_meeting(site, come_in, picture):
    """What was assigned a month ago is overdue; it becomes an order, and stands on the next agenda."""
    office = come_in("office", viewport=WIDE)
    page = office.go("/supervision/meetings/items/?due=late")
    row = page.locator("table.items tbody tr", has_text="梳理加装电梯意愿")
    expect(row).to_contain_text("逾期")
    row.locator("th a").click()
    picture(office, "36-item", 1440)
    form = page.locator("details.move", has=page.locator("summary", has_text="转督办"))
    form.locator("summary").click()
    form.locator("[name=inspects]").select_option(label="区水务局")
    form.locator("button").click()
    _state(page, "督办中")
    office.go("/supervision/meetings/?q=下月调度会")
    page.locator("table.meetings tbody th a").click()
    expect(page.locator("#agenda")).to_contain_text("梳理加装电梯意愿")
    picture(office, "37-agenda", 1440)
