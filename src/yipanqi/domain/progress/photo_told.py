"""What is odd about a photo, said in Chinese and in English."""

from yipanqi.domain.progress.photo import Mark, Oddity
from yipanqi.domain.sentences import sentence
from yipanqi.domain.sentences.catalogue import Pair, catalogue

_MARKS: dict[str, Pair] = {
    Oddity.FAR: ("拍摄地点距小区 {metres:,} 米", "Taken {metres:,} m from the estate"),
    Oddity.OUTSIDE_MONTH: ("拍摄时间{at}不在上报月份", "Taken on {at}, which is not in the month of the report"),
    Oddity.NO_TIME: ("照片没有拍摄时间", "The photo does not say when it was taken"),
    Oddity.NO_PLACE: ("照片没有拍摄地点", "The photo does not say where it was taken"),
    Oddity.BEFORE_OPENING: (
        "拍摄时间{at}早于打开填报页面",
        "Taken on {at}, before the form was opened",
    ),
    Oddity.SAME_AS: (
        "与已有照片相同（64 位中 {bits} 位不同）",
        "Shows the same as another photo ({bits} of 64 bits differ)",
    ),
    Oddity.LOOK: (
        "与已有照片相近，请看一看（64 位中 {bits} 位不同）",
        "Looks like another photo: have a look ({bits} of 64 bits differ)",
    ),
}
MARKS = catalogue(photos=_MARKS)


def mark_told(mark: Mark, lang: str) -> str:
    """The sentence of a mark."""
    return sentence(mark.code, mark.kept(), lang, MARKS)
