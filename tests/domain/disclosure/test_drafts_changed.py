"""What the record says otherwise than what was published."""

from dataclasses import replace
from datetime import date

from domain.disclosure.test_drafts import a_plan, an_acceptance

from yipanqi.domain.disclosure.drafts_acceptance import draft_acceptance
from yipanqi.domain.disclosure.drafts_changed import changed, gone
from yipanqi.domain.disclosure.drafts_plan import draft_plan


def test_the_same_record_differs_nowhere_on_a_later_day() -> None:
    """When it was read, and which version it was, is no difference."""
    then = draft_acceptance(an_acceptance())
    now = draft_acceptance(an_acceptance(as_of=date(2028, 6, 1), record="联合验收记录第6版"))

    assert changed(then, now) == []


def test_a_defect_put_right_is_found_in_text_and_facts() -> None:
    """The paragraph and the field of the estate, each with what was and what is."""
    then, now = (draft_acceptance(an_acceptance(defects_open=it)) for it in (1, 0))

    found = changed(then, now)

    assert [it.place[0] for it in found] == [
        "正文“验收中提出整改事项2项：已整改1项，限期”一段",
        "登月小区的“其中待整改”",
    ]
    assert (found[1].before, found[1].after) == (("1", "1"), ("0", "0"))


def test_rows_that_came_went_and_changed_are_told_by_name() -> None:
    """A row is found by its first words, wherever it stands."""
    plan = a_plan()
    fewer = draft_plan(replace(plan, estates=plan.estates[:1]))
    dearer = draft_plan(replace(plan, estates=(replace(plan.estates[0], households=101), plan.estates[1])))

    gone_rows = [it for it in changed(draft_plan(plan), fewer) if "花园小区" in it.place[0]]
    cell = next(it for it in changed(draft_plan(plan), dearer) if "“登月小区”的“户数”" in it.place[0])

    assert any(it.after[0] == "（无）" for it in gone_rows)
    assert (cell.before[0], cell.after[0]) == ("100", "101")


def test_a_record_that_is_gone_is_one_difference() -> None:
    """Told in both languages."""
    assert all(gone().after)
