"""What sends messages, what people do with theirs, and the digest that goes outside."""

from . import digests
from .messages import CannotSend, mark_all_read, mark_done, mark_read, send, withdraw

__all__ = ["CannotSend", "digests", "mark_all_read", "mark_done", "mark_read", "send", "withdraw"]
