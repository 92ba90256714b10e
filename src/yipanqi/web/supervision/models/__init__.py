"""What is kept of supervision."""

from .assessment import (
    Appeal,
    AssessedUnit,
    AssessedValue,
    Assessment,
    AssessmentEvent,
    AssessmentQuerySet,
    AssessmentScheme,
)
from .ladder import LadderStep
from .orders import FileKind, Order, OrderEstate, OrderEvent, OrderFile, OrderReply

__all__ = [
    "Appeal",
    "AssessedUnit",
    "AssessedValue",
    "Assessment",
    "AssessmentEvent",
    "AssessmentQuerySet",
    "AssessmentScheme",
    "FileKind",
    "LadderStep",
    "Order",
    "OrderEstate",
    "OrderEvent",
    "OrderFile",
    "OrderReply",
]
