"""The main ways without JavaScript: forms, links and reloads are enough."""

import re
import time

from looking.watch import NARROW
from playwright.sync_api import expect

PATIENCE = 300  # seconds a job may take on a busy machine


def test_main_ways_without_javascript(site, come_in):
    """In, filter, import, plan, watch, stop, what-if, by hand, propose; another adopts and plays the quarters."""
    watched = come_in(java_script_enabled=False)
    page = watched.page
    _log_in(site, watched, "plain-office")
    _filter(watched)
    _import(site, watched)
    plan = _make_a_plan(watched, "无脚本方案")
    _watch_and_stop(watched)
    _by_hand(watched, plan)
    _what_if(watched, plan)
    page.get_by_role("link", name="提请采用").click()
    page.get_by_role("button", name="提请采用").click()
    page.locator(".person summary").click()
    page.get_by_role("button", name="退出").click()

    _log_in(site, watched, "plain-approver")
    page.locator(".waiting a").filter(has_text="无脚本推演").click()
    page.get_by_role("link", name="批准采用").click()
    page.locator("#id_password").fill(site.told["password"])
    page.get_by_role("button", name="批准采用").click()
    expect(page.locator(".headline-state")).to_have_text("已采用")
    _quarters(watched)


def _log_in(site, watched, login):
    page = watched.go("/login/")
    page.locator("#id_login").fill(login)
    page.locator("#id_password").fill(site.told["password"])
    page.locator(".primary").click()
    page.locator("#id_code").fill(site.code(login))
    page.locator(".primary").click()
    expect(page.locator("h1")).to_have_text("总览")


def _filter(watched):
    page = watched.go("/estates/")
    everything = page.locator("#rows tbody tr").count()
    page.locator("#id_subdistrict").select_option(label="新华街道")
    page.get_by_role("button", name="筛选").click()
    assert 0 < page.locator("#rows tbody tr").count() < everything
    page.locator("#rows thead a").first.click()
    expect(page.locator("#rows th[aria-sort]")).to_have_count(1)


def _import(site, watched):
    """Dry run, findings and difference, taken in, and taken back."""
    page = watched.go("/imports/")
    page.locator("#id_file").set_input_files(site.home / "plain.xlsx")
    page.get_by_role("button", name="上传并核对").click()
    _reload_until(page, ".buttons .primary")
    expect(page.locator(".diff tbody tr")).to_have_count(1)
    page.get_by_role("button", name="确认导入").click()
    _reload_until(page, ".danger")
    page.locator("summary.danger", has_text="撤销这次导入").click()
    page.get_by_role("button", name="确定 撤销这次导入").click()
    expect(page.locator(".messages .success")).to_be_visible()


def _make_a_plan(watched, name):
    page = watched.go("/plans/")
    page.get_by_role("link", name="编制方案").click()
    page.locator("#id_name").fill(name)
    page.locator("#id_seconds").fill("2")
    page.get_by_role("button", name="开始编制").click()
    _reload_until(page, ".figures")
    return page.url


def _watch_and_stop(watched):
    """A long search shows how far it is; stopped, its best plan is kept."""
    page = watched.go("/plans/new/")
    page.locator("#id_name").fill("停下的方案")
    page.locator("#id_seconds").fill("3000")
    page.get_by_role("button", name="开始编制").click()
    _reload_until(page, ".facts")
    expect(page.locator("progress")).to_be_visible()
    page.set_viewport_size(NARROW)
    assert watched.overflow() == []
    page.get_by_role("button", name=re.compile("停止")).click()
    _reload_until(page, ".figures")


def _by_hand(watched, plan):
    page = watched.go(plan)
    page.get_by_role("link", name="手工调整").click()
    page.locator("form.filters button").click()
    page.locator("#start").select_option(index=1)
    page.get_by_role("button", name="核对规则").click()
    expect(page.locator("#judgement")).to_be_visible()
    page.locator("#start").select_option(index=0)
    page.get_by_role("button", name="核对规则").click()
    page.locator("#start").select_option(index=2)
    page.get_by_role("button", name="存为手工方案").click()
    expect(page.locator(".messages .success")).to_be_visible()


def _what_if(watched, plan):
    page = watched.go(plan)
    page.get_by_role("link", name="假设推演").click()
    page.locator("#id_name").fill("无脚本推演")
    page.locator("#id_seconds").fill("2")
    number = page.locator(".levers details[open] input[type=number]").first
    number.fill(str(round(float(number.input_value()) * 0.9)))
    page.get_by_role("button", name="先看改了什么").click()
    expect(page.locator("#changes li")).to_have_count(1)
    page.get_by_role("button", name="开始编制").click()
    _reload_until(page, ".figures")


def _quarters(watched):
    """Each quarter is a link; the last one has no fewer works done than the first."""
    page = watched.go("/?mode=plan")
    done = []
    for at in (1, -1):
        page.locator(".scrubber nav a").nth(at).click()
        expect(page.locator(".scrubber a[aria-current]")).to_have_count(1)
        done.append(page.locator(".board .st.done").count())
    assert done[0] < done[1]


def _reload_until(page, selector):
    """The page tells where it is; without a script it is loaded anew."""
    end = time.monotonic() + PATIENCE
    while not page.locator(selector).locator("visible=true").count():
        assert time.monotonic() < end, f"{selector} does not come: {page.locator('main').inner_text()[:400]}"
        time.sleep(1)
        page.reload()
