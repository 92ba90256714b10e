"""What only the papers of a period say: code → (Chinese, English)."""

LABELS = {
    "period_red_head": ("{issuer}文件", "{issuer}"),
    "period_no_number": ("（拟稿，印发时编号）", "(draft: numbered when issued)"),
    "period_synthetic": ("（示例数据）", "(sample data)"),
    "period_issuer": ("老旧小区改造工作领导小组办公室", "Office of the leading group"),
    "period_no_day": ("　　年　　月　　日", "day ____ month ________ year ______"),
    "period_check": ("校验：{formula}", "Check: {formula}"),
    "period_mapping": ("表样对照", "What the tables follow"),
    "period_not_public": (
        "国家统计调查制度的表样未公开，以下为本软件自设的表，列出与公开表样的对应。",
        "The forms of the national statistics regime are not public: these tables are ours, and follow the published "
        "ones named here.",
    ),
    "period_table": ("统计表", "Table"),
    "period_columns": ("列", "Columns"),
    "period_follows": ("对应的公开表样", "Follows"),
    "period_as_of": (
        "数据截至{last}，{known}关账，第{version}版",
        "As of {last}; closed on {known}, version {version}",
    ),
    "period_year_head": ("计划年度", "Programme year"),
    "period_started_head": ("开工", "Started"),
    "period_finished_head": ("完工", "Finished"),
    "period_done_head": ("投资完成", "Invested"),
    "period_of": ("{count}/{whole}个，{share}", "{count} of {whole}, {share}"),
    "period_nothing": ("无。", "None."),
}
