"""What of organisations the public may read: their names. People are never read."""

PUBLIC = {"accounts.Organisation": ("name",)}
REFUSED = {"accounts.Organisation": ("id", "parent", "path", "kind", "code", "region_id", "is_active")}
