"""The same programme as the tests of programmes have."""

from web.programmes.conftest import _media, batch, entry, mine, office, theirs

__all__ = ["_media", "batch", "entry", "mine", "office", "theirs"]  # fixtures
