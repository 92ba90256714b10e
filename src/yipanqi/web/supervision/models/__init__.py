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

__all__ = [
    "Appeal",
    "AssessedUnit",
    "AssessedValue",
    "Assessment",
    "AssessmentEvent",
    "AssessmentQuerySet",
    "AssessmentScheme",
]
