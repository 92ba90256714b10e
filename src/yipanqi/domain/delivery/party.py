"""Who looks, judges and signs when works are accepted and handed over."""

from collections.abc import Iterable
from enum import StrEnum

from yipanqi.domain.unit import UnitKind


class Party(StrEnum):
    """A side of the joint acceptance, in the order in which they sign."""

    OFFICE = "office"
    SUBDISTRICT = "subdistrict"
    COMMUNITY = "community"
    RESIDENTS = "residents"
    SUPERVISOR = "supervisor"
    CONTRACTOR = "contractor"
    UTILITY = "utility"
    PROPERTY = "property"

    @property
    def names(self) -> tuple[str, str]:
        """In Chinese and in English."""
        return _NAMES[self]

    @property
    def kind(self) -> UnitKind | None:
        """The kind of organisation whose people sign for it on the screen; nothing: it signs on paper alone."""
        return _KINDS.get(self)


_NAMES = {
    Party.OFFICE: ("区改造办", "Renovation office"),
    Party.SUBDISTRICT: ("街道", "Subdistrict"),
    Party.COMMUNITY: ("社区", "Community"),
    Party.RESIDENTS: ("居民代表", "Residents' representatives"),
    Party.SUPERVISOR: ("监理单位", "Supervisor"),
    Party.CONTRACTOR: ("施工单位", "Contractor"),
    Party.UTILITY: ("专营单位", "Utility"),
    Party.PROPERTY: ("物业服务企业", "Property firm"),
}
_KINDS = {
    Party.OFFICE: UnitKind.OFFICE,
    Party.SUBDISTRICT: UnitKind.SUBDISTRICT,
    Party.COMMUNITY: UnitKind.COMMUNITY,
    Party.SUPERVISOR: UnitKind.SUPERVISOR,
    Party.CONTRACTOR: UnitKind.CONTRACTOR,
    Party.UTILITY: UnitKind.UTILITY,
}


def in_order(parties: frozenset[Party] | set[Party] | tuple[Party, ...]) -> tuple[Party, ...]:
    """These parties, each once, as they sign."""
    return tuple(party for party in Party if party in parties)


def said(parties: tuple[Party, ...]) -> dict[str, str]:
    """Parties by name, in both languages."""
    return said_of([party.names for party in parties])


def said_of(names: Iterable[tuple[str, str]]) -> dict[str, str]:
    """Names one after the other, as either language joins them."""
    pairs = list(names)
    return {"zh": "、".join(zh for zh, _ in pairs), "en": ", ".join(en for _, en in pairs)}
