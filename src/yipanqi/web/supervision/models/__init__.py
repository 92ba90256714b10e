"""What is kept of supervision."""

from .orders import FileKind, Order, OrderEstate, OrderEvent, OrderFile, OrderReply

__all__ = ["FileKind", "Order", "OrderEstate", "OrderEvent", "OrderFile", "OrderReply"]
