"""Sentences of `yipanqi check` and `yipanqi template`: code → (Chinese, English), with fields to fill."""

CHECK: dict[str, tuple[str, str]] = {
    "gravity_error": ("错误", "error"),
    "gravity_warning": ("提醒", "warning"),
    "check_counts": ("共 {errors} 个错误，{warnings} 个提醒。", "Errors: {errors}. Warnings: {warnings}."),
    "check_failed": ("无法读取 {path}：{why}", "{path} cannot be read: {why}"),
    "check_clean": ("没有发现问题。", "Nothing found."),
    "check_marked": ("标注副本：{path}", "Marked copy: {path}"),
    "check_unmarked": ("标注副本未能写出：{why}", "No marked copy could be written: {why}"),
}

TEMPLATE: dict[str, tuple[str, str]] = {
    "template_written": ("已生成模板：{path}", "Template written: {path}"),
    "template_exists": ("文件已存在：{path}（加 --force 覆盖）", "{path} exists; --force overwrites it"),
    "template_failed": ("无法写出 {path}：{why}", "{path} could not be written: {why}"),
}
