"""Sessions in the database, each with its person: so that one may see and end one's own."""

from typing import Any

from django.contrib.auth import SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore as Store


class SessionStore(Store):
    """Django's sessions in a table that knows whose they are."""

    @classmethod
    def get_model_class(cls) -> type:
        from .models import Session  # the models load after the settings that name this store

        return Session

    def create_model_instance(self, data: dict[str, Any]) -> Any:
        """The row of a session, with the person who is logged in by it."""
        row = super().create_model_instance(data)
        row.person_id = data.get(SESSION_KEY)
        return row
