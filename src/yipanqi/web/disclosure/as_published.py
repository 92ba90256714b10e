"""A publication as the public has it: one version, or the notice that it was withdrawn. All public output is made of
this and of nothing else."""

from datetime import date

from yipanqi.domain.disclosure.publication import Attachment, Content, Correction, Metadata, Published, Withdrawn
from yipanqi.domain.disclosure.state import State

from .models import FileRole, Publication, PublicationVersion
from .models.publications import WAS_PUBLIC
from .words import withdrawn_for

OUT = (FileRole.PAPER, FileRole.ATTACHMENT)  # what stands beside the page to be taken


def as_published(publication: Publication, day: date) -> Published | None:
    """As it is on a day; nothing where nothing of it is or was public. Of a withdrawn one title, date and the class of
    reasons alone."""
    version = publication.public
    if version is None:
        return None
    version.publication = publication
    if version.told is State.WITHDRAWN:
        return _notice(version, day)
    return _page(version, day)


def _page(version: PublicationVersion, day: date) -> Published:
    return Published(
        uid=version.publication.uid,
        kind=version.publication.kind_told,
        version=version.number,
        metadata=version.record,
        content=version.final,
        validity=version.validity(day),
        attachments=attachments(version),
        corrections=corrections(version.publication),
    )


def attachments(version: PublicationVersion) -> tuple[Attachment, ...]:
    """The files beside the page: papers first, then what was attached."""
    found = [it for it in version.files.all() if it.role in OUT]
    return tuple(it.told for it in sorted(found, key=lambda it: (it.role != FileRole.PAPER, it.pk)))


def corrections(publication: Publication) -> tuple[Correction, ...]:
    """What each later version that was public changed, and why; the newest first."""
    return tuple(
        Correction(version=it.number, at=it.published_at, reason=tuple(it.reason), changed=tuple(it.changed))
        for it in publication.chain
        if it.number > 1 and it.reason and it.told in WAS_PUBLIC and it.published_at
    )


def old_versions(publication: Publication, day: date) -> list[Published]:
    """Older versions that the office lets be reached: those before a published one that shows them."""
    chain = publication.chain
    shows = {it.number for it in chain if it.shows_old and it.told in (State.PUBLISHED, State.SUPERSEDED)}
    old = [it for it in chain if it.told is State.SUPERSEDED and it.destroyed_at is None]
    is_out = publication.public is not None and publication.public.told is State.PUBLISHED
    found = []
    for it in old if is_out else ():
        after = min((one.number for one in chain if one.number > it.number and one.told in WAS_PUBLIC), default=0)
        if after in shows:
            it.publication = publication
            found.append(_page(it, day))
    return found


def _notice(version: PublicationVersion, day: date) -> Published:
    """Title, date and class of reasons: nothing else of it."""
    known = version.record
    return Published(
        uid=version.publication.uid,
        kind=version.publication.kind_told,
        version=version.number,
        metadata=Metadata(
            index_number=known.index_number,
            issuer=known.issuer,
            published_at=known.published_at,
            updated_at=version.withdrawn_at,
        ),
        content=Content(title=(version.title_zh, version.title_en)),
        validity=version.validity(day),
        withdrawn=Withdrawn(at=version.withdrawn_at, reason=withdrawn_for(version.withdrawn_class)),
    )
