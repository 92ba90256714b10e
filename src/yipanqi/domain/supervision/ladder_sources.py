"""What the ladder, the colours and the rules that make orders rest on: the sources that ship, in English too."""

from yipanqi.domain.delivery.sources import source_told as delivery_told

HOTLINE = "某局热线督办制度（到期前提醒，逾期次日书面催办并抄送分管领导，催办后5个工作日无故未办的书面通报）"
SUQIAN = "宿迁市国资委2025年督办制度（2025年6月6日）：临期蓝色、滞后黄色、逾期红色"
SANMING = "三明市2017年督查“三色单”制度（闽南网2017年10月10日）：蓝色、橙色、红色逐级督办"
_ENGLISH = {
    HOTLINE: "Rules of a bureau's hotline (reminder before the limit; a letter the day after it, copied to the deputy "
    "head; five working days after it, without a reason, named in writing)",
    SUQIAN: "Suqian, state assets commission, 2025 (6 June 2025): blue near the limit, yellow behind, red overdue",
    SANMING: "Sanming 2017, slips of three colours (Minnan net, 10 October 2017): blue, orange, red by escalation",
}


def source_told(source: str, lang: str) -> str:
    """A source in Chinese, or in English as far as its parts are ours."""
    if lang == "zh":
        return source
    return "; ".join(_ENGLISH.get(part) or delivery_told(part, lang) for part in source.split("；"))
