"""What of tasks, contracts and acceptances the public may read once it was signed off, field by field. People, remarks,
reasons and whatever is written by hand are refused. A new field stands in one of the two."""

PUBLIC = {
    "delivery.DeliveryTask": (
        "id", "adoption", "kind", "stage", "measure", "place", "estate", "estate_name", "region", "region_name", "name",
        "name_en", "start_date", "finish_date", "is_provisional", "started_on", "lead", "responsible", "contractor",
        "supervisor", "units_said", "state",
    ),
    "delivery.ContractRow": (
        "id", "number", "name", "kind", "project", "first_party", "second_party", "amount", "signed_on", "starts_on",
        "finishes_on", "tender_method", "tender_number", "awarded_on", "ended_on", "version",
    ),
    "delivery.LotRow": ("contract", "estate", "measure"),
    "delivery.Acceptance": (
        "id", "round", "estate", "estate_name", "region", "region_name", "contractor", "supervisor", "state", "version",
        "visited_on", "decided_on",
    ),
    "delivery.AcceptanceWork": ("acceptance", "measure", "name", "name_en", "unit", "planned", "accepted"),
    "delivery.AcceptanceRectification": ("acceptance", "due_date", "done_date"),
    "delivery.AcceptanceCondition": ("acceptance", "due_date", "met_date"),
    "delivery.AcceptanceSignature": ("acceptance", "party"),
}  # fmt: skip
REFUSED = {
    "delivery.DeliveryTask": (
        "entry", "number", "parent", "is_leaf", "community", "standard", "deliverable", "quantity", "unit", "budget",
        "told_budget",
        "reported_on", "closed_on", "after", "inspecting", "supporting", "person", "state_before", "held_until",
        "held_for", "reported_by", "version", "changed_at",
    ),
    "delivery.ContractRow": ("entry", "file", "ended_why", "batch", "by", "at", "removed_at"),
    "delivery.LotRow": ("id", "entry"),
    "delivery.Acceptance": (
        "entry", "community", "checklist_number", "checklist_source", "checklist_date", "papers", "note", "applied_by",
        "applied_at", "applied_on", "reason",
    ),
    "delivery.AcceptanceWork": ("id", "task", "reported"),
    "delivery.AcceptanceRectification": (
        "id", "item", "found", "who", "by", "at", "done_by", "done_note", "photo",
    ),
    "delivery.AcceptanceCondition": ("id", "text", "item", "party", "by", "at", "met_by"),
    "delivery.AcceptanceSignature": (
        "id", "items", "organisation", "organisation_name", "signer", "signed_on", "paper", "by", "at",
    ),
}  # fmt: skip
