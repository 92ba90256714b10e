"""The story of delivery in a browser: an adopted plan becomes tasks, which are let, stopped at a gate, moved, dug once,
accepted, handed over and closed, by the office at a desk and by those on site with a phone."""

import re
import time
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from looking.filling import drawn
from looking.shots import kept
from looking.site import told
from looking.watch import NARROW, WIDE
from playwright.sync_api import expect

PATIENCE = 120  # seconds a job may take on a busy machine
PAPER = {"name": "资料.pdf", "mimeType": "application/pdf", "buffer": b"%PDF-1.7 paper"}
TODAY = datetime.now(ZoneInfo("Asia/Shanghai")).date()
FOUND = "3 栋立管接头渗水"


@pytest.fixture(scope="module")
def story(tmp_path_factory):
    """The small programme served, and what tells its next chapter."""
    with told(tmp_path_factory.mktemp("story").resolve()) as found:
        yield found


@pytest.fixture
def site(story):
    """What `come_in` comes into."""
    return story[0]


class Desk:
    """Somebody with a page of their own; what they come by is looked at and pictured."""

    def __init__(self, site, come_in, login, viewport):
        self.watched, self.width = come_in(login, viewport=viewport), viewport["width"]
        self.page, self.site = self.watched.page, site

    def picture(self, name):
        """No serious finding, nothing wider than the screen; and its picture."""
        assert [*self.watched.findings(), *self.watched.overflow()] == [], name
        kept(self.page, f"story-{name}", "zh", self.width)

    def task(self, estate, name):
        """Go to a task by the list, as people do."""
        page = self.watched.go(f"/tasks/?q={estate}")
        page.locator("#tasks th a").filter(has_text=re.compile(f"{name}\\s*$")).first.click()
        expect(page.locator("h1")).to_contain_text(f"{estate} · {name}")

    def do(self, name, **fields):
        """Open a move and confirm it."""
        move = self.page.locator("details.move").filter(has=self.page.locator("summary", has_text=name))
        if move.get_attribute("open") is None:
            move.locator("summary").click()
        for field, value in fields.items():
            move.locator(f"[name={field}]").fill(value)
        move.locator("button").click()

    def is_now(self, state):
        """The page says where it stands."""
        expect(self.page.locator(".state.headline-state")).to_contain_text(state)

    def unfold(self, name):
        """Open what is folded away."""
        self.page.locator("details.plainly > summary").filter(has_text=name).click()


def test_the_story_of_delivery(site, story, come_in):
    """Each station as one comes by it: pictured, without a serious finding, nothing wider than the screen."""
    logins = ("approver", "office", "leader"), ("subdistrict", "contractor", "supervisor", "utility")
    people = {it: Desk(site, come_in, it, view) for own, view in zip(logins, (WIDE, NARROW), strict=True) for it in own}
    office, tell = people["office"], story[1]

    _adopted(people["approver"], office)
    _let(office)
    _stopped_at_a_gate(people["subdistrict"], office)
    _moved(office, people["leader"])
    _dug_once(office)
    tell("built")
    _reported(people["contractor"], people["supervisor"])
    _accepted(people, lambda: tell("signed"))
    _handed_over(office, people["utility"])
    _closed(office)


def _adopted(approver, office):
    """The plan is put in force by a second person; a worker makes the tasks."""
    page = approver.watched.go("/")
    page.locator(".waiting a").filter(has_text="两年方案").click()
    page.get_by_role("link", name="批准采用").click()
    approver.picture("01-adopt")
    page.locator("#id_password").fill(approver.site.told["password"])
    page.get_by_role("button", name="批准采用").click()
    expect(page.locator(".headline-state")).to_have_text("已采用")
    page, end = office.watched.go("/tasks/"), time.monotonic() + PATIENCE
    while not page.locator("#tasks tbody tr").count():
        assert time.monotonic() < end, page.locator("main").inner_text()[:400]
        time.sleep(0.5)
        page = office.watched.go("/tasks/")
    office.picture("02-tasks")


def _let(office):
    """A works and a supervision contract: the tasks have their contractor and supervisor."""
    begins = TODAY + timedelta(days=30)
    for kind, name, second, amount in (
        ("works", "和平里施工合同", "江城建工", "180"),
        ("supervision", "和平里监理合同", "华中监理", "6"),
    ):
        page = office.watched.go("/tasks/contracts/new/")
        told = {"number": f"2027-{second}-1", "name": name, "project": "和平里改造", "amount": amount, "lots": "和平里"}
        told |= {"signed_on": f"{TODAY}", "starts_on": f"{begins}"}
        told |= {"finishes_on": f"{begins + timedelta(days=300)}"}
        for field, value in told.items():
            page.locator(f"[name={field}]").fill(value)
        page.locator("[name=kind]").select_option(kind)
        page.locator("[name=first_party]").select_option(label="区改造办")
        page.locator("[name=second_party]").select_option(label=second)
        if kind == "works":
            office.picture("03-contract-new")
        page.get_by_role("button", name="登记").click()
        expect(page.locator("h1")).to_contain_text(name)
    office.picture("04-contract")
    office.task("和平里", "供水")
    expect(page.locator(".facts").first).to_contain_text("江城建工")


def _stopped_at_a_gate(subdistrict, office):
    """The gate says what is missing; with the papers the stage is reported, checked and closed by three people."""
    page = subdistrict.page
    subdistrict.task("和平里", "方案")
    subdistrict.do("备齐")
    subdistrict.do("开工")
    page.locator(".moves summary").filter(has_text="报完").click()
    subdistrict.watched.awaits(422)
    page.locator("details.move[open] button").click()
    expect(page.locator("details.move[open]")).to_contain_text("方案文本")
    subdistrict.picture("05-gate-shut")
    for paper in ("方案文本", "居民征询结果"):
        subdistrict.unfold("提交资料")
        page.locator("#papers [name=paper]").select_option(label=paper)
        page.locator("#papers [name=number]").fill("和平里〔一〕号")
        page.locator("#papers [name=dated]").fill(f"{TODAY}")
        page.locator("#papers [name=file]").set_input_files(PAPER)
        page.locator("#papers button", has_text="提交").click()
        expect(page.locator(".messages .success")).to_be_visible()
    subdistrict.do("报完")
    subdistrict.is_now("报完")
    subdistrict.picture("06-gate-passed")
    office.task("和平里", "方案")
    office.do("核验通过")
    office.do("销号")
    office.is_now("已销号")


def _moved(office, leader):
    """Seven weeks later, with all that follows: seen before it is asked for, approved by the leader."""
    page = office.page
    office.task("常青苑", "排水")
    page.locator("#changes").get_by_role("link", name="日期").click()
    for field in ("start", "finish"):
        box = page.locator(f"[name={field}]")
        box.fill(f"{date.fromisoformat(box.input_value()) + timedelta(weeks=7)}")
    page.locator("[name=reason]").fill("汛期不开挖")
    page.get_by_role("button", name="看影响").click()
    expect(page.locator("main")).to_contain_text("道路")
    office.picture("07-effect")
    page.get_by_role("button", name="确认提请").click()
    office.is_now("待批准")
    change = page.url
    page = leader.watched.go(change)
    leader.picture("08-change")
    leader.do("批准")
    leader.is_now("已批准")


def _dug_once(office):
    """Pipes of one estate opened one after the other: the office brings them together."""
    page = office.watched.go("/tasks/digs/")
    clash = page.locator("#clashes li").filter(has_text="常青苑")
    expect(clash).to_have_count(1)
    office.picture("09-clash")
    clash.get_by_role("link", name="编制统筹方案").click()
    page.get_by_role("button", name="编制").click()
    window = [date.fromisoformat(page.locator(f"[name={it}]").input_value()) for it in ("first_date", "last_date")]
    for at, row in enumerate(page.locator(".turns tbody tr").all()):
        row.locator("[name$=order]").fill(str(at + 1))
        row.locator("[name$=depth]").fill(str(200 - 60 * at))
        row.locator("[name$=restored_on]").fill(f"{window[1]}")
    page.get_by_role("button", name="保存").click()
    expect(page.locator("#lacks")).to_have_count(0)
    office.picture("10-joint-plan")
    office.watched.go("/tasks/digs/")
    expect(page.locator("#clashes li").filter(has_text="常青苑")).to_have_count(0)


def _reported(contractor, supervisor):
    """On site: the contractor reports, the supervisor checks."""
    contractor.task("和平里", "供水")
    contractor.picture("11-on-site")
    contractor.do("报完")
    contractor.is_now("报完")
    supervisor.task("和平里", "供水")
    supervisor.do("核验通过")
    supervisor.is_now("已核验")
    supervisor.picture("12-checked")


def _accepted(people, others_sign):
    """Applied for, visited, one item put right and seen again, signed by all, accepted."""
    office, contractor, supervisor = (people[it] for it in ("office", "contractor", "supervisor"))
    page = contractor.watched.go("/tasks/acceptance/")
    page.get_by_role("link", name=re.compile("和平里")).click()
    contractor.picture("13-apply")
    page.get_by_role("button", name="申请").click()
    acceptance = page.url
    page = office.watched.go(acceptance)
    for box in page.locator("#papers [type=checkbox]").all():
        box.check()
    page.get_by_role("button", name="保存资料").click()
    office.do("资料")
    office.do("现场查验")

    page = supervisor.watched.go(acceptance)
    page.get_by_role("link", name="查验签字").click()
    items = page.locator(".check-item")
    for at, item in enumerate(items.all()):
        item.locator(".v-fail input" if at == 0 else ".v-pass input").check()
        if "须有照片" in item.inner_text():
            picture = {"name": f"{at}.jpg", "mimeType": "image/jpeg", "buffer": drawn(at)}
            item.locator("[type=file]").set_input_files(picture)
    items.first.locator("[type=text]").fill(FOUND)
    supervisor.picture("14-judge")
    page.get_by_role("button", name="保存并签字").click()
    expect(page.locator(".messages .success")).to_be_visible()

    page = office.watched.go(acceptance)
    office.unfold("写入整改事项")
    page.locator("[name=found]").fill(FOUND)
    page.locator("[name=who]").fill("孙大勇")
    page.locator("#rectifications [name=due_date]").fill(f"{TODAY + timedelta(days=7)}")
    page.get_by_role("button", name="写入", exact=True).first.click()
    office.do("整改")
    office.is_now("整改")
    office.picture("15-rectifying")
    page = contractor.watched.go(acceptance)
    contractor.unfold("填报整改完成")
    page.locator("#rectifications [name=note]").fill("已更换接头并试压")
    page.locator("#rectifications [type=file]").set_input_files(
        {"name": "改后.jpg", "mimeType": "image/jpeg", "buffer": drawn(99)}
    )
    page.get_by_role("button", name="填报", exact=True).click()
    expect(page.locator("#rectifications")).to_contain_text("已整改")
    contractor.picture("16-put-right")
    page = office.watched.go(acceptance)
    office.do("复验")
    page = supervisor.watched.go(acceptance)
    page.get_by_role("link", name="查验签字").click()
    page.locator(".check-item").first.locator(".v-pass input").check()
    page.get_by_role("button", name="保存并签字").click()
    expect(page.locator(".messages .success")).to_be_visible()
    others_sign()

    page = office.watched.go(acceptance)
    for row in page.locator("#works tbody tr").all():
        planned = row.locator("td.number").first.inner_text()
        row.locator("input").fill(planned.replace(",", ""))
    page.get_by_role("button", name="保存验收数量").click()
    office.do("验收通过")
    office.is_now("通过")
    office.picture("17-accepted")


def _handed_over(office, utility):
    """The company that keeps the pipes checks the list and signs; so does the office."""
    page = office.page
    office.unfold("向接收单位移交")
    page.locator("#handover [name=party]").select_option(label="专营单位")
    page.locator("#handover [name=organisation]").select_option(label="市水务集团")
    page.get_by_role("button", name="移交", exact=True).click()
    handover = page.url
    page = utility.watched.go(handover)
    utility.do("清点")
    utility.do("接收方签字")
    utility.picture("18-handover")
    page = office.watched.go(handover)
    office.do("移交方签字")
    office.is_now("双方已签")


def _closed(office):
    """Reported by the contractor, checked by the supervisor, closed by the office: three units."""
    office.task("和平里", "供水")
    office.do("销号")
    office.is_now("已销号")
    for at, who in enumerate(("林晓岚", "马文静", "孙大勇")):  # the last one first
        expect(office.page.locator("#history li").nth(at)).to_contain_text(who)
    office.picture("19-closed")
