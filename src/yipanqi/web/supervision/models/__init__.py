"""What is kept of supervision."""

from .ladder import LadderStep
from .orders import FileKind, Order, OrderEstate, OrderEvent, OrderFile, OrderReply

__all__ = ["FileKind", "LadderStep", "Order", "OrderEstate", "OrderEvent", "OrderFile", "OrderReply"]
