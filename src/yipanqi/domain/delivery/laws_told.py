"""What contracts, gates and digs lack or clash in, said in Chinese and in English."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from yipanqi.domain.delivery.contract import ContractKind
from yipanqi.domain.delivery.gate import Paper
from yipanqi.domain.reason import Reason
from yipanqi.domain.sentences import sentence
from yipanqi.domain.sentences.catalogue import LANGUAGES, Pair, catalogue
from yipanqi.domain.sentences.spoken import joined

_CONTRACTS: dict[str, Pair] = {
    "contract.tender_missing": (
        "合同额{amount:fen}，达到{kind}必须招标的{limit:fen}，缺少招标记录（方式、中标通知书编号和日期）",
        "The sum of {amount:fen} reaches {limit:fen}, from which {kind} must be tendered: the record of a tender "
        "is missing (method, number and day of the award)",
    ),
    "contract.combined_tender_missing": (
        "同一项目可以合并的{kind}合同合计{sum:fen}，达到必须招标的{limit:fen}，本合同（{amount:fen}）缺少招标记录"
        "（方式、中标通知书编号和日期）",
        "Contracts for {kind} of this project that can be combined come to {sum:fen} and reach {limit:fen}, from which "
        "they must be tendered: the record of a tender is missing for this one of {amount:fen} (method, number and day "
        "of the award)",
    ),
    "contract.award_number_missing": (
        "招标记录缺少中标通知书（或不招标批准文件）的编号",
        "The record of the tender lacks the number of the award, or of the approval not to tender",
    ),
    "contract.award_date_missing": ("招标记录缺少中标日期", "The record of the tender lacks the day of the award"),
    "contract.awarded_after_signing": (
        "中标日期{awarded:day}晚于合同签订日期{signed:day}",
        "The award of {awarded:day} is later than the signing on {signed:day}",
    ),
    "contract.signed_late": (
        "中标后{days}天才签订合同，法定为{most}天内",
        "Signed {days} days after the award; the law allows {most}",
    ),
    "contract.begun_unsigned": (
        "开工日期{starts:day}早于签订日期{signed:day}",
        "It starts on {starts:day}, before it was signed on {signed:day}",
    ),
    "contract.no_amount": ("合同额须大于零", "The sum must be above zero"),
    "contract.no_lots": ("没有标段：请选择小区和改造内容", "No lots: choose estates and works"),
    "contract.finishes_before_start": (
        "完工日期{finishes:day}早于开工日期{starts:day}",
        "It finishes on {finishes:day}, before it starts on {starts:day}",
    ),
    "contract.one_party": ("甲方和乙方是同一单位", "Both parties are the same organisation"),
    "contract.ended_before_signed": (
        "终止日期{ended:day}早于签订日期{signed:day}",
        "It ended on {ended:day}, before it was signed on {signed:day}",
    ),
    "contract.work_taken": (
        "{estate}的{measure}已在合同{other}的标段内",
        "{measure} at {estate} is in a lot of contract {other} already",
    ),
    "contract.estate_taken": (
        "{estate}的全部改造内容已在合同{other}的标段内",
        "All works at {estate} are in a lot of contract {other} already",
    ),
}
_GATES: dict[str, Pair] = {
    "gate.paper_missing": ("缺少{papers}", "{papers} is missing"),
    "gate.paper_later": (
        "{papers}的日期{dated:day}还没有到",
        "{papers} is dated {dated:day}, which has not come yet",
    ),
    "gate.paper_incomplete": ("{papers}缺少编号或文件", "{papers} has no number, or no file"),
    "gate.notice_running": (
        "公示未满{days}天：{posted:day}公示，{over:day}届满，次日起可以结束",
        "The notice of {days} days is not over: posted on {posted:day}, it runs until {over:day} and may be ended from "
        "the day after",
    ),
    "gate.tender_compulsory": (
        "工程估算{sum:fen}，达到必须招标的{limit:fen}，不能用不需招标说明代替中标通知书",
        "Works of {sum:fen} reach {limit:fen}, from which they must be tendered: a statement does not take the place "
        "of the award",
    ),
    "gate.no_joint_plan": (
        "没有统筹施工方案，不得开挖",
        "No ground is opened without the coordinated works plan",
    ),
}
_DIGS: dict[str, Pair] = {
    "dig.again_estate": (
        "{estates}：{measures}挖到{until:day}，{again}又从{from:day}开挖，相隔{days}天，同一处要挖两次",
        "{estates}: {measures} – the ground is open until {until:day}; {again} – it "
        "is opened again from {from:day}, {days} days later: the same ground is opened twice",
    ),
    "dig.again_street": (
        "{place}沿线{estates}：{measures}挖到{until:day}，{again}又从{from:day}开挖，相隔{days}天，窗口没有统筹",
        "{estates} on {place}: {measures} – the ground is open until {until:day}; {again} – "
        "it is opened again from {from:day}, {days} days later: their windows are not shared",
    ),
    "dig.again_near": (
        "相邻的{estates}：{measures}挖到{until:day}，{again}又从{from:day}开挖，相隔{days}天，窗口没有统筹",
        "{estates} lie side by side: {measures} – the ground is open until {until:day}; "
        "{again} – it is opened again from {from:day}, {days} days later: their windows are not shared",
    ),
    "dig.outside_plan": (
        "{estate}的{measure}（{first:day}至{last:day}）超出统筹方案的窗口（{window:day}至{until:day}）",
        "{measure} at {estate}, {first:day} to {last:day}, lies outside the joint plan's window, {window:day} to "
        "{until:day}",
    ),
    "dig.closed_new": (
        "{estate}的{measure}（{first:day}至{last:day}）要挖开{place}：新建路面{closed:day}封闭，{until:day}前不得挖掘",
        "{measure} at {estate}, {first:day} to {last:day}, opens {place}: its new surface is closed on {closed:day} "
        "and protected until {until:day}",
    ),
    "dig.closed_overhauled": (
        "{estate}的{measure}（{first:day}至{last:day}）要挖开{place}：大修路面{closed:day}封闭，{until:day}前不得挖掘",
        "{measure} at {estate}, {first:day} to {last:day}, opens {place}: its overhauled surface is closed on "
        "{closed:day} and protected until {until:day}",
    ),
    "dig.window_long": (
        "窗口长{days}天，超过{most}天，不算一个窗口",
        "The window is open for {days} days, above {most}: it is no single one",
    ),
    "dig.no_turn": (
        "统筹方案没有安排{estate}的{measure}（{number}）",
        "The joint plan has no turn for {measure} at {estate} ({number})",
    ),
    "dig.shallow_first": (
        "{first}埋深{depth}厘米，排在埋深{deeper}厘米的{then}之前；应先深后浅",
        "{first} at {depth} cm comes before {then} at {deeper} cm: the deep comes first",
    ),
    "dig.no_reason": ("没有写明开挖的原因", "There is no reason for the dig"),
    "dig.no_restored_on": ("没有恢复路面的日期", "There is no day on which the surface is whole again"),
    "dig.restored_before_end": (
        "恢复路面的日期{on:day}早于开挖结束的日期{last:day}",
        "The surface is to be whole again on {on:day}, before the dig ends on {last:day}",
    ),
    "dig.no_depth": ("{number}没有埋深", "The depth of {number} is not known"),
    "dig.no_restoration": ("{number}没有恢复日期", "{number} has no day on which the ground is whole again"),
    "dig.restored_early": (
        "{number}的恢复日期{on:day}早于完工日期{last:day}",
        "{number} is to be whole again on {on:day}, before it is done on {last:day}",
    ),
}
LAWS = catalogue(contracts=_CONTRACTS, gates=_GATES, digs=_DIGS)
_OR = (" 或 ", " or ")


@dataclass(frozen=True)
class Names:
    """What codes are called: estates, streets and tasks by name, measures in either language."""

    places: Mapping[str, str] = field(default_factory=dict)
    measures: Mapping[str, Pair] = field(default_factory=dict)


def told(code: str, values: Mapping[str, object], lang: str, names: Names | None = None) -> str:
    """The sentence of a lack or clash, codes by their names. KeyError names a code or value that is missing."""
    known = names or Names()
    said = {key: _said(key, value, lang, known) for key, value in values.items()}
    return sentence(code, said, lang, LAWS)


def reason_told(reason: Reason, lang: str, names: Names | None = None) -> str:
    """The sentence of a reason."""
    return told(reason.code, reason.values, lang, names)


def reasons_told(reasons: Iterable[Reason], names: Names | None = None) -> tuple[str, str]:
    """The sentences of several, one after the other, in both languages."""
    found = list(reasons)
    zh, en = ([reason_told(it, lang, names) for it in found] for lang in LANGUAGES)
    return "；".join(zh), "; ".join(en)


def _said(key: str, value: object, lang: str, names: Names) -> object:
    at = LANGUAGES.index(lang)
    if key == "papers" and isinstance(value, (tuple, list)):
        return _OR[at].join(Paper(it).names[at] for it in value)
    if key == "kind":
        return ContractKind(str(value)).names[at].lower()
    if key in ("estate", "place") or (key in ("number", "first", "then") and isinstance(value, str)):
        return names.places.get(str(value), str(value))
    if key in ("measure", "measures", "estates", "again"):
        codes = value if isinstance(value, (tuple, list)) else (value,)
        return joined((_name(str(it), at, names) for it in codes), lang)
    return value


def _name(code: str, at: int, names: Names) -> str:
    return names.measures[code][at] if code in names.measures else names.places.get(code, code)
