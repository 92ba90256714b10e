"""What is kept of supervision."""

from .cases import CaseEvent, CasePlace, CaseWork, ExperienceCase
from .meetings import AgendaLine, Meeting, MeetingEvent, MeetingItem
from .orders import FileKind, Order, OrderEstate, OrderEvent, OrderFile, OrderReply

__all__ = ["FileKind", "Order", "OrderEstate", "OrderEvent", "OrderFile", "OrderReply"]
__all__ += ["AgendaLine", "CaseEvent", "CasePlace", "CaseWork", "ExperienceCase"]
__all__ += ["Meeting", "MeetingEvent", "MeetingItem"]
