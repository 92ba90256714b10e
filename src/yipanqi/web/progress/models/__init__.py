"""What is kept of progress: reports and their photos, lights and looks as they were last worked out."""

from .estates import EstateForecast, EstateLights
from .lights import ForecastLesson, OutdatedEstate, TaskLight
from .photos import NamedPhotos, PhotoPart, ReportPhoto
from .replans import ReplanLook, ReplanRows
from .reports import ReportDraft, ReportQuerySet, ReportState, TaskReport

__all__ = [
    "EstateForecast",
    "EstateLights",
    "ForecastLesson",
    "NamedPhotos",
    "OutdatedEstate",
    "PhotoPart",
    "ReplanLook",
    "ReplanRows",
    "ReportDraft",
    "ReportPhoto",
    "ReportQuerySet",
    "ReportState",
    "TaskLight",
    "TaskReport",
]
