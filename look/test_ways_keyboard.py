"""The main ways by keyboard alone: in, find, edit, plan, what-if, propose, out; in as another, adopt."""

import re

from looking.keys import Keys
from playwright.sync_api import expect

MADE = 300_000  # ms a plan may take on a busy machine


def test_main_ways_by_keyboard_alone(site, come_in):
    """From the login to a plan in force no mouse is needed, and the focus is always seen."""
    watched = come_in()
    page, keys = watched.page, Keys(watched.page)
    _log_in(site, watched, keys, "keys-office")
    _edit_an_estate(page, keys)
    _make_a_plan(page, keys, "键盘方案")
    _ask_what_if(page, keys, "键盘推演")
    _propose(page, keys)
    _log_out(page, keys)

    _log_in(site, watched, keys, "keys-approver")
    _adopt(site, page, keys, "键盘推演")


def _log_in(site, watched, keys, login):
    page = watched.page
    watched.go("/login/")
    keys.write(page.locator("#id_login"), login)
    keys.write(page.locator("#id_password"), site.told["password"])
    page.keyboard.press("Enter")
    page.wait_for_url("**/login/code/**")
    assert list(watched.findings()) == []  # the page between password and code, which no address leads to
    keys.write(page.locator("#id_code"), site.code(login))
    page.keyboard.press("Enter")
    page.wait_for_url(site.url + "/")


def _edit_an_estate(page, keys):
    keys.enter(keys.link("小区"))
    page.wait_for_url("**/estates/")
    name = page.locator("#rows tbody th a").nth(5).inner_text()
    keys.write(page.locator("#id_q"), name)
    expect(page.locator("#rows tbody tr")).to_have_count(1)
    keys.enter(page.locator("#rows tbody th a"))
    page.wait_for_url(re.compile(r"/estates/\d+/"))
    keys.enter(page.locator(".deeds .primary"))
    page.wait_for_url("**/records/**")
    keys.write(page.locator("[name=reason]"), "键盘核对")
    keys.write(page.locator("[name=built_year]"), "1987")
    keys.enter(keys.button("保存"))
    page.wait_for_url(re.compile(r"/estates/\d+/"))
    expect(page.locator(".messages .success")).to_be_visible()
    expect(page.locator(".band")).to_contain_text("1987")


def _make_a_plan(page, keys, name):
    keys.enter(keys.link("方案"))
    page.wait_for_url("**/plans/")
    keys.enter(keys.link("编制方案"))
    page.wait_for_url("**/plans/new/")
    keys.write(page.locator("#id_name"), name)
    keys.write(page.locator("#id_seconds"), "2")
    keys.enter(keys.button("开始编制"))
    expect(page.locator(".figures")).to_be_visible(timeout=MADE)
    expect(page.locator("h1")).to_contain_text(name)


def _ask_what_if(page, keys, name):
    keys.enter(keys.link("假设推演"))
    page.wait_for_url("**/plans/new/?from=*")
    keys.write(page.locator("#id_name"), name)
    slider = page.locator(".levers input[type=range]").first
    keys.to(slider)
    for _ in range(10):
        page.keyboard.press("ArrowLeft")
    keys.enter(keys.button("先看改了什么"))
    expect(page.locator("#changes li")).to_have_count(1)
    keys.write(page.locator("#id_seconds"), "2")
    keys.enter(keys.button("开始编制"))
    expect(page.locator(".figures")).to_be_visible(timeout=MADE)
    expect(page.locator("#scenario")).to_contain_text("10%")


def _propose(page, keys):
    keys.enter(keys.link("提请采用"))
    page.wait_for_url("**/propose/")
    keys.write(page.locator("#id_note"), "键盘提请")
    keys.enter(keys.button("提请采用"))
    expect(page.locator(".messages .success")).to_be_visible()


def _log_out(page, keys):
    keys.enter(page.locator(".person summary"))
    keys.enter(keys.button("退出"))
    page.wait_for_url("**/login/")


def _adopt(site, page, keys, name):
    keys.enter(page.locator(".waiting a").filter(has_text=name))
    keys.enter(keys.link("批准采用"))
    page.wait_for_url("**/adopt/")
    keys.write(page.locator("#id_password"), site.told["password"])
    keys.enter(keys.button("批准采用"))
    expect(page.locator(".headline-state")).to_have_text("已采用")


def test_the_quarters_are_at_hand_and_the_focus_stays(site, come_in):
    """A way past the board's thousand stones to its quarters, arrows along them, Esc for a menu; what htmx puts anew
    keeps the focus on what was used."""
    page = come_in("office").go(site.url + "/?mode=plan")
    focus = page.locator("*:focus")
    for _ in range(2):
        page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    expect(focus).to_have_attribute("id", "q-all")

    for quarter in ("2027Q1", "2027Q2"):
        page.keyboard.press("ArrowRight")
        page.wait_for_url(f"**/?mode=plan&quarter={quarter}")
        expect(focus).to_have_attribute("id", f"q-{quarter}")
        expect(page.locator(f"#q-{quarter}")).to_have_attribute("aria-current", "true")

    page.locator("#board-subdistrict").focus()
    page.keyboard.press("ArrowDown")
    page.wait_for_url("**subdistrict=*")
    expect(focus).to_have_attribute("id", "board-subdistrict")

    menu = page.locator("details.person, .person details").first
    menu.locator("summary").focus()
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    page.keyboard.press("Escape")
    expect(menu).not_to_have_attribute("open", "")
    expect(menu.locator("summary")).to_be_focused()
