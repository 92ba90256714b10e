"""What the rules of delivery rest on: the sources that ship, in English too. What a district writes itself stays as it
is written."""

OURS = ("本软件的默认值，可改", "This software's default; may be changed")
_ENGLISH = {
    OURS[0]: OURS[1],
    "湖南省2021年重点民生实事通报（按开工率列前三位、后三位）": (
        "Hunan, bulletin on key livelihood projects 2021 (the first and last three by estates started)"
    ),
    "《民法典》第二百七十八条": "Civil Code, Article 278",
    "《民法典》第七百八十九条": "Civil Code, Article 789",
    "《民法典》第二百零一条": "Civil Code, Article 201",
    "国办发〔2020〕23号": "General Office of the State Council, No. 23 (2020)",
    "建办城〔2021〕50号": "Ministry of Housing and Urban-Rural Development, No. 50 (2021)",
    "建办城〔2021〕50号：开工前统筹水、电、气、热、通信等管线改造": (
        "Ministry of Housing and Urban-Rural Development, No. 50 (2021): pipes and lines are brought together before"
        " works begin"
    ),
    "《政府投资条例》（国务院令第712号）第九条、第十二条": (
        "Regulation on Government Investment (State Council Decree 712), Articles 9 and 12"
    ),
    "《房屋建筑和市政基础设施工程施工图设计文件审查管理办法》（住房城乡建设部令第13号）": (
        "Measures for the Review of Working Drawings of Buildings and Municipal Works (Ministry Decree 13)"
    ),
    "《必须招标的工程项目规定》（国家发展和改革委员会令第16号）第五条": (
        "Provisions on Projects that Must Be Tendered (NDRC Decree 16), Article 5"
    ),
    "《必须招标的工程项目规定》（国家发展和改革委员会令第16号）第五条，2018年6月1日起施行": (
        "Provisions on Projects that Must Be Tendered (NDRC Decree 16), Article 5, in effect from 2018-06-01"
    ),
    "《招标投标法》第四十六条": "Tendering and Bidding Law, Article 46",
    "《建筑法》第七条": "Construction Law, Article 7",
    "《建筑工程施工许可管理办法》": "Measures for Construction Permits",
    "《建设工程质量管理条例》（国务院令第279号）第十三条": (
        "Regulation on the Quality of Construction Works (State Council Decree 279), Article 13"
    ),
    "《建设工程质量管理条例》（国务院令第279号）第十六条": (
        "Regulation on the Quality of Construction Works (State Council Decree 279), Article 16"
    ),
    "《政府信息公开条例》第二十六条": "Regulation on Open Government Information, Article 26",
    "计划政策：公示天数": "Policy of the programme: days on notice",
    "《城市道路管理条例》（国务院令第198号）第三十三条": (
        "Regulation on Urban Roads (State Council Decree 198), Article 33"
    ),
    "《城市道路管理条例》（国务院令第198号）第三十四条（先行破路抢修，二十四小时内补办手续）": (
        "Regulation on Urban Roads (State Council Decree 198), Article 34 (repairs first, formalities within 24 hours)"
    ),
    "保山市（2021年）：会议纪要印发后3个工作日内发出督办通知": (
        "Baoshan City (2021): supervision notices go out within 3 working days after the minutes are printed"
    ),
    "公开发布的督查督办时限规定（急件1至5天、一般15天、疑难30天，文件30天、会议纪要20天）": (
        "Published rules of supervision offices (urgent 1–5 days, ordinary 15, hard 30; documents 30, minutes 20)"
    ),
    "广西老旧小区改造计划管理要求（6月30日前按程序调整）": (
        "Guangxi, requirements for the plans of renovating old estates (changes by 30 June)"
    ),
}


def source_told(source: str, lang: str) -> str:
    """A source in Chinese, or in English as far as its parts are ours."""
    if lang == "zh":
        return source
    return "; ".join(_ENGLISH.get(part, part) for part in source.split("；"))
