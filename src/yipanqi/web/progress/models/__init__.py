"""What is kept of progress: reports and their photos, lights as they were last worked out."""

from .estates import EstateForecast
from .lights import ForecastLesson, OutdatedEstate, TaskLight
from .photos import NamedPhotos, PhotoPart, ReportPhoto
from .reports import ReportDraft, ReportQuerySet, ReportState, TaskReport

__all__ = [
    "EstateForecast",
    "ForecastLesson",
    "NamedPhotos",
    "OutdatedEstate",
    "PhotoPart",
    "ReportDraft",
    "ReportPhoto",
    "ReportQuerySet",
    "ReportState",
    "TaskLight",
    "TaskReport",
]
