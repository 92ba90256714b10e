"""The papers of supervision: letters of an order, bulletins, summaries; minutes and agendas of meetings."""

from yipanqi.documents.supervision.meetings import (
    CarriedItem,
    MeetingFacts,
    MinutesItem,
    write_agenda,
    write_minutes,
)

__all__ = ["CarriedItem", "MeetingFacts", "MinutesItem", "write_agenda", "write_minutes"]
