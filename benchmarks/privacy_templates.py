"""What the documents of the scanner's bench are made of: names, prefixes, sentences. Lines at even places are of the
"open" half, those at odd places of the "held" one. All of it is invented (示例数据) but for public prefixes."""

REGIONS = "420103 420102 420106 420114 420922 421181 110105 310115 320102 330106 340104 350203 360103 370102 410105 430104 440305 450103 500112 510107 610113 620102 230103 220104 654101".split()
MOBILE_PREFIXES = "130 131 132 133 134 135 136 137 138 139 145 147 150 151 152 153 155 156 157 158 159 166 170 171 173 175 176 177 178 180 181 182 183 184 185 186 187 188 189 190 191 193 195 197 198 199".split()
CARD_PREFIXES = [
    ("622202", 19),
    ("621226", 19),
    ("622848", 19),
    ("623052", 19),
    ("621700", 19),
    ("622700", 16),
    ("621661", 19),
    ("622262", 19),
    ("621483", 16),
    ("622588", 16),
    ("621799", 19),
    ("622188", 19),
    ("622908", 18),
    ("622622", 16),
    ("623259", 19),
    ("621098", 19),
    ("955880", 19),
    ("436742", 16),
    ("456351", 19),
    ("601382", 19),
    ("622155", 16),
    ("625955", 16),
    ("621284", 19),
    ("621558", 19),
    ("620522", 19),
]
MAIL_NAMES = "zhangwei lihua wang.fang chen_jie liuyang yang.xm zhao1985 sunny_day xiaoming hbwuhan laoli fengye abc tiantian lucky mary huang-qi zhouj".split()
MAIL_HOSTS = "163.com 126.com qq.com sina.com sohu.com gmail.com outlook.com foxmail.com 139.com hotmail.com yeah.net aliyun.com wh.com.cn hust.edu.cn".split()
SIZES = {
    ("mobile", 11): [3, 4, 4],
    ("id", 18): [6, 8, 4],
    ("id", 15): [6, 6, 3],
    ("card", 16): [4, 4, 4, 4],
    ("card", 19): [4, 4, 4, 4, 3],
    ("card", 18): [6, 12],
    ("card", 17): [4, 4, 4, 5],
}

# by how common they are (公安部 2020 list of the hundred commonest, then rarer ones)
SURNAMES = list(
    "王李张刘陈杨黄赵吴周" * 4
    + "徐孙马朱胡郭何林罗高" * 3
    + "郑梁谢宋唐许韩邓冯曹彭曾肖田董潘袁蔡蒋余于杜叶程魏苏吕丁任卢姚沈钟姜崔谭陆范汪廖石金韦贾夏付方邹熊白孟秦邱侯江尹薛闫段雷龙黎史陶贺毛郝顾龚邵万覃武钱戴严莫孔向常"
    * 2
    + "汤康易乔赖文庞樊兰殷施洪翟安颜倪温季俞章鲁葛伍申尤毕聂焦柳邢齐梅庄辛管祝左涂谷祁时舒耿牟卜路詹关苗凌费纪靳盛童欧甄项曲成游阳裴席卫查屈鲍位覃霍翁隋植甘景单包司柏宁柯阮桂闵车房冉解褚娄明"
)
DOUBLE_SURNAMES = ["欧阳", "上官", "司马", "诸葛", "夏侯", "皇甫", "司徒", "尉迟", "令狐", "慕容", "东方", "端木"]
GIVEN_OPEN = (
    "伟 芳 娜 敏 静 丽 强 磊 军 洋 勇 艳 杰 涛 明 超 秀英 建国 建华 桂英 秀兰 志强 玉兰 海燕 晓东 小红 国强 淑珍 春梅 凤英 红梅 金花 德胜 文革 爱民 卫东 永福 长江 思远 子涵 雨桐 浩然 梓轩 诗涵 欣怡 宇航 佳琪 一诺"
    " 俊杰 天佑 嘉豪 雅琴 婉清 明珠 宝玉 美玲 惠敏 素芬 翠花 世昌 耀武 光荣 庆丰 新民 立新 跃进 和平 保国 大山 铁柱 福生 水生 根生 火旺 银凤 菊香 莲花 巧云 彩霞 月娥 冬梅 腊梅 秋菊 晨曦 若曦 语嫣 紫萱 沐阳 奕辰"
    " 泽宇 可欣 梦瑶 思琪 雪莹 昊天 睿 博 琳 颖 慧 婷 倩 璐 瑶 鑫 凯 昊 轩 辰 宁 平 刚 斌 波 辉 鹏 飞 峰 浩"
).split()
GIVEN_HELD = (
    "英 华 玲 桂兰 玉珍 建军 国庆 秀珍 志明 丽华 建平 玉英 国华 小平 春兰 桂芳 海涛 晓明 小燕 文斌 淑芬 玉梅 凤兰 红霞 金凤 德华 爱国 卫国 永强 长生 志远 子轩 梓涵 雨欣 皓轩 宇轩 思涵 佳怡 梓萱 俊熙 天翔 嘉怡 雅文 婉婷 明辉 宝珠"
    " 美华 惠兰 素珍 翠兰 世杰 耀华 光明 庆生 新华 立军 跃华 和顺 保华 大勇 铁军 福来 水清 根宝 火生 银花 菊英 莲英 巧玲 彩云 月英 冬生 腊生 秋生 晨阳 若兰 语涵 紫嫣 沐辰 奕涵 泽楷 可馨 梦洁 思雨 雪梅 昊宇 钰 勋 蓓 楠 薇 娟 燕 莉 萍 霞"
    " 瑞 峻 恺 彬 健 龙 林 松 康 亮 云 兵 昌 顺 锋 栋 怀民 仲文 其昌 守义 传宝 克勤 敬之 若愚 望舒 清源 亦菲 槿 书琪 允儿 知远 牧之 稼轩 友谅 从文 于飞 之涵"
).split()

POSTS = "区长 副区长 局长 主任 书记 街道办事处主任 区委书记 总监理工程师 项目经理 科长".split()
ESTATES = "万松小区 常青花园 华苑新村 江汉人家 金色雅园 西马里 天门墩社区 航空路小区 复兴村社区 三眼桥小区 红旗渠宿舍 方圆公寓 高雄路社区 贺家墩小区 马场角小区 单洞新村 宝丰里 时代名居 和睦里 唐家墩小区 安居苑 福星城 石桥社区 水厂宿舍".split()
STREETS = "解放大道 常青一路 前进四路 黄兴路 张自忠路 新华路 万松园路 马场路 高雄路 江汉路 汉兴街 唐家墩路 单洞路 贺家墩路 民权街 利济北路".split()
FIRMS = "湖北江天建设集团有限公司 武汉市方正监理有限公司 中建三局第一建设工程有限责任公司 武汉金源设计院有限公司 华信造价咨询有限公司 万方物业服务有限公司 高科消防工程有限公司".split()
OFFICE_ROOMS = [
    "区住房和城市更新局302室",
    "区政府2号楼501会议室",
    "街道办事处二楼201室",
    "政务服务中心B座1203室",
    "项目部106室",
    "社区居委会205室",
]
TITLES = [
    "{-estate}老旧小区改造工作计划",
    "关于{-street}片区改造进展的通报",
    "{-document}公示公告",
    "居民来信办理情况",
    "{-estate}名单",
    "小区群聊天记录整理",
    "改造工作简报第{-number}期",
    "会议纪要摘要",
    "意见征集情况",
    "工作群消息",
]

PROSE = [
    "经核实，{room}业主{name}反映的卫生间渗水问题已于{-date}处理完毕。",
    "来信人{name}，住{-street}12号{room}，要求尽快修复外墙。",
    "联系人：{name}，联系电话：{mobile}，请于{-date}前反馈。",
    "住户{name}（身份证号：{id}）已签订同意书。",
    "{name}，男，68岁，家住{-estate}{room}，建议加装扶手。",
    "补偿款{-money}已汇入{name}账户，卡号{card}。",
    "申请人：{name}；身份证号码：{id}；联系方式：{mobile}。",
    "请{name}于{-date}携带证件（{id}）到{-office}办理。",
    "{-estate}{room}{name}家的窗户在施工中损坏，施工单位已更换。",
    "投诉人电话{mobile}，反映{-estate}{-building}夜间施工。",
    "如有疑问可与{name}联系，手机{mobile}，邮箱{mail}。",
    "户主{name}，房号{room}，同意加装电梯。",
    "车牌号{plate}的车辆占用消防通道，车主电话{mobile}。",
    "反馈意见请发送至{mail}，或致电{landline}。",
    "居民{name}（{room}，{mobile}）提出增设晾衣架。",
    "意见人：{name}，地址：武汉市江汉区{-street}35号{room}。",
    "被征收人{name}，身份证{id}，银行卡{card}，金额{-money}。",
    "退款账户：户名{name}，开户行工行，账号{card}。",
    "低保户{name}家住{room}，由社区代办手续。",
    "业主代表{name}{mobile}参加了验收。",
    "公示对象：{name}（公民身份号码{id}）。",
    "经办时登记的旧证号为{old id}，身份证号已更新为{id}。",
    "{name}　{mobile}　{room}",
    "{room}　{name}　{id}",
    "港澳通行证号码{permit}，持证人{name}，住{room}。",
    "护照号：{permit}，联系电话{mobile}。",
    "微信号：{wechat}，QQ号：{qq}，请添加后注明楼栋。",
    "业主加微信{wechat}入群，或QQ：{qq}。",
    "该户坐标为{coordinates}，户主{name}，电话{mobile}。",
    "{room}住户经纬度：{coordinates}。",
    "举报人手机{mask}，已回访。",
    "中签人证件号{mask}，请核对。",
    "回访电话：{mobile}、{mobile}，均已接通。",
    "电话：{mobile}/{mobile}。",
    "经社区走访，独居老人{name}住在{room}，子女电话{mobile}。",
    "联系电话{landline}（{name}），工作日8:30至17:30。",
    "{name}（{mobile}）、{name}（{mobile}）为楼栋代表。",
    "收款人：{name}，收款账号：{card}，开户行：中国建设银行武汉分行。",
    "监护人{name}，身份证件号码为{id}，手机号码为{mobile}。",
    "{name}等三户反映{room}楼下化粪池外溢。",
    "答复：{name}，您好！您反映的{room}漏水问题，我局已派人查看。",
    "楼长{name}家在{room}，负责收集签名。",
    "信访人{name}，{id}，称其房屋墙体开裂。",
    "原件由{name}保管，邮箱为{mail}，手机为{mobile}。",
    "{-estate}{room}产权人为{name}。",
    "住{room}的{name}不同意占用绿地。",
    "附身份证号：\n{id}\n手机号：\n{mobile}",
    "证件号码如下：\n{id}\n银行卡号：\n{card}",
    "居民代表{name alone}在会上发言，表示支持改造。",
    "业主{name alone}认为方案应当优化。",
]

CHAT = [
    "我是{room}的{name}，电话{mobile}，今天水压还是低",
    "楼长你好 我家{room} 叫{name} 手机{mobile}",
    "{name}家住{room}你们可以去问问",
    "有事打{mobile}找{name}",
    "帮我登记下 {name} {id} {mobile}",
    "我的卡号{card}，名字{name}",
    "加我v：{wechat} 发你照片",
    "微信{wechat}，或者扣扣{qq}",
    "我电话换了，新号{mobile}，{name}",
    "师傅上门修一下{room}，联系{name}{mobile}",
    "接龙\n1. {name} {room} 同意\n2. {name} {room} 不同意",
    "统计一下：\n{room}{name}\n{room}{name}\n{room}{name}",
    "@{name} 你家{room}钥匙在我这",
    "隔壁{room}的{name}又在装修",
    "邮箱{mail} 麻烦发我一份图纸",
    "发到{mail}就行，我姓名{name}，{room}",
    "谁的车{plate}挡路了，打{mobile}",
    "{plate}挪下车，车主住{room}",
    "报名：{name}，{mobile}",
    "收到请回复，我是{name} {mobile} {room}",
    "身份证{id}，帮我查下补贴到账没",
    "我妈{name}身份证{id}",
    "麻烦转{name}，他手机{mobile}，住{room}",
    "我叫{name}，住{room}，漏水一个月了没人管",
    "{name}{mobile}",
    "{mobile}{name}",
    "{room} {name} {mobile}",
    "{name} {room} {mobile}",
    "打款到{card} 户名{name}",
    "工行{card}，{name}",
    "定位发你了{coordinates} 我家{room}",
    "在{coordinates}这里，{name}家楼下",
    "家里座机{landline}",
    "打座机{landline}找{name}",
    "{mask} 这个号是谁的",
    "中奖名单{mask}",
]

TABLES = [
    "序号\t姓名\t房号\t联系电话|№\t{name}\t{room}\t{mobile}",
    "序号\t户主\t身份证号\t手机|№\t{name}\t{id}\t{mobile}",
    "姓名\t身份证号\t银行卡号\t金额（元）|{name}\t{id}\t{card}\t{-number}",
    "业主姓名\t住址\t电话\t意见|{name}\t{room}\t{mobile}\t同意",
    "房号\t业主\t车牌\t备注|{room}\t{name}\t{plate}\t无",
    "序号\t联系人\t邮箱\t电话|№\t{name}\t{mail}\t{mobile}",
    "№\t户名\t账号\t开户行|№\t{name}\t{card}\t工商银行",
    "小区\t申请人\t证件号码\t事由|{-estate}\t{name}\t{id}\t加装电梯",
    "编号\t信访人\t联系方式\t反映事项|{-task}\t{name}\t{mobile}\t{room}漏水",
    "工单\t来电人\t来电号码\t地址|№\t{name}\t{mobile}\t{-street}8号{room}",
    "序号\t报名人\t微信号\t手机号|№\t{name}\t微信：{wechat}\t{mobile}",
    "序号\t代表\tQQ\t电话|№\t{name}\tQQ：{qq}\t{mobile}",
]

CLEAN = [
    "{-date}，{-post}{-official}主持召开专题会议，部署老旧小区改造工作。",
    "{-official}{-post}指出，要高度重视施工安全，严格落实责任。",
    "依据{-document}和{-standard}，完成投资{-money}，占{-percent}。",
    "项目总投资{-money}，其中中央补助{-money}，区级配套{-money}。",
    "{-estate}共{-number}栋{-household}，建筑面积{-area}。",
    "{-estate}改造涉及{-household}，面积{-area}，于{-date}开工。",
    "索引号：{-index}，发布日期：{-date}，文号：{-document}。",
    "索引号{-index}；主题分类：城乡建设；成文日期：{-date}。",
    "附件校验值 SHA-256：{-hash}。",
    "文件哈希{-hash}，大小{-number}KB。",
    "任务编号{-task}，责任单位：{-firm}。",
    "任务号：{-task}；施工单位：{-firm}；工期{-number}天。",
    "项目代码：{-project}，批准文号：{-document}。",
    "投资项目在线审批代码{-project}，估算投资{-money}。",
    "工单编号：{-work order}，办理时限5个工作日。",
    "流水号：{-work order}，已办结。",
    "订单号{-order}，发票号码{-order}。",
    "采购编号：{-order}，中标金额{-money}。",
    "统一社会信用代码：{-credit}，单位名称：{-firm}。",
    "中标单位{-firm}（{-credit}），工期{-number}日历天。",
    "时间戳{-stamp}，版本{-version}，服务器{-host}。",
    "系统日志：{-stamp} {-host} 版本{-version}。",
    "纳税人识别号：{-tax}，设备IMEI：{-imei}。",
    "税号{-tax}；条形码{-barcode}。",
    "咨询热线{-hotline}，网站备案号{-icp}。",
    "如遇停水停电请拨打{-hotline}。",
    "投诉请拨打{-hotline}，或发邮件至{-public mail}。",
    "反馈邮箱{-public mail}，热线{-hotline}。",
    "{-building}雨污分流管道施工，影响车位{-number}个。",
    "本周完成{-building}屋面防水和外立面粉刷。",
    "报名地点：{-office}，时间：{-date}。",
    "请到{-office}领取材料，逾期不候。",
    "居民{-covered}反映路灯不亮，已转{-firm}处理。",
    "群众{-covered}来信收悉，现答复如下。",
    "全区高层住宅安全排查任务已完成，方案经专家论证。",
    "居民高度关注施工安全，业主方便出行是首要任务。",
    "住户安装防盗窗须经业主委员会同意，党员干部带头。",
    "业主大会表决通过，时间安排和方式另行公告。",
    "联系{-firm}安排人员，管道和管线全部更换。",
    "联系社区安排，周边石材路面平整，常青藤种植{-number}株。",
    "温馨提示：施工期间请关好门窗，马上恢复供水。",
    "应急预案：高温雷雨天气停止高空作业，解决应及时。",
    "公告编号：{-order}，公示期5个工作日（{-date}至{-date}）。",
    "设备序列号{-uuid}，图号{-standard}。",
    "检测报告编号{-uuid}，依据{-standard}。",
    "关注微信公众号“{-account}”了解进展，微信群由社区管理。",
    "扫描微信小程序二维码，或关注公众号{-account}。",
    "第{-number}条至第{-number}条，按《城市房屋安全管理条例》执行。",
    "完成{-percent}，较上月提高{-percent}，排名第{-number}。",
    "{-street}东侧人行道改造长{-number}米，沿线商铺{-household}。",
    "{-street}与{-street}交口新建公厕一座，面积{-area}。",
    "总监理工程师{-official}签发开工令，{-date}进场。",
    "法定代表人{-official}，{-firm}，中标价{-money}。",
    "评标委员会成员：{-official}、{-official}、{-official}。",
    "出席：{-official}、{-official}。记录：{-official}。",
    "原手机号已遮掩为{-small mask}，不影响核对。",
    "卡号尾号{-small mask}的账户退款已到账。",
    "一是加强管理，二是周密安排，三是明确任务，四是严格程序，五是强化宣传。",
    "二〇二八年四月二十日，完成一、三、五、七、九号楼改造。",
    "第三季度二〇二八年七月至九月，安装路灯一百二十盏。",
    "电梯停靠1、3、5、7、9、11、13层，载重1000kg。",
    "楼层分布：1、2、3、5、8、13层，每层4户。",
]

# The blind part: written when the scanner stood, looked at once (the report tells that figure), then mended by too
BLIND_GIVEN = (
    "静怡 海波 玉洁 建新 秀梅 国栋 晓峰 雨涵 子墨 佩瑶 振宇 淑兰 广财 喜凤 连生 传芳 绍华 启明 继红 润生 宗伟 维民 兆丰 春生 桂珍 乃文 如意 圆圆 莹莹 洋洋 乐 蕾 萌 雪 芬 琴 冰 旭 晶 岩 翠英 炳坤 鹤年 锦程 景行"
    " 承志 培元 耀祖 秋月 夏荷 冬青 亚男 改娣 满仓 得水 有才 永贵 进财 银锁 铁蛋 思齐 致远 怀瑾 星辰 若溪 艺馨 煜城 铭泽 梓豪 歆瑶 一帆 佳宁 皓天 语桐 玥 珂 骁 彤 琦"
).split()
BLIND_PROSE = [
    "{-date}上午，{name}到社区反映{room}厨房返水，留下电话{mobile}。",
    "入户调查显示，{room}现由{name}一家三口居住。",
    "同意加装电梯的业主有{name}（{room}）、{name}（{room}）。",
    "物业工作人员与{name}（电话：{mobile}）取得联系后约定上门时间。",
    "身份证号为{id}的{name}已领取钥匙。",
    "房屋所有权人：{name}，证件：{id}，坐落：{-estate}{room}。",
    "施工队误将{room}水管切断，户主{name}要求赔偿{-money}。",
    "特此委托{name}（身份证{id}）代为办理签约，联系电话{mobile}。",
    "补贴发放：{name}，{card}，{-money}。",
    "另附经办人银行卡{card}及预留手机{mobile}。",
    "{name}老人独居{room}，紧急联系人{name}，{mobile}。",
    "监督员{name}的邮箱是{mail}。",
    "意见可寄至{-street}66号{room}{name}收，邮编430022。",
    "违停车辆{plate}由{name}驾驶，电话{mobile}。",
    "志愿者{name}、{name}负责登记，报名电话{mobile}。",
    "对{room}{name}提出的遮阳棚问题，答复如下。",
    "现将{name}（{id}）列入公示，公示期{-number}日。",
    "户内改造由{name}自行承担，确认签字人手机{mobile}。",
    "咨询可打{landline}或{mobile}。",
    "往来台湾通行证号码：{permit}；姓名：{name}；手机：{mobile}。",
]
BLIND_CHAT = [
    "谁认识{room}的{name}，他家水漏到我家了",
    "已付款，卡{card}，备注{name}",
    "我老公{name}电话{mobile}，白天打他的",
    "{name} {id} 麻烦核对下",
    "快递放{room}门口 {name} {mobile}",
    "微信同号{mobile} {name}",
    "有问题私我 {mail}",
    "把我加进去吧，{room}，{name}，{mobile}",
    "报一下：{name}{room} {mobile}",
    "刚给{name}打过电话{mobile}没人接",
    "业委会{name}说了，找他{mobile}",
    "{name}在吗？{room}的",
]
BLIND_TABLES = [
    "栋号\t房主\t身份证\t联系电话|{-number}\t{name}\t{id}\t{mobile}",
    "日期\t来访人\t住址\t电话\t事项|{-date}\t{name}\t{room}\t{mobile}\t漏水",
    "序\t领取人\t卡号\t金额|№\t{name}\t{card}\t{-number}",
]
BLIND_CLEAN = [
    "{-firm}负责人{-official}表示，将严格按照图纸施工，确保{-date}前完工。",
    "区人大代表{-official}一行视察{-estate}，{-post}陪同。",
    "本项目招标编号{-project}，开标地点：{-office}。",
    "高峰时段禁止运输，方便居民出行；安全文明施工费{-money}。",
    "凭证号{-order}，校验{-hash}。",
    "全长{-number}米，造价{-money}，施工许可证号{-order}。",
    "应付账款{-money}，已支付{-percent}，合同编号{-index}。",
    "雨水管、污水管分流，单元门、楼道灯更新，涉及{-building}、{-building}。",
]

# The last part: written after the last change to the scanner, measured with once
LAST_PROSE = [
    "走访中，{name}指着{room}的阳台说裂缝越来越大，记下电话{mobile}。",
    "本次受理{name}一件，电话{mobile}，已转街道。",
    "缴费人{name}，缴费卡{card}，{-money}。",
    "领款凭证：{name}，{id}，{card}。",
    "公示期内收到{name}（{mobile}）书面意见一份。",
    "{room}由{name}出租，承租方电话{mobile}。",
    "经{name}本人申请（身份证{id}），予以更正。",
    "工程师上门后，{name}（{room}）签字确认。",
    "代表{name}，住{room}，任期两年。",
    "请将材料邮寄给{name}，地址{-street}9号{room}，电话{mobile}。",
    "有意见请写信至{mail}，或打{landline}找{name}。",
    "证人{name}，护照{permit}，手机{mobile}。",
]
LAST_CHAT = [
    "刚看到{name}在楼下，{room}门没关",
    "代{name}发：{room}停水了，电话{mobile}",
    "{name}：我是{room}的，{mobile}",
    "麻烦物业加一下{name} {mobile}",
    "押金退到{card}，{name}收",
    "找{name}要钥匙 {mobile}",
    "{room}{name}已交费",
    "拼单：{name}+{mobile}",
]
LAST_TABLES = [
    "序号\t居民姓名\t楼栋房号\t手机号码|№\t{name}\t{room}\t{mobile}",
    "承租人\t证件号\t账号|{name}\t{id}\t{card}",
]
LAST_CLEAN = [
    *BLIND_CLEAN[:4],
    "{-post}{-official}率队检查，要求{-firm}于{-date}前整改到位。",
    "电话回访满意率{-percent}，平均时长{-number}秒，录音编号{-order}。",
    "江岸、硚口等区来访学习，参观了{-estate}{-building}。",
    "黄色警示线、安全网、施工围挡按{-standard}设置。",
]
