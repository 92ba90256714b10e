"""Sentences of `yipanqi check` and `yipanqi template`: code → (Chinese, English), with fields to fill."""

CHECK: dict[str, tuple[str, str]] = {
    "gravity_error": ("错误", "error"),
    "gravity_warning": ("提醒", "warning"),
    "check_counts": ("共 {errors} 个错误，{warnings} 个提醒。", "Errors: {errors}. Warnings: {warnings}."),
    "check_failed": ("无法读取 {path}：{why}", "{path} cannot be read: {why}"),
    "check_clean": ("没有发现问题。", "Nothing found."),
    "check_lacks": (
        "还缺的数据，按对方案的影响排列：",
        "What the data lack, what would change a plan most first:",
    ),
    "check_marked": ("标注副本：{path}", "Marked copy: {path}"),
    "check_unmarked": ("标注副本未能写出：{why}", "No marked copy could be written: {why}"),
}

TEMPLATE: dict[str, tuple[str, str]] = {
    "template_written": ("已生成模板：{path}", "Template written: {path}"),
    "adapt_counts": (
        "读出 {regions} 个街道、{estates} 个小区、{buildings} 栋、{households} 户、{works} 项改造内容。",
        "Read: {regions} subdistricts, {estates} estates, {buildings} buildings, {households} households, "
        "{works} works.",
    ),
    "adapt_same": (
        "{path} 已经是本软件的工作簿，不需要改编，可直接用 yipanqi plan 编制方案。",
        "{path} is the product's own workbook already: nothing is to be adapted, yipanqi plan takes it as it is.",
    ),
    "adapt_wrong": (
        "{path} 是本软件的工作簿，不需要改编，但有 {count} 处错误，须先改正；用 yipanqi check 列出全部。第一处：",
        "{path} is the product's own workbook, so nothing is to be adapted; but it has {count} errors to be put right "
        "first, which yipanqi check lists. The first:",
    ),
    "adapt_made": ("台账没有、由系统补上的（{count}）：", "What the book lacks and was made up ({count}):"),
    "adapt_doubts": ("有疑问或未能读取的（{count}）：", "Doubtful, or could not be read ({count}):"),
    "adapt_open": ("待回答的问题（{count}）：", "Open questions ({count}):"),
    "adapt_answer": ("回答：--answer “{key}={choices}”", "Answer: --answer “{key}={choices}”"),
    "adapt_onto": (
        "{path} 本身有错误，不能更新到它上面。请先用 check 检查。",
        "{path} has errors itself and cannot be updated; check it first.",
    ),
    "adapt_failed": ("无法改编 {path}：{why}", "{path} could not be adapted: {why}"),
    "adapt_done": (
        "已写出 {path}；对照表 {map}，下次用 --map 直接沿用。接着：yipanqi plan {path} 输出文件夹",
        "Written: {path}; the mapping {map} answers next time with --map. Next: yipanqi plan {path} OUT_DIR",
    ),
    "template_exists": ("文件已存在：{path}（加 --force 覆盖）", "{path} exists; --force overwrites it"),
    "template_failed": ("无法写出 {path}：{why}", "{path} could not be written: {why}"),
}
