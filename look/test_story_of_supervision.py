"""The story of an order in a browser: a red task becomes an order; it is signed for, urged at night, answered, given
back, answered again, checked by another unit and closed. Of an assessment: shown, appealed against, decided by others,
final. Of a bulletin and the year's summary. And of a meeting: what it demands becomes an order."""

import pytest
from looking.day import turn
from looking.keys import Keys
from looking.shots import kept
from looking.site import told
from looking.watch import NARROW, WIDE
from playwright.sync_api import expect

MATTER, WHY = "和平里改造滞后", "没有写明防止再次发生的措施"
APPEAL, ANSWER = "两次居民议事会的纪要漏报", "经核实两次议事会均有纪要，予以补计。"
MORE, MORE_EN = "请主要负责同志到会说明。", "Heads of units are to explain it in person."
PATIENCE = 20_000  # ms that a worker may take


@pytest.fixture(scope="module")
def served(tmp_path_factory):
    """The small programme under way with a late work, served; and what tells its later chapter."""
    with told(tmp_path_factory.mktemp("supervision").resolve(), "looking.story_of_supervision") as found:
        yield found


@pytest.fixture(scope="module")
def site(served):
    """Where it is."""
    return served[0]


@pytest.fixture
def goes_on(site):
    """`goes_on("urged")`: the business day of this name has come."""

    def gone(name):
        turn(site.home, site.told["days"][name])

    return gone


@pytest.fixture
def picture():
    """No serious finding, nothing wider than the screen; and its picture."""

    def pictured(watched, name, width):
        assert [*watched.findings(), *watched.overflow()] == [], name
        kept(watched.page, f"story-{name}", "zh", width)

    return pictured


def test_the_story_of_a_meeting(site, come_in, picture):
    """What was assigned a month ago is overdue; it becomes an order, and stands on the next agenda."""
    office = come_in("office", viewport=WIDE)
    page = office.go("/supervision/meetings/items/?due=late")
    row = page.locator("table.items tbody tr", has_text="梳理加装电梯意愿")
    expect(row).to_contain_text("逾期")
    row.locator("th a").click()
    picture(office, "51-item", 1440)
    form = page.locator("details.move", has=page.locator("summary", has_text="转督办"))
    form.locator("summary").click()
    form.locator("[name=inspects]").select_option(label="区水务局")
    form.locator("button").click()
    _state(page, "督办中")
    office.go("/supervision/meetings/?q=下月调度会")
    page.locator("table.meetings tbody th a").click()
    expect(page.locator("#agenda")).to_contain_text("梳理加装电梯意愿")
    picture(office, "52-agenda", 1440)


def test_the_story_of_an_order(site, come_in, goes_on, picture):
    """Who answers does not check; what was given back is answered again; the chain tells it all. It is issued by the
    keyboard alone, and checked without JavaScript."""
    office, street = come_in("office", viewport=WIDE), come_in("subdistrict", viewport=NARROW)
    bureau = come_in("department", viewport=WIDE, java_script_enabled=False)

    address = _issued(office, site.told, picture)
    _signed(street, address, picture)
    goes_on("urged")
    _urged(office, street, address, picture)
    _answered(street, "已增派作业班组", "")
    _refused(bureau, address)
    street.go(address)
    expect(street.page.locator("main")).to_contain_text(WHY)
    picture(street, "36-given-back", 390)
    _answered(street, "已完成滞后部分", "每周一次管线例会")
    _checked(bureau, address)
    office.go(address)
    picture(office, "37-closed", 1440)


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


def _issued(office, known, picture):
    """The office sees the red light and makes an order of it."""
    page = office.go(f"/tasks/{known['late']}/")
    expect(page.locator(".light.headline-state")).to_contain_text("红")
    picture(office, "31-red", 1440)
    page.get_by_role("link", name="拟办督办单").click()
    page.locator("[name=matter]").fill(MATTER)
    page.locator("[name=content]").fill("请查明原因，按时限反馈。")
    page.locator("[name=limit]").fill(known["days"]["limit"])
    page.locator("[name=lead]").select_option(label="新华街道")
    page.locator("[name=inspects]").select_option(label="区水务局")
    page.locator("[name=needs_photos]").set_checked(False)
    page.get_by_role("button", name="存为拟办").click()
    _state(page, "拟办")
    keys = Keys(page)
    keys.enter(page.locator("details.move summary", has_text="交办"))
    keys.enter(keys.button("确认：交办"))
    _state(page, "已交办")
    picture(office, "32-issued", 1440)
    return page.url


def _signed(street, address, picture):
    page = street.go(address)
    _act(page, "签收")
    _state(page, "已签收")
    picture(street, "33-signed", 390)


def _urged(office, street, address, picture):
    """The day after its limit the night's work urges, once; the unit reads the letter."""
    page = office.go("/supervision/ladder/next/")
    expect(page.locator("#due")).to_contain_text(MATTER)
    picture(office, "34-next", 1440)
    page.get_by_role("button", name="现在就办今天的").click()
    expect(page.locator("#job")).to_contain_text("完成", timeout=PATIENCE)
    office.go("/supervision/ladder/next/")
    expect(page.get_by_role("button", name="现在就办今天的")).to_have_count(0)
    street.go("/inbox/")
    matters = street.page.locator("button.matter", has_text="催办：督办单")
    expect(matters).to_have_count(1)
    matters.click()
    assert street.page.url.startswith(address)
    step = street.page.locator("#ladder li.done", has_text="催办")
    expect(step).to_contain_text("督催")
    picture(street, "35-urged", 390)
    with street.page.expect_download() as letter:
        step.locator("a").click()
    assert letter.value.suggested_filename.endswith(".docx")


def _answered(street, text, prevention):
    page = street.page
    _act(page, "反馈", text=text, cause="管线冲突", prevention=prevention)
    _state(page, "已反馈")


def _refused(bureau, address):
    """Another unit looks at the answer and gives it back."""
    page = bureau.go(address)
    _act(page, "退回", reason=WHY)
    _state(page, "退回")
    assert bureau.overflow() == []


def _checked(bureau, address):
    """It is checked and closed; the history has every step."""
    page = bureau.go(address)
    _act(page, "开始核查")
    _state(page, "核查中")
    _act(page, "核查通过，销号")
    _state(page, "已销号")
    for step in ("交办", "签收", "催办", "反馈", "退回", "开始核查", "核查通过，销号"):
        expect(page.locator("#history")).to_contain_text(step)


def test_the_story_of_an_assessment(site, served, come_in, goes_on, picture):
    """Read from the record and scored by the office; shown; appealed against; decided by who did not score; final."""
    office, leader = come_in("office", viewport=WIDE), come_in("leader", viewport=WIDE)
    street = come_in("subdistrict", viewport=NARROW)
    goes_on("summed_up")
    served[1]("read")

    address = _scored(office, picture)
    sheet = _appealed(street, picture)
    _decided(leader, address, sheet, picture)
    goes_on("settled")
    _final(leader, address, picture)
    page = street.go(address)
    expect(page.locator("tr.assess-own")).to_contain_text("新华街道")
    page = street.go(sheet)
    expect(page.locator("#residents")).to_contain_text(ANSWER)
    expect(page.locator("form[action$='/appeal']")).to_have_count(0)


def _scored(office, picture):
    """The office enters what the record cannot tell, and shows the scores."""
    page = office.go("/supervision/assessments/")
    page.locator("table tbody th a").click()
    address = page.url
    page.locator("th a", has_text="居民参与").click()
    for field in page.locator("[name^=v-]").all():
        field.fill("7")
    page.locator("[name=common]").fill("走访记录、议事会纪要")
    page.get_by_role("button", name="保存").click()
    for name, state in (("评分完成", "已评分"), ("公示给被考核单位", "已公示"), ("开始受理申诉", "申诉期")):
        _act(page, name)
        _state(page, state)
    picture(office, "41-scored", 1440)
    return address


def _appealed(street, picture):
    """The unit is told, sees its sheet and what would bring most, and appeals."""
    page = street.go("/inbox/")
    page.locator("button.matter", has_text="有异议可申诉").click()
    sheet = page.url.partition("#")[0]
    expect(page.locator("#gains li")).to_have_count(3)
    form = page.locator("#residents details.move")
    form.locator("summary").click()
    form.locator("[name=text]").fill(APPEAL)
    form.locator("[name=evidence]").fill("议事会纪要2份")
    picture(street, "42-appeal", 390)
    form.locator("button").click()
    expect(page.locator("#residents .assess-appeal")).to_contain_text("待裁定")
    return sheet


def _decided(leader, address, sheet, picture):
    """Who did not score upholds it, in writing; before the days are over nothing is closed."""
    page = leader.go("/inbox/")
    page.locator("button.matter", has_text="提出申诉").click()
    assert page.url.startswith(sheet)
    was = page.locator(".assess-score strong").inner_text()
    form = page.locator("#residents .assess-appeal details.move")
    form.locator("summary").click()
    form.locator("[name=result]").select_option(label="申诉成立")
    form.locator("[name=answer]").fill(ANSWER)
    form.locator("[name^=v-]").fill("9")
    form.locator("button").click()
    expect(page.locator("#residents .assess-answer")).to_contain_text(ANSWER)
    expect(page.locator(".assess-score strong")).not_to_have_text(was)
    picture(leader, "43-decided", 1440)
    page = leader.go(address)
    expect(page.locator(".moves details.move")).to_have_count(0)


def _final(leader, address, picture):
    """Made final and sealed; recomputed, it is the same."""
    page = leader.go(address)
    for name, state in (("申诉裁定完毕", "申诉已裁定"), ("审定", "已审定")):
        _act(page, name)
        _state(page, state)
    page.locator("#seal a").click()
    expect(page.locator("#seal")).to_contain_text("重算一致")
    picture(leader, "44-final", 1440)


def test_the_story_of_a_bulletin(site, come_in, goes_on, picture):
    """A month is closed, its bulletin edited and issued by somebody else; then the year, with its summary."""
    office, approver = come_in("office", viewport=WIDE), come_in("approver", viewport=WIDE)
    street = come_in("subdistrict", viewport=NARROW)
    goes_on("summed_up")
    year = int(site.told["days"]["summed_up"][:4]) - 1

    bulletin = _closed(office, f"{year}-12", "工作通报", picture)
    _edited(office, bulletin, picture)
    expect(office.page.get_by_role("button", name="审定印发并编号")).to_have_count(0)
    _issued_by(approver, bulletin)
    picture(approver, "46-bulletin", 1440)
    street.go(bulletin)
    expect(street.page.locator("article.bulletin")).to_contain_text(MORE)
    expect(street.page.locator("a.edit")).to_have_count(0)
    summary = _closed(office, f"{year}", "年度总结", picture)
    _issued_by(approver, summary)
    expect(approver.page.locator("article.bulletin")).to_contain_text(f"{year}年")
    picture(approver, "48-summary", 1440)


def _closed(office, key, kind, picture):
    """Looked at, closed; the address of what was drafted."""
    page = office.go("/supervision/periods/")
    page.locator(f"a[href$='/close/{key}/']").click()
    expect(page.locator("ul.checks li.fails")).to_have_count(0)
    page.get_by_role("button", name="关账并起草").click()
    expect(page.locator("dl.facts")).to_contain_text("第1版")
    picture(office, f"45-closed-{key[4:] or 'year'}", 1440)
    page.locator("ul.doors a", has_text=kind).click()
    _state(page, "拟稿")
    return page.url


def _edited(office, bulletin, picture):
    """A paragraph says more than was worked out, which stays beside it."""
    page = office.go(bulletin)
    page.locator(".paragraph#next-1 a.edit").click()
    for field, more in (("zh", MORE), ("en", f" {MORE_EN}")):
        box = page.locator(f"[name={field}]")
        box.fill(box.input_value() + more)
    page.locator("[name=why]").fill("领导小组会议要求")
    page.get_by_role("button", name="保存").click()
    expect(page.locator("#next-1")).to_contain_text(MORE)
    page.locator("#next-1 summary").click()
    expect(page.locator("#next-1 details.computed > p").first).not_to_contain_text(MORE)
    picture(office, "45-edited", 1440)


def _issued_by(approver, address):
    page = approver.go(address)
    keys = Keys(page)
    keys.enter(keys.button("审定印发并编号"))
    _state(page, "已印发")
    expect(page.locator("dl.facts")).to_contain_text("〔")
