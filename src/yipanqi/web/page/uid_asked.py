"""The key of a thing that an address or a form asks for; none where it is no key at all."""

from uuid import UUID


def uid_asked(text: str | None) -> UUID | None:
    """The UUID as it is written; `eeee…` and all else is none."""
    try:
        found = UUID(text or "")
    except ValueError:
        return None
    return found if str(found) == text else None
