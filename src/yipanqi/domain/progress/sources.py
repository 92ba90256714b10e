"""What the rules of progress rest on: the sources that ship, in English too; others as delivery tells them."""

from yipanqi.domain.delivery.sources import source_told as delivery_told

WORKBOOK = "计划政策：黄灯、红灯逾期天数"
WUHAN = "《武汉市重大项目管理办法》（据湖北日报）"
YINCHUAN = "银川市2025年重大项目红黄绿灯管理（2025年3月报道）"
SANYA = "三亚市2022年重点项目红黄绿灯管理（海南日报2022年5月13日）"
TIANJIN = "天津市2022年专项债券项目红黄绿灯管理（今晚报2022年3月4日）"
XINHUANG = "新晃县2015年重点项目红黄绿灯管理（红网2015年5月14日）"
CANGNAN = "苍南县2022年水利项目红黄绿灯管理（苍南县人民政府2022年2月21日）"
_ENGLISH = {
    WORKBOOK: "Policy of the programme: days late for a yellow and a red light",
    WUHAN: "Wuhan, Measures for Major Projects (as told by Hubei Daily)",
    YINCHUAN: "Yinchuan, lights for major projects 2025 (press, March 2025)",
    SANYA: "Sanya, lights for key projects 2022 (Hainan Daily, 13 May 2022)",
    TIANJIN: "Tianjin, lights for projects paid by special bonds 2022 (Jin Wan Bao, 4 March 2022)",
    XINHUANG: "Xinhuang County, lights for key projects 2015 (Rednet, 14 May 2015)",
    CANGNAN: "Cangnan County, lights for water works 2022 (county government, 21 February 2022)",
}


def source_told(source: str, lang: str) -> str:
    """A source in Chinese, or in English as far as its parts are ours."""
    if lang == "zh":
        return source
    return "; ".join(_ENGLISH.get(part) or delivery_told(part, lang) for part in source.split("；"))
