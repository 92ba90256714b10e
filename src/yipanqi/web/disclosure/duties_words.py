"""Words of what is due in the log."""

ACTIONS = {
    "duty.not_applicable": ("说明某项不适用公开", "Said that a duty to publish does not apply"),
    "duty.done": ("登记某项已公开", "Said that something due was published"),
    "duty.recalled": ("撤回应公开说明", "Took back what was said of a duty to publish"),
}
FIELDS = {
    "obligation": ("公开事项", "Duty"),
    "matter": ("所涉记录", "What of the record"),
    "due": ("公开期限", "Due on"),
}
