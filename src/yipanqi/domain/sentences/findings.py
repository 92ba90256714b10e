"""Sentences of the findings: code → (Chinese, English), with fields to fill."""

from yipanqi.domain.sentences.catalogue import catalogue

_REFUSED: dict[str, tuple[str, str]] = {
    "file_not_workbook": (
        "这不是 Excel 工作簿或 CSV（{suffix}）。如果是其他软件导出的“假 xls”，请用 Excel 或 WPS 打开后另存为 .xlsx。",
        "This is no Excel workbook and no CSV file ({suffix}). If another program exported it as .xls, open it in "
        "Excel or WPS and save it as .xlsx.",
    ),
    "file_empty": ("文件是空的（0 字节）。请检查是否保存或传输完整。", "The file is empty (0 bytes)."),
    "file_no_tables": ("文件夹里没有 CSV 文件。", "The folder holds no CSV file."),
    "file_too_large": (
        "文件有 {size} MB，超过上限 {most} MB。请删除图片和无关工作表后再试。",
        "The file has {size} MB; the limit is {most} MB. Remove pictures and sheets that do not belong to it.",
    ),
    "file_damaged": (
        "文件已损坏或不完整，无法打开。请用 Excel 或 WPS 打开修复，另存为 .xlsx 后再试。",
        "The file is damaged or cut short. Open it in Excel or WPS, repair it and save it as .xlsx.",
    ),
    "file_encrypted": (
        "文件有打开密码。请取消密码后另存，再试。",
        "The file has a password. Save it without one and try again.",
    ),
    "file_macro": (
        "文件含有宏，不予读取。请另存为不含宏的 .xlsx。",
        "The file holds macros and is not read. Save it as .xlsx without macros.",
    ),
    "file_entities": (
        "文件里有 XML 外部实体或文档类型声明，正常的工作簿没有这些内容，不予读取。",
        "The file declares XML entities or a document type, which no ordinary workbook does; it is not read.",
    ),
    "file_bomb": (
        "文件解压后有 {size} MB（约为压缩前的 {ratio} 倍），疑似压缩炸弹，不予读取。",
        "The file unpacks to {size} MB (about {ratio} times its size), as a decompression bomb does; it is not read.",
    ),
    "file_entries": (
        "文件压缩包内有 {count} 个条目，上限 {most} 个，不予读取。",
        "The file's archive has {count} entries; the limit is {most}. It is not read.",
    ),
    "file_overlap": (
        "文件压缩包内的条目互相重叠或重名，不予读取。请用 Excel 或 WPS 打开后另存。",
        "Entries of the file's archive overlap or share a name; it is not read. Save it again from Excel or WPS.",
    ),
    "file_lying_size": (
        "文件压缩包内“{name}”的实际大小与声明不符，不予读取。",
        "In the file's archive {name} has another size than it declares; it is not read.",
    ),
    "file_sheets": (
        "文件有 {count} 张工作表，上限 {most} 张，不予读取。请只保留本计划的工作表。",
        "The file has {count} sheets; the limit is {most}. It is not read: keep only the sheets of this programme.",
    ),
    "file_sheet_twice": (
        "工作表“{sheet}”与另一张重名或是同一内容，正常的工作簿不会这样，不予读取。请用 Excel 或 WPS 打开后另存。",
        "Sheet {sheet} has the name or the content of another one, as no ordinary workbook has; it is not read. "
        "Save it again from Excel or WPS.",
    ),
    "file_far_cell": (
        "工作表“{sheet}”在 {cell} 有内容，超出可用范围（ZZ 列）。请删除多余的列后再试。",
        "Sheet {sheet} has content at {cell}, beyond the last usable column (ZZ). Delete the columns in excess.",
    ),
    "file_too_many_rows": (
        "工作表“{sheet}”到 {cell} 还有内容，超过 {most} 行的上限，没有读取任何一行。请删除多余的行后再试。",
        "Sheet {sheet} has content at {cell}, beyond the limit of {most} rows; not a single row was read. Delete the "
        "rows in excess.",
    ),
    "file_too_many_cells": (
        "工作表“{sheet}”的单元格太多（上限 {most} 个）。请只保留本计划的数据。",
        "Sheet {sheet} has too many cells (limit {most}). Keep only the data of this programme.",
    ),
    "file_too_heavy": (
        "文件在 {seconds} 秒、{megabytes} MB 内存之内无法读完，已停止。请删除无关的工作表、格式和空行，另存后再试。",
        "The file could not be read within {seconds} s and {megabytes} MB of memory. Remove sheets, formats and empty "
        "rows that do not belong to it, save it and try again.",
    ),
    "file_too_old": (
        "这是 Excel 95 及更早的格式，其中的汉字无法可靠读取。请用 Excel 或 WPS 打开，另存为 .xlsx 后再试。",
        "The file has the format of Excel 95 or before, whose Chinese text cannot be read reliably. Open it in Excel "
        "or WPS, save it as .xlsx and try again.",
    ),
    "file_quotes": (
        "CSV 从第 {row} 行起引号不成对，后面的内容无法分开，未读取。请改正引号，或另存为 XLSX。",
        "From row {row} the quotes of the CSV file do not pair, and what follows cannot be told apart; it is not read. "
        "Correct the quotes or save it as XLSX.",
    ),
    "file_encoding": (
        "CSV 的文字编码无法识别。请另存为 UTF-8 或 GB18030 编码。",
        "The CSV file's encoding is not known. Save it as UTF-8 or GB18030.",
    ),
}

_SHAPE: dict[str, tuple[str, str]] = {
    "external_links": (
        "工作簿引用了其他工作簿，其数值是上次保存时的结果。",
        "The workbook refers to other workbooks; their values are those of the last saving.",
    ),
    "embedded_files": ("工作簿里嵌有其他文件，未读取。", "The workbook holds other files; they were not read."),
    "sheet_missing": ("缺少工作表：{titles[zh]}。", "Missing sheets: {titles[en]}."),
    "sheet_unknown": ("不认识的工作表“{sheet}”，未读取。", "Unknown sheet {sheet}; it was not read."),
    "sheet_twice": (
        "有两张“{title[zh]}”工作表（另一张是“{other}”），只读取了前一张。",
        "There are two sheets of {title[en]} (the other is {other}); only the first was read.",
    ),
    "sheets_joined": (
        "“{title[zh]}”由 {count} 张工作表合并读取：{names}。",
        "{title[en]} was read from several sheets ({count}) as one: {names}.",
    ),
    "sheet_hidden_unread": (
        "隐藏的工作表，也像是“{title[zh]}”，未读取（读取的是“{other}”）。如要读取，请取消隐藏。",
        "A hidden sheet that looks like {title[en]} too; {other} was read, this one was not. Show it if it is to "
        "be read.",
    ),
    "list_unknown": (
        "认不出这张表是什么清单，未读取。请用模板的表名（如“小区”“摸底调查”）或列名。",
        "What list this is cannot be told; it was not read. Use the template's names of sheets or columns.",
    ),
    "row_new_incomplete": (
        "“{text}”不在现有计划里；要新增，还须有这些列：{titles[zh]}。",
        "{text} is not in the programme; to be new in it, it needs the columns {titles[en]}.",
    ),
    "row_instruction": (
        "这一行像是填写说明，未读取。",
        "This row reads like instructions for filling in; it was not read.",
    ),
    "heading_unit": (
        "“{column[zh]}”的表头写的单位是“{unit}”，不能换算。请改用 {own[zh]}。",
        "The heading of {column[en]} says {unit}, which is not converted; use {own[en]}.",
    ),
    "header_missing": (
        "找不到“{title[zh]}”表的表头，整张表未读取。请对照模板的列名。",
        "No heading of {title[en]} was found; the sheet was not read. Compare the template's columns.",
    ),
    "column_unknown": ("不认识的列“{text}”，未读取。", "Unknown column “{text}”; it was not read."),
    "column_unkept": (
        "不认识的列“{text}”，未读取。要作为自有字段保留，请在“自有字段”表中加一行，字段名称填“{text}”。",
        "Unknown column “{text}”; it was not read. To keep it, add a row “{text}” to the sheet Own fields.",
    ),
    "least_above_usual": (
        "“最少天数”不能多于“通常天数”。",
        "The least days cannot be more than the usual ones.",
    ),
    "days_unclear": (
        "“{column[zh]}”里的“{text}”不是这一年的日期；请写成 02-05/02-11 10-01 的样子。",
        "{column[en]}: {text} is no day of that year; write 02-05/02-11 10-01.",
    ),
    "days_both": ("同一天不能既放假又上班。", "A day cannot be both off and worked."),
    "confirmed_by_oneself": (
        "复核人不能是填写人本人。",
        "Who entered the days cannot confirm them.",
    ),
    "start_unlawful": (
        "“{name}”填的“{column[zh]}”（{text}）太早：成文日期 {issued} 之后，{steps[zh]} 最少共需 {days} 天，"
        "最早 {lawful} 开工。请推迟开工，或提前成文日期。",
        "{name}: {column[en]} ({text}) is too early. After the document's date {issued}, {steps[en]} take {days} days "
        "at the least: no start before {lawful}. Start later, or date the document earlier.",
    ),
    "own_field_known": (
        "“{name}”是小区表已有的列（{column[zh]}），不能作为自有字段。",
        "{name} is a column that the estates' sheet has already ({column[en]}); it cannot be a field of your own.",
    ),
    "own_field_twice": ("自有字段“{name}”重复。", "The own field {name} stands twice."),
    "own_field_long": (
        "自有字段的名称“{name}…”超过 {most} 个字。",
        "The own field's name {name}… is longer than {most} characters.",
    ),
    "own_fields_many": ("自有字段超过 {most} 个。", "There are more than {most} own fields."),
    "own_choices": (
        "“{column[zh]}”：类型为“选项”时必须列出，其他类型不能填。",
        "{column[en]}: given for the kind choice, and for no other.",
    ),
    "own_field_used": (
        "有 {count} 个小区填了自有字段“{name}”（如“{estate}”），不能删除或改名；可先导出工作簿，改好后再导入。",
        "The own field {name} is filled in for {count} estates ({estate}); it cannot be removed or renamed here: "
        "export the workbook, change it there and import it again.",
    ),
    "own_value_unfit": (
        "有 {count} 个小区的“{name}”不合这一字段的类型或选项（如“{estate}”）。",
        "{count} estates hold a value of {name} that does not fit its kind or its choices ({estate}).",
    ),
    "column_twice": (
        "“{column[zh]}”列重复，只读取了前一列。",
        "Column {column[en]} stands twice; only the first was read.",
    ),
    "column_missing": ("缺少“{column[zh]}”列。", "Column {column[en]} is missing."),
    "field_unknown": ("不认识的项目“{text}”，未读取。", "Unknown field “{text}”; it was not read."),
    "field_twice": ("“{column[zh]}”填了两次，只读取了前一处。", "{column[en]} stands twice; only the first was read."),
    "field_missing": ("缺少“{column[zh]}”一项。", "The field {column[en]} is missing."),
    "part_outside": (
        "“{part} {column[zh]}”不在计划期内，未读取。",
        "{column[en]} of {part} lies outside the horizon; it was not read.",
    ),
    "parts_missing": ("“{column[zh]}”缺少这些列：{parts}。", "{column[en]} lacks the columns {parts}."),
    "findings_more": ("还有 {count} 个问题未列出。", "{count} more findings are not listed."),
}

_CELLS: dict[str, tuple[str, str]] = {
    "formula_nought": (
        "“{column[zh]}”是公式（{text}），存的结果是 0，像是从未计算过。请用 Excel 或 WPS 打开、重新计算并保存。",
        "{column[en]} is a formula ({text}) stored as 0, as if never calculated. Open the file in Excel or WPS, "
        "calculate and save it.",
    ),
    "formula_nought_maybe": (
        "这里（{cells}，共 {count} 格）是公式，存的结果是 0；全文件的公式都没有别的结果，可能从未计算过。"
        "请用 Excel 或 WPS 打开、重新计算并保存，再核对。",
        "Formulas stored as 0 ({cells}; cells: {count}); no formula of the file has any other value, so it may never "
        "have been calculated. Open it in Excel or WPS, calculate, save and check.",
    ),
    "picture_in_cell": (
        "“{column[zh]}”里是单元格图片（{cells}，共 {count} 格），不是文字，未读取。小区照片请在小区页面上传。",
        "{column[en]} holds pictures in cells ({cells}; cells: {count}), which are no text and were not read. Upload "
        "photos on the page of the estate.",
    ),
    "invisible_sign": (
        "文字里有看不见的符号 {sign}（{cells}，共 {count} 格），已略去后读取。",
        "There is an invisible sign {sign} in the text ({cells}; cells: {count}); it was left out.",
    ),
    "unprintable": (
        "“{sign}”（{number}）在 PDF 的字体里没有，PDF 上将印作“〓”（{cells}，共 {count} 格）；其他文件照常。",
        "“{sign}” ({number}) is not in the face of the PDF documents and will be printed there as 〓 ({cells}; cells: "
        "{count}); other documents keep it.",
    ),
    "shown_divided": (
        "“{column[zh]}”存的是 {stored}，数字格式显示为 {seen}，按显示的读取（{cells}，共 {count} 格），请核对。",
        "{column[en]} is stored as {stored} and shown as {seen} by its number format; it was read as shown ({cells}; "
        "cells: {count}). Please check.",
    ),
    "sheet_hidden": (
        "工作表“{sheet}”是隐藏的，也读取了（{count} 格）。",
        "Sheet {sheet} is hidden; it was read all the same (cells: {count}).",
    ),
    "rows_hidden": (
        "第 {rows} 行是隐藏的（或被筛选隐去），也读取了，共 {count} 行。",
        "Rows {rows} are hidden or filtered out; they were read all the same (rows: {count}).",
    ),
    "column_hidden": (
        "“{column[zh]}”一列是隐藏的，也读取了（{count} 格）。",
        "Column {column[en]} is hidden; it was read all the same (cells: {count}).",
    ),
    "share_mixed": (
        "“{column[zh]}”同一列里有的填 80 这样的百分数，有的填 {text} 这样的小数（{cells}，共 {count} 格），"
        "按 1 = 100% 读取，请核对。",
        "In {column[en]} some say 80 and some {text} ({cells}; cells: {count}); these were read as 1 = 100%. Please "
        "check.",
    ),
    "other_unit": (
        "“{column[zh]}”填的“{text}”带的单位“{unit}”不是这一列的单位。",
        "{column[en]}: the unit {unit} in “{text}” is not this column's.",
    ),
    "unknown_reference_likely": (
        "“{column[zh]}”填的“{text}”在其他表里找不到，是否“{likely}”？",
        "{column[en]}: “{text}” is in none of the other sheets; is {likely} meant?",
    ),
    "value_missing": ("“{column[zh]}”未填。", "{column[en]} is missing."),
    "formula_uncalculated": (
        "“{column[zh]}”是公式，但没有计算结果。请用 Excel 或 WPS 打开、重新计算并保存。",
        "{column[en]} is a formula that was never calculated. Open the file in Excel or WPS, calculate and save it.",
    ),
    "error_value": ("“{column[zh]}”是错误值 {text}。", "{column[en]} holds the error {text}."),
    "not_a_number": ("“{column[zh]}”应为数字，填的是“{text}”。", "{column[en]} should be a number, not “{text}”."),
    "not_whole": ("“{column[zh]}”应为整数，填的是“{text}”。", "{column[en]} should be a whole number, not “{text}”."),
    "out_of_range": (
        "“{column[zh]}”应在 {low} 到 {high} 之间，填的是“{text}”。",
        "{column[en]} should lie between {low} and {high}, not “{text}”.",
    ),
    "too_small": (
        "“{column[zh]}”不得小于 {low}，填的是“{text}”。",
        "{column[en]} must not be below {low}, but is “{text}”.",
    ),
    "too_large": (
        "“{column[zh]}”不得大于 {high}，填的是“{text}”。",
        "{column[en]} must not be above {high}, but is “{text}”.",
    ),
    "money_too_large": (
        "“{column[zh]}”不得大于 {most:fen}，填的是“{text}”。",
        "{column[en]} must not be above {most:fen}, but is “{text}”.",
    ),
    "figure_too_long": (
        "“{column[zh]}”的数字位数太多（上限 {most} 位），填的是“{text}”。",
        "{column[en]}: the figure has too many digits (limit {most}): “{text}”.",
    ),
    "code_too_long": (
        "“{column[zh]}”不得超过 {most} 个字符，填的是“{text}”。",
        "{column[en]} may have up to {most} characters, not “{text}”.",
    ),
    "not_degrees": (
        "“{column[zh]}”应为度数（如 114.2709 或 114°16′15″），填的是“{text}”。",
        "{column[en]} should be degrees such as 114.2709 or 114°16′15″, not “{text}”.",
    ),
    "not_a_year": ("“{column[zh]}”应为四位年份，填的是“{text}”。", "{column[en]} should be a year, not “{text}”."),
    "year_outside": (
        "“{column[zh]}”{text} 不在计划期（{first}—{last}）内。",
        "{column[en]} {text} lies outside the horizon ({first} to {last}).",
    ),
    "not_a_quarter": (
        "“{column[zh]}”应为季度（如 2027Q1），填的是“{text}”。",
        "{column[en]} should be a quarter such as 2027Q1, not “{text}”.",
    ),
    "quarter_outside": (
        "“{column[zh]}”{text} 不在计划期（{first}—{last}）内。",
        "{column[en]} {text} lies outside the horizon ({first} to {last}).",
    ),
    "not_a_date": (
        "“{column[zh]}”应为日期（如 2027-03-01），填的是“{text}”。",
        "{column[en]} should be a date such as 2027-03-01, not “{text}”.",
    ),
    "not_yes_or_no": (
        "“{column[zh]}”应填“是”或“否”，填的是“{text}”。",
        "{column[en]} should be yes or no, not “{text}”.",
    ),
    "unknown_choice": (
        "“{column[zh]}”填的是“{text}”，只能填：{choices[zh]}。",
        "{column[en]} is “{text}”; it may be one of: {choices[en]}.",
    ),
    "unknown_reference_often": (
        "“{column[zh]}”填的“{text}”在其他表里找不到，共 {count} 行（还有 {cells}）。",
        "{column[en]}: “{text}” is in none of the other sheets ({count} rows, also {cells}).",
    ),
    "unknown_reference_likely_often": (
        "“{column[zh]}”填的“{text}”在其他表里找不到，是否“{likely}”？共 {count} 行（还有 {cells}）。",
        "{column[en]}: “{text}” is in none of the other sheets; is {likely} meant? ({count} rows, also {cells}).",
    ),
    "unknown_choice_often": (
        "“{column[zh]}”填的是“{text}”，只能填：{choices[zh]}。共 {count} 行（还有 {cells}）。",
        "{column[en]} is “{text}”; it may be one of: {choices[en]} ({count} rows, also {cells}).",
    ),
    "unknown_reference": (
        "“{column[zh]}”填的“{text}”在其他表里找不到。",
        "{column[en]}: “{text}” is in none of the other sheets.",
    ),
    "ambiguous_name": (
        "“{column[zh]}”填的“{text}”有几个同名的（{codes}），请改填编号。",
        "{column[en]}: several rows are called “{text}” ({codes}); give the code.",
    ),
    "name_shared": (
        "“{name}”与 {first} 同名（编号 {codes}），{where} 等 {count} 处按名称填写，无法分清。"
        "请改名，或在那些地方改填编号。",
        "{name} is the name of {first} too (codes {codes}), and {where} uses it (uses: {count}). Rename one, or give "
        "codes there.",
    ),
    "profile_sum": (
        "“{column[zh]}”各季度比例合计为 {total}，应为 1。",
        "{column[en]}: the parts add up to {total}, not to 1.",
    ),
}

_ROWS: dict[str, tuple[str, str]] = {
    "row_twice": ("与 {first} 重复：{key[zh]}。", "The same as {first}: {key[en]}."),
    "row_impossible": ("这一行不成立：{message}。", "This row cannot be: {message}."),
    "ends_before": ("“{column[zh]}”早于“{start[zh]}”。", "{column[en]} comes before {start[en]}."),
    "below_start": ("“{column[zh]}”小于“{start[zh]}”。", "{column[en]} is below {start[en]}."),
    "coordinate_alone": (
        "填了“{other[zh]}”，没有填“{column[zh]}”；两项须一起填。",
        "{other[en]} is given without {column[en]}; the two go together.",
    ),
    "coordinates_swapped": (
        "经度、纬度填反了：经度填的是 {east}，纬度填的是 {north}。请对调。",
        "Longitude and latitude are the wrong way round: longitude {east}, latitude {north}. Swap them.",
    ),
    "coordinates_abroad": (
        "经度 {east}、纬度 {north} 不在中国范围内（经度 73.62—134.77，纬度 16.70—53.56）。请核对，单位为度。",
        "Longitude {east}, latitude {north} lies outside China (73.62 to 134.77 east, 16.70 to 53.56 north). Check "
        "them; the unit is degrees.",
    ),
    "vote_incomplete": (
        "业主表决四项比例应同时填写，缺“{column[zh]}”。",
        "The vote's four ratios go together; {column[en]} is missing.",
    ),
    "rate_outside": (
        "“{column[zh]}”不在下限 {low} 与上限 {high} 之间。",
        "{column[en]} lies outside its band of {low} to {high}.",
    ),
    "option_incomplete": (
        "这一档的三个倍数应同时填写，缺“{column[zh]}”。",
        "The three factors of an option go together; {column[en]} is missing.",
    ),
    "grant_missing": (
        "各年“{column[zh]}”都未填。没有上限请填“不限”，没有资金请填 0。",
        "No {column[en]} of any year is given. Write “unlimited” where there is no limit, 0 where there is no money.",
    ),
    "grant_mixed": (
        "“{column[zh]}”有的年份不限、有的年份有限额，须一致。",
        "{column[en]} is unlimited in some years and limited in others.",
    ),
}

_BETWEEN: dict[str, tuple[str, str]] = {
    "reference_lost": (
        "“{title[zh]}”有 {count} 行还在用“{text}”（{column[zh]}）。",
        "{title[en]} still uses {text} ({column[en]}; rows: {count}).",
    ),
    "money_missing": (
        "没有任何资金：{names[zh]}的各年额度都是 0 或未填，一项也实施不了。没有上限的请填“不限”。",
        "There is no money at all: no year of {names[en]} has an appropriation above 0, so nothing can be done. Write "
        "“unlimited” where there is no limit.",
    ),
    "grants_empty": (
        "{names[zh]}的各年额度都是 0 或未填，因此有 {count} 项改造内容出资不足 100%，"
        "无法实施（如“{measure[zh]}”只有 {share}）。",
        "No year of {names[en]} has an appropriation above 0, so {count} measures cannot be paid in full and never be "
        "done ({measure[en]}: only {share}).",
    ),
    "grant_too_large": (
        "{year} 年额度 {grant:fen}，是全部改造内容造价（约 {cost:fen}）的 {times} 倍，"
        "像是把元当成了万元。请核对单位；确实没有上限的请填“不限”。",
        "The appropriation of {year}, {grant:fen}, is {times} times what all works could cost (some {cost:fen}), as if "
        "yuan were taken for 10⁴ yuan. Check the unit; write “unlimited” where there is no limit.",
    ),
    "requires_cycle": ("前置内容循环：{ring}。", "Measures require each other in a circle: {ring}."),
    "region_cycle": ("上级区划循环：{ring}。", "Regions lie in each other in a circle: {ring}."),
    "region_order": ("上级区划的层级应更高。", "A parent region must be of a higher level."),
    "not_a_subdistrict": ("这里应填街道一级的区划。", "This must be a region of the level subdistrict."),
    "community_elsewhere": ("该社区不属于这个街道。", "This community lies in another subdistrict."),
    "sum_differs": (
        "小区表填 {given}，楼栋表合计为 {total}，应一致。",
        "The estate says {given}, its buildings add up to {total}.",
    ),
    "must_excluded": (
        "“{name}”要求必须改造或指定了开工，但不符合条件：{reasons[zh]}。",
        "{name} must start, but is not eligible: {reasons[en]}.",
    ),
    "must_late_full": (
        "“{name}”建于 {built} 年，晚于 {by} 年，属放宽部分；放宽部分每年最多占户数任务的 {share}（{rooms[zh]}），"
        "该小区 {households} 户排不进去，“{column[zh]}”无法满足。"
        "请取消“{column[zh]}”，或提高放宽部分户数比例、户数任务。",
        "{name} was built in {built}, after {by}. Estates built so late may take {share} of a year's household task "
        "(households: {rooms[en]}); its {households} find no room, so {column[en]} cannot be kept. Clear it, or raise "
        "the late-built share or the task.",
    ),
    "start_outside": (
        "“{column[zh]}”{text} 不可行：该小区施工要 {span} 个季度，只能在 {first}—{until} 开工。",
        "{column[en]} {text} cannot be: the works take {span} quarters, so the start must lie from {first} to {until}.",
    ),
    "start_too_late": (
        "“{column[zh]}”{text} 太迟：该小区施工要 {span} 个季度，计划期到 {end} 为止，最迟须在 {last} 开工。",
        "{column[en]} {text} is too late: the works take {span} quarters and the horizon ends with {end}, so they must "
        "start by {last}.",
    ),
    "start_never": (
        "“{name}”没有可以开工的季度：最早 {first}，最迟 {until}（施工要 {span} 个季度，计划期到 {end} 为止）。"
        "请调整最早、最晚开工。",
        "{name} has no quarter to start in: not before {first}, not after {until} (the works take {span} quarters, the "
        "horizon ends with {end}). Change its earliest or latest start.",
    ),
    "span_beyond": (
        "“{name}”施工要 {span} 个季度，计划期只剩 {left} 个季度，“{column[zh]}”无法满足。请延长计划期。",
        "The works of {name} take {span} quarters, the horizon has {left} left: {column[en]} cannot be kept. Lengthen "
        "the horizon.",
    ),
    "start_in_past": (
        "早于计划起编季度 {first}，无法安排。",
        "This lies before {first}, the first quarter that may be planned.",
    ),
    "target_beyond": (
        "目标 {at_least} 超过该区划的总数 {most}，无法完成。",
        "The target of {at_least} is beyond all that the region has ({most}).",
    ),
    "fund_unruled": (
        "“{name}”没有出资比例，不会被使用。",
        "{name} has no share rule and will not be used.",
    ),
    "estates_unfunded": (
        "{count} 个小区（{names}）没有任何资金可用，不会排入：资金已指定给其他小区。"
        "请补充“指定资金”，或列一个不指定的来源。",
        "No fund may pay for {count} estates ({names}), which will not be planned: the money is earmarked to others. "
        "Add earmarks, or a fund without any.",
    ),
    "earmark_outside": (
        "{fund[zh]}不能用于“{name}”：该小区不在资金的使用范围内。",
        "{fund[en]} may not be used for {name}, which lies outside its region.",
    ),
    "earmarks_beyond": (
        "{year} 年指定到小区的资金合计 {bound:fen}，超过额度 {grant:fen}，多出 {rest:fen}。请更正“指定资金”或额度。",
        "the earmarks of {year} come to {bound:fen}, {rest:fen} more than the appropriation of {grant:fen}: correct "
        "the earmarks or the appropriation.",
    ),
    "earmarks_rest": (
        "{year} 年额度 {grant:fen} 中只有 {bound:fen} 指定到小区，其余 {rest:fen} 不会动用。"
        "要动用请补充“指定资金”，或另列一个来源。",
        "only {bound:fen} of the appropriation of {grant:fen} in {year} is earmarked; the other {rest:fen} will not be "
        "spent. To spend it, add earmarks, or list it as a fund of its own.",
    ),
    "earmarks_spare": (
        "{estates} 个小区（{names}）指定的资金合计 {money:fen}，超过其全部改造内容的造价（最多约 {cost:fen}），"
        "多出的不会动用。请核对改造内容是否填全、造价是否另有依据。",
        "The money earmarked to {estates} estates ({names}), {money:fen} in all, is more than all their works could "
        "cost (some {cost:fen} at most); what is over will not be spent. Check whether works or known costs are "
        "missing.",
    ),
    "work_unpayable": (
        "“{measure[zh]}”在 {estates} 个小区（{names}）只有 {share} 有资金可出，不足 100%，无法实施。"
        "请检查出资比例和资金使用范围。",
        "On {estates} estates ({names}) funds may pay only {share} of {measure[en]}, so it can never be done. Check "
        "the share rules and the funds' regions.",
    ),
    "trade_unused": ("没有改造内容用到工种“{trade}”。", "No measure uses the trade {trade}."),
    "vote_unknown": (
        "“{measure[zh]}”须经业主表决：{count} 个小区没有填表决结果，这几项不会列入方案。表决后填上参与率和同意率。",
        "{measure[en]} takes a vote of the owners: on estates without its result the work is not offered to the plan "
        "(estates: {count}). Fill in turnout and approval after the vote.",
    ),
    "own_read": (
        "这是单位自己的台账：读出 {regions} 个街道、{estates} 个小区、{buildings} 栋、{households} 户、"
        "{works} 项改造内容。下面列出没有认出的内容，以及台账没有、由系统补上的默认值（≈），请核对后再导入。",
        "An office's own book: {regions} subdistricts, {estates} estates, {buildings} buildings, {households} "
        "households and {works} works were read. What was not understood and what was made up (≈) is listed: check it "
        "first.",
    ),
    "own_row_nameless": (
        "这一行有数字，但没有小区名称，未读取。如属于某个小区，请补上名称。",
        "This row has figures and names no estate; it was not read. Add the estate's name if it belongs to one.",
    ),
    "own_figure": (
        "“{text}”不是一个数，未读取。请只填一个数（可带单位）。",
        "{text} is not one number and was not read. Fill in one number; a unit may follow.",
    ),
    "own_money_divided": (
        "“{text}”的各部分（其中……）逐行列在下面，合起来正好是它：按各部分读取，这一行不重复计入。",
        "The parts of {text} stand below and are the whole of it: they were read, and this row is not counted again.",
    ),
    "own_rough": (
        "“{text}”是约数，按其数读取。",
        "{text} is rough; its figure was taken.",
    ),
    "own_sheet_hidden": (
        "这张工作表是隐藏的，未读取。如需读取，请取消隐藏。",
        "This sheet is hidden and was not read. Unhide it to have it read.",
    ),
    "own_sheet_unread": (
        "这张工作表没有认出表格，未读取。",
        "No table was found on this sheet; it was not read.",
    ),
    "own_table_sums": (
        "这张表没有小区名称，按汇总表处理，不重复计数。",
        "This table names no estates: it is taken as sums of others and not counted twice.",
    ),
    "own_table_unread": (
        "这张表既不是小区清单，也不是资金表，未读取。",
        "This table lists neither estates nor money; it was not read.",
    ),
    "own_no_estates": (
        "没有找到小区清单：需要一行表头，其中至少有“小区名称”和另外两列（如户数、建筑面积、改造内容）。",
        "No list of estates was found: a heading row must name the estate and two more columns "
        "(households, floor area, works …).",
    ),
    "own_column_unsure": (
        "列“{head}”（如 {samples}）像是“{guess[zh]}”，请确认或另选。",
        "Column {head} ({samples} …) looks like {guess[en]}: confirm it or choose another meaning.",
    ),
    "own_word_unknown": (
        "“{word}”是哪一项改造内容？请从目录中选，或标为不是改造内容（-）。",
        "Which measure is {word}? Choose one of the catalogue's, or - for none.",
    ),
    "own_year_unknown": (
        "全书没有写年份：计划从哪一年到哪一年？",
        "The book names no year: from which year to which is planned?",
    ),
    "own_cell_left": (
        "“{text}”在表头之外，未读取（同列共 {count} 格）。如有用，请在这一列加上表头。",
        "{text} stands under no heading and was not read ({count} such cells in the column). Give the column a "
        "heading if it means something.",
    ),
    "own_row_alone": (
        "这一行只有“{text}”，看不出属于哪个小区，未读取。",
        "This row says only {text} and belongs to no estate; it was not read.",
    ),
    "own_sum_differs": (
        "合计行写的是 {text}，各行相加是 {total}：以各行为准，请核对。",
        "The row of sums says {text}, the rows add up to {total}: the rows count; please check.",
    ),
    "own_estate_again": (
        "“{text}”在同一张表里出现两次且数字不同，按两个小区处理，请核对。",
        "{text} stands twice in this list with other figures; it is taken as two estates; please check.",
    ),
    "own_estate_same": (
        "“{text}”在同一张表里重复，只计一次。",
        "{text} stands twice in this list with the same figures; it is counted once.",
    ),
    "own_repeat_differs": (
        "“{name}”在别处写的是 {kept}，这里是 {text}：以前者为准，请核对。",
        "{name} has {kept} elsewhere and {text} here: the former counts; please check.",
    ),
    "own_when": (
        "“{text}”看不出是哪一年或哪一季度，未读取。",
        "{text} names no year and no quarter; it was not read.",
    ),
    "own_quantity": (
        "“{text}”不是以“{unit}”计的工程量：只作为需要这项改造，数量另行估算，原文留在备注。",
        "{text} is no quantity in {unit}: the work is taken as wished for, its quantity is estimated, the text is "
        "kept in the note.",
    ),
    "own_unit_unsure": (
        "列“{head}”（如 {samples}）没有写明单位，按“{guess}”读取，请确认。",
        "Column {head} ({samples} …) names no unit; {guess} was taken: please confirm.",
    ),
    "own_place_unknown": (
        "这张表没有写明街道：各小区属于哪个街道？",
        "This table names no subdistrict: to which one do its estates belong?",
    ),
    "own_mark_unknown": (
        "“{mark}”表示需要还是不需要？暂按需要处理。",
        "Does {mark} say yes or no? It is taken as yes meanwhile.",
    ),
    "own_name_unknown": (
        "小区清单里没有“{name}”（或不止一个）：它是哪个小区？暂按最相近的处理，没有相近的按新小区处理；新小区答“-”。",
        "The list of estates has no {name}, or several: which one is it? Meanwhile the nearest is taken, or a new one; "
        "answer - for a new one.",
    ),
    "own_built_unknown": (
        "全书没有建成年份：这些小区是否都在 {year} 年底前建成？暂按是处理；"
        "不清楚请答“-”（不知道年份的小区不能列入计划）。",
        "The book says of no estate when it was built: were all built by the end of {year}? Meanwhile they are taken "
        "to be; answer - if it is not known (such estates cannot be planned).",
    ),
    "own_made_built": (
        "≈ 台账没有建成年份，各小区均按 {year} 年计。",
        "≈ the book has no years of building; {year} is taken for every estate.",
    ),
    "own_made_households": (
        "≈ {estates} 个小区没有户数，按面积、楼栋或其他小区推算：{names}。",
        "≈ {estates} estates have no households; they are estimated from area, buildings or other estates: {names}.",
    ),
    "own_made_rough": (
        "≈ {estates} 个小区有写作约数、年代或区间的数字，取其数或较晚、较大的一端：{names}。",
        "≈ {estates} estates have figures said as about so much, a decade or a range; the later or larger end is "
        "taken: {names}.",
    ),
    "own_wish_outside": (
        "≈ {estates} 个小区希望的年度不在计划年度内，未采用，原文留在备注里：{names}。",
        "≈ {estates} estates wish for years that are not planned; the wish does not count and is kept as a note: "
        "{names}.",
    ),
    "own_made_quantity": (
        "≈ {estates} 个小区只有部分楼栋需要某些改造，工程量按这些楼栋推算：{names}。",
        "≈ on {estates} estates only some buildings wish for a work; its quantity is estimated from these: {names}.",
    ),
    "own_made_capacity": (
        "≈ 台账没有施工班组和在建上限，均不设限；责任单位、职责分工、禁止施工期采用默认值。",
        "≈ the book has no crews and no limits on sites: none are set; units, duties and blackouts are the defaults.",
    ),
    "own_made_district": (
        "≈ 台账没有写明是哪个区，名称和发文单位暂用“本区”：《{title}》；导入后在“计划”表里改。",
        "≈ the book names no district: the title {title} and the issuer say “this district”; change them on the sheet "
        "Programme after taking it in.",
    ),
    "own_made_codes": (
        "≈ {regions} 个街道、{estates} 个小区的编号由系统编定，下次导入同一份台账时不变。",
        "≈ the codes of {regions} subdistricts and {estates} estates were given here; they stay when the book comes "
        "again.",
    ),
    "own_made_middle": (
        "≈ {count} 项改造内容没有严重程度和意愿度，均按 0.5 计。",
        "≈ {count} works have no severity and no wish; both are taken as 0.5.",
    ),
    "own_made_costs": (
        "≈ {estates} 个小区只有总投资，已按目录单价的比例分到各项改造内容：{names}。",
        "≈ {estates} estates have one sum only; it is shared among their works in proportion to the catalogue's rates: "
        "{names}.",
    ),
    "own_made_fund": (
        "≈ 台账没有资金来源：按“区级财政（待落实）”不限额试排，落实资金后请更正。",
        "≈ the book names no source of money: planned with an unlimited district fund that is still to be found.",
    ),
    "own_made_kind": (
        "≈ 资金“{name}”按名称判断为{kind[zh]}，出资比例采用该类资金的默认值。",
        "≈ source {name} is taken as {kind[en]} by its name, with that kind's default shares.",
    ),
    "own_made_bound": (
        "≈ 资金“{name}”写在 {estates} 个小区旁，合计 {amount:fen}：按各小区、各年度指定（“指定资金”表），"
        "只用于该小区，当年结余可结转以后年度。",
        "≈ money of {name} stands beside {estates} estates, {amount:fen} in all: it is earmarked to each estate and "
        "year (sheet Earmarks), used for that estate alone; what a year leaves over is carried over.",
    ),
    "own_money_outside": (
        "≈ 资金“{name}”有 {amount:fen}写在计划年度以外（{years}年），未计入。",
        "≈ {amount:fen} of {name} is for years that are not planned ({years}); it does not count.",
    ),
    "own_money_undated": (
        "≈ 资金“{name}”有 {amount:fen}没有写年度，计入第一年（{years}年），当年结余可结转。",
        "≈ {amount:fen} of {name} names no year; it counts in the first ({years}), and what is left is carried over.",
    ),
    "own_beside_beyond": (
        "≈ 资金“{name}”{year} 年在小区旁合计 {beside:fen}，超过资金表的 {granted:fen}：以资金表为准，未指定到小区。",
        "≈ money of {name} beside estates comes to {beside:fen} in {year}, more than the {granted:fen} of the table of "
        "money: the table counts, and nothing is earmarked.",
    ),
    "own_beside_unlisted": (
        "≈ 小区旁写有资金“{name}”合计 {amount:fen}，资金表里没有这个来源：以资金表为准，未计入。"
        "是另一个来源的，请在资金表加一行。",
        "≈ money of {name}, {amount:fen} in all, stands beside estates, but the table of money names no such source: "
        "the table counts, and this was left out. Where it is a source of its own, add a row to the table.",
    ),
    "own_money_stranger": (
        "“{text}”不在小区清单里：这一行的资金没有指定到小区，计入该来源总额。请更正名称。",
        "{text} is on no list of estates: the row's money is earmarked to none, and counts for its source as a whole. "
        "Correct the name.",
    ),
    "own_unlimited": (
        "“{text}”：资金“{name}”按没有上限读取，各年不设额度。",
        "{text}: {name} is taken as having no limit in any year.",
    ),
    "own_money_stays": (
        "≈ 台账里的资金没有采用：原计划的资金来源、额度和指定资金保持不变；要改请到“资金来源”“指定资金”表。",
        "≈ the book's money was not taken: the programme keeps its funds, appropriations and earmarks; change them on "
        "the sheets Funds and Earmarks.",
    ),
    "own_made_rules": (
        "≈ {count} 项改造内容按默认出资比例凑不足全部造价，不足部分可由{names}承担。",
        "≈ by the default shares {count} measures could not be paid in full; the rest may be paid by {names}.",
    ),
    "support_unasked": (
        "{estate_count} 个小区的 {count} 项改造内容没有填同意率：按“未征询”列入计划并标明，编制方案时须征询居民；"
        "如不列入，请把“计划概况”的“未征询的改造内容可列入”改为“否”。",
        "{count} works on {estate_count} estates have no support ratio: they are planned as not asked yet, and "
        "residents are asked while the scheme is drawn up. To leave them out, answer no to “Plan works not asked "
        "about”.",
    ),
    "support_unasked_out": (
        "{estate_count} 个小区的 {count} 项改造内容没有填同意率，不列入计划；"
        "如要按“未征询”列入，请把“计划概况”的“未征询的改造内容可列入”改为“是”。",
        "{count} works on {estate_count} estates have no support ratio and are left out. To plan them as not asked "
        "yet, answer yes to “Plan works not asked about”.",
    ),
    "starts_differ": ("同一小区的开工季度应一致。", "All works of an estate begin in one quarter."),
    "begun_later": (
        "在建小区应在计划起编季度 {first} 之前开工。",
        "What is under way should have begun before {first}.",
    ),
    "work_unsurveyed": ("该小区的摸底调查里没有这项改造内容。", "The estate's survey does not list this measure."),
    "spent_elsewhere": ("这项改造内容不在“在建小区”表中。", "This work is not on the sheet of estates under way."),
    "basis_missing": (
        "有发文字号而没有“政策依据”：工作计划将不引用任何文件，请填写文件全称和文号。",
        "There is a document number and no policy basis: the work plan will cite nothing. Fill in names and numbers.",
    ),
    "number_of_other_year": (
        "发文字号“{number}”的年份与成文日期 {date} 不是同一年。",
        "The year in the document's number {number} is not that of its date {date}.",
    ),
    "office_missing": (
        "职责分工提到“小区所在街道”，但“{name}”没有对应的责任单位。",
        "Duties name the estate's subdistrict, but {name} has no unit.",
    ),
    "estate_unsurveyed": ("“{name}”没有摸底调查，不会列入方案。", "{name} has no survey and will not be planned."),
}

_PLAUSIBLE: dict[str, tuple[str, str]] = {
    "grant_unlikely": (
        "{year} 年额度 {grant:fen}，是这项资金可用于的全部改造内容造价（约 {cost:fen}）的 {times} 倍，请核对单位。",
        "The appropriation of {year}, {grant:fen}, is {times} times what the works that it may pay could cost (some "
        "{cost:fen}); please check the unit.",
    ),
    "households_unlikely": (
        "户数 {households}，{each} 户一栋，远超常见，请核对。",
        "{households} households, {each} in each building, is far beyond the usual; please check.",
    ),
    "rate_unlikely": (
        "综合单价 {rate} 元，默认单价是 {usual} 元，相差 {times} 倍，请核对单位是元还是万元。",
        "The rate of {rate} yuan is {times} times off the default of {usual} yuan; is its unit right?",
    ),
    "households_zero": ("户数为 0，请核对。", "No households; please check."),
    "area_unlikely": (
        "户均建筑面积 {area} ㎡，不在常见的 20—250 ㎡ 之内，请核对户数和面积的单位。",
        "{area} ㎡ for each household is outside the usual 20 to 250; check the counts and the unit.",
    ),
    "built_year_missing": ("建成年份未填，该小区不会列入方案。", "Without the year built the estate is not planned."),
    "built_in_future": ("建成年份在计划期之后，请核对。", "The year built lies after the horizon; please check."),
    "place_unlikely": (
        "距离其他小区约 {away} 公里，请核对经度、纬度。",
        "This is some {away} km from the other estates; check longitude and latitude.",
    ),
    "name_twice": (
        "同一街道有两个“{name}”（另一个是 {other}）。",
        "Two estates of a subdistrict are called {name} (see {other}).",
    ),
    "cannot_estimate": (
        "没有工程量，也没有推算系数，无法估算造价（{missing}）。",
        "Neither a quantity nor a ratio to estimate it: no cost ({missing}).",
    ),
    "cost_unlikely": (
        "户均造价 {cost} 万元（合计 {total} 万元），不在常见范围之内，请核对。",
        "{cost} × 10⁴ yuan for each household ({total} in all) is unusual; please check.",
    ),
    "given_cost_unlikely": (
        "给定造价 {given} 万元，按单价估算约 {rated} 万元，相差过大，请核对单位是万元还是元。",
        "The given cost of {given} × 10⁴ yuan is far from the estimate of about {rated}; is its unit right?",
    ),
}

FINDINGS = catalogue(refused=_REFUSED, shape=_SHAPE, cells=_CELLS, rows=_ROWS, between=_BETWEEN, plausible=_PLAUSIBLE)
