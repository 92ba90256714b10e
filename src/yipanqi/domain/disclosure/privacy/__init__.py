"""个人信息扫描: what of persons stands in a text, plain or in disguise: `marks(text, roll)`.

Findings are those of a careful reader with a list, not of a judge: they have a level each, and a person decides."""

from yipanqi.domain.disclosure.privacy.mark import KINDS, LEVELS, Level, Mark, MarkKind
from yipanqi.domain.disclosure.privacy.roll import Roll
from yipanqi.domain.disclosure.privacy.scan import LEVEL_OF, marks

__all__ = ["KINDS", "LEVELS", "LEVEL_OF", "Level", "Mark", "MarkKind", "Roll", "marks"]
