"""What is kept of disclosure."""

from .brought import BroughtList
from .duties import DutyLight, DutyNote, RecordChange
from .files import Destruction, FileRole, PublicationFile
from .outside import EchoImport, PackageMade, PortalEcho
from .publications import (
    Publication,
    PublicationEstate,
    PublicationEvent,
    PublicationQuerySet,
    PublicationVersion,
    VersionQuerySet,
)
from .reviewing import FindingOverride, SecrecyReview
from .searching import PublicText

__all__ = [
    "BroughtList",
    "Destruction",
    "DutyLight",
    "DutyNote",
    "EchoImport",
    "FileRole",
    "FindingOverride",
    "PackageMade",
    "PortalEcho",
    "PublicText",
    "Publication",
    "PublicationEstate",
    "PublicationEvent",
    "PublicationFile",
    "PublicationQuerySet",
    "PublicationVersion",
    "RecordChange",
    "SecrecyReview",
    "VersionQuerySet",
]
