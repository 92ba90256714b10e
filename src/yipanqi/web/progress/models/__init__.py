"""What is kept of progress: reports and their photos, lights as they were last worked out."""

from .estates import EstateForecast
from .lights import ForecastLesson, TaskLight
from .photos import PhotoPart, ReportPhoto
from .reports import ReportDraft, ReportQuerySet, ReportState, TaskReport

__all__ = [
    "EstateForecast",
    "ForecastLesson",
    "PhotoPart",
    "ReportDraft",
    "ReportPhoto",
    "ReportQuerySet",
    "ReportState",
    "TaskLight",
    "TaskReport",
]
