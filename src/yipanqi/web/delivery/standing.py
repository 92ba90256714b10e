"""Who speaks for which party in an acceptance, and what an estate's acceptance still lacks before tasks may end."""

from collections.abc import Iterable, Iterator
from typing import Any

from yipanqi.domain.delivery import acceptance as law
from yipanqi.domain.delivery import handover as handing
from yipanqi.domain.delivery.party import Party
from yipanqi.domain.delivery.stage import DeliveryStage
from yipanqi.domain.delivery.tree import Kind
from yipanqi.web.accounts.roles import COMMUNITY, OFFICE, SUBDISTRICT

from .models import Acceptance, DeliveryTask, Handover, PaperEntry
from .models.tasks import PARTS, units_of

Said = tuple[str, str]
_HERE = {OFFICE: Party.OFFICE, SUBDISTRICT: Party.SUBDISTRICT, COMMUNITY: Party.COMMUNITY}
_BY_WORK = {party.kind.value: party for party in (Party.SUPERVISOR, Party.CONTRACTOR, Party.UTILITY) if party.kind}


def speaks_for(user: Any, acceptance: Acceptance) -> dict[Party, frozenset[str]]:
    """The parties for which somebody judges and signs here, and which of their items: office, subdistrict and
    community of the estate all of theirs; contractor, supervisor and utility those of works in which they have a
    part."""
    if not user.has_perm(law.SIGN):
        return {}
    case, found = acceptance.case, dict[Party, frozenset[str]]()
    regions = user.scope().regions
    for membership in user.memberships_held:
        kind = membership.organisation.kind
        if kind == OFFICE or (kind == SUBDISTRICT and acceptance.region in regions):
            found[_HERE[kind]] = _keys(case, _HERE[kind])
        elif kind == COMMUNITY and acceptance.community in regions:
            found[Party.COMMUNITY] = _keys(case, Party.COMMUNITY)
        elif kind in _BY_WORK:
            party, own = _BY_WORK[kind], measures_of(user, acceptance)
            named = {item.key for item in acceptance.items.all() if item.measure in own}
            found[party] = found.get(party, frozenset()) | (_keys(case, party) & named)
    return {party: keys for party, keys in found.items() if keys}


def measures_of(user: Any, acceptance: Acceptance) -> set[str]:
    """The measures of the works in which an organisation of this person has a part."""
    units = set(units_of(user))
    return {work.measure for work in acceptance.works.all() if units & _units(work.task)}


def enters_paper(user: Any, acceptance: Acceptance) -> bool:
    """May this person enter, or confirm, what was signed by hand? Office, and subdistrict and community of the estate:
    nobody who built it."""
    if not law.may(law.Deed.ENTER, acceptance.told, user.permissions):
        return False
    regions = user.scope().regions
    kinds = {membership.organisation.kind for membership in user.memberships_held}
    is_local = bool({SUBDISTRICT, COMMUNITY} & kinds) and bool({acceptance.region, acceptance.community} & set(regions))
    return OFFICE in kinds or is_local


def is_applicant(user: Any, tasks: Iterable[DeliveryTask]) -> bool:
    """May this person apply for the acceptance of these works: the office, or who does each of them?"""
    if user.has_perm(law.MANAGE):
        return True
    units = set(units_of(user))
    return user.has_perm(law.WORK) and all({it.contractor_id, it.responsible_id, it.lead_id} & units for it in tasks)


def puts_right(user: Any, acceptance: Acceptance, measure: str) -> bool:
    """May this person report that something of this work was put right: the office, or who has a part in it and
    works?"""
    return user.has_perm(law.MANAGE) or (user.has_perm(law.WORK) and measure in measures_of(user, acceptance))


def waits_for(user: Any, entry: Any) -> Iterator[tuple[int, Said]]:
    """What waits for this person in acceptance and handover: to judge and sign, to confirm, to receive; counted."""
    if entry is None or not user.has_perm(law.SIGN):
        return
    kinds, units = {it.organisation.kind for it in user.memberships_held}, units_of(user)
    seen = Acceptance.objects.visible_to(user).filter(entry=entry)
    if kinds & {*_HERE, *_BY_WORK}:
        on_site = seen.filter(state=law.State.ON_SITE).exclude(signatures__organisation__in=units)
        yield on_site.count(), ("{} 个联合验收待本单位查验签字", "{} joint acceptances wait for your party")
    if kinds & {*_HERE}:
        papers = PaperEntry.objects.filter(acceptance__in=seen, confirmed_by=None, returned_by=None)
        yield (
            papers.exclude(entered_by=user).count(),
            ("{} 份纸质查验表待复核", "{} lists entered from paper to confirm"),
        )
    lists = Handover.objects.filter(receiver__in=units, state__in=(handing.State.OFFERED, handing.State.CHECKED))
    yield lists.filter(receiver_on=None).count(), ("{} 份移交清单待接收", "{} handover lists to receive")


def acceptance_missing(task: DeliveryTask) -> tuple[Said, ...]:
    """What the acceptance, or the handover, of an estate lacks before that task may be reported done."""
    if task.kind != Kind.STAGE or task.stage not in (DeliveryStage.ACCEPTANCE, DeliveryStage.HANDOVER):
        return ()
    passed = Acceptance.objects.filter(
        entry=task.entry_id, estate=task.estate, state__in=[state for state in law.State if state.is_passed]
    )
    return _unaccepted(task, passed) if task.stage == DeliveryStage.ACCEPTANCE else _not_handed_over(passed)


def _unaccepted(task: DeliveryTask, passed: Any) -> tuple[Said, ...]:
    works = DeliveryTask.objects.filter(entry=task.entry_id, estate=task.estate, kind=Kind.WORK)
    left = works.exclude(state="cancelled").exclude(acceptance_works__acceptance__in=passed)
    return tuple((f"{it.name}没有通过联合验收", f"{it.name_en or it.name} is not accepted yet") for it in left)


def _not_handed_over(passed: Any) -> tuple[Said, ...]:
    lists = list(Handover.objects.filter(acceptance__in=passed))
    if not lists:
        return (("还没有移交", "nothing is handed over yet"),)
    return tuple(
        (f"{it.receiver_name}没有签收", f"{it.receiver_name} has not signed")
        for it in lists
        if it.told is not handing.State.SIGNED
    )


def _keys(case: law.Case, party: Party) -> frozenset[str]:
    return frozenset(item.key for item in law.own_items(case, party))


def _units(task: DeliveryTask) -> set[int]:
    direct = {getattr(task, f"{part}_id") for part in PARTS} - {None}
    return direct | {int(pk) for pk in task.supporting.split("|") if pk}
