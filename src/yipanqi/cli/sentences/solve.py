"""Sentences of `yipanqi solve`: code → (Chinese, English), with fields to fill."""

SOLVE: dict[str, tuple[str, str]] = {
    "plan_exists": (
        "{folder} 已有内容；要覆盖请加 --force",
        "{folder} is not empty; say --force to overwrite it",
    ),
    "planner_progress": (
        "{seconds:.0f} 秒　第 {work} 轮　最好 {best:,.1f}　上界 {bound:,.1f}　差距 {gap}",
        "{seconds:.0f} s  round {work}  best {best:,.1f}  bound {bound:,.1f}  gap {gap}",
    ),
    "planner_done": (
        "方案已写入 {folder}：目标 {best:,.1f}，上界 {bound:,.1f}，差距 {gap}，改造小区 {started} 个",
        "Plan written to {folder}: objective {best:,.1f}, bound {bound:,.1f}, gap {gap}, estates: {started}",
    ),
    "planner_solver": (
        "这一上界是求解器的结论，无法复算；按价格可复算的上界 {priced:,.1f}",
        "This bound is the solver's word, which nobody can recompute; by prices it is {priced:,.1f}",
    ),
    "planner_stopped": ("已按要求停止，给出目前最好的方案", "Stopped as asked; this is the best plan so far"),
    "cluster_malformed": (
        "看不懂集群地址“{where}”：请写 local:2（本机 2 个进程）或 主机:端口",
        "Not the address of a cluster: {where}; say local:2 (2 processes here) or HOST:PORT",
    ),
    "cluster_silent": (
        "连不上集群 {where}：没有调度程序应答，请核对地址和端口",
        "Cannot reach the cluster {where}: no scheduler answers there; check host and port",
    ),
    "cluster_idle": (
        "集群 {where} 没有工作进程：请先启动工作进程",
        "The cluster {where} has no workers: start some first",
    ),
    "worker_lost": (
        "同一项计算接连失去工作进程，已停止，未写出方案：请检查内存和集群",
        "One task lost its worker again and again; stopped, no plan is written: check memory and the cluster",
    ),
    "infeasible": ("没有可行方案。以下规则互相冲突：", "No plan is possible. These rules collide:"),
    "collides_must_start": ("小区 {where} 必须改造", "estate {where} must be renovated"),
    "collides_start_in_window": ("小区 {where} 没有合适的开工窗口", "no start fits the window of estate {where}"),
    "collides_within_share": (
        "{where}：各资金出资比例之和不足全额",
        "{where}: the shares of all funds do not reach the whole cost",
    ),
    "collides_prerequisites": ("{where}：缺少前置改造项", "{where}: the work that it requires is not listed"),
    "collides_within_appropriation": ("资金 {where} 的年度额度", "the yearly appropriations of fund {where}"),
    "collides_within_crews": ("施工班组能力：{where}", "crew capacity: {where}"),
    "collides_within_sites": ("同时施工小区数上限：{where}", "sites at once: {where}"),
    "collides_stays_close": ("与原方案相比的变动上限{where}", "the limit on estates moved from the base plan{where}"),
    "collides_committed_is_paid": ("已承诺的支出{where}", "money already committed{where}"),
}
