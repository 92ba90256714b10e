"""Sentences of acceptance: why a move may not be made yet, and what is wrong with a file of checklists."""

ACCEPTANCE = {
    "acceptance_reason": ("请写明理由。", "Say why."),
    "acceptance_papers": ("还缺资料：{papers[zh]}。", "Papers are missing: {papers[en]}."),
    "acceptance_unjudged": (
        "{party[zh]}还有 {count} 项没有查验。",
        "{party[en]}: {count} of its items are not judged yet.",
    ),
    "acceptance_photos": ("有 {count} 项须有照片，还没有。", "{count} items need a photo and have none."),
    "acceptance_failures": ("有 {count} 项不合格。", "{count} items fail."),
    "acceptance_unsigned": ("还没有签字：{parties[zh]}。", "Not signed yet: {parties[en]}."),
    "acceptance_quantities": (
        "有 {count} 个改造项还没有填验收数量。",
        "The accepted quantity of {count} works is not given.",
    ),
    "acceptance_nothing_ordered": (
        "还没有写明整改事项、责任人和期限。",
        "Nothing to be put right is written down with its person and date.",
    ),
    "acceptance_failure_unordered": (
        "有 {count} 个不合格项没有写整改要求。",
        "{count} failing items have no rectification written down.",
    ),
    "acceptance_unrectified": ("有 {count} 项整改没有完成。", "{count} rectifications are not done."),
    "acceptance_no_condition": ("附条件通过须写明条件和期限。", "Write down the conditions and their dates."),
    "acceptance_failure_unconditioned": (
        "有 {count} 个不合格项没有写进条件。",
        "{count} failing items are in no condition.",
    ),
    "acceptance_absence_unconditioned": (
        "没有签字的单位须写进条件：{parties[zh]}。",
        "Who has not signed must be named in a condition: {parties[en]}.",
    ),
    "acceptance_unmet": ("有 {count} 个条件没有落实。", "{count} conditions are not met."),
    "checklist_empty": ("“{title[zh]}”的表头下面没有检查项目。", "There is no item below the head of {title[en]}."),
    "checklist_long": ("检查项目超过 {most} 行。", "There are more than {most} items."),
}
