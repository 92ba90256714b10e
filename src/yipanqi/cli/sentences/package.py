"""Sentences of `yipanqi verify-package` and `yipanqi check-portal`: code → (Chinese, English), with fields to fill."""

PACKAGE: dict[str, tuple[str, str]] = {
    "package_good": (
        "数据包完好：第 {number} 号，{files:,} 个文件，撤下 {removed:,} 个，签名相符（密钥 {key}）。",
        "The package is whole: number {number}, files: {files:,}, to be removed: {removed:,}, signature of key {key}.",
    ),
    "package_fits": ("与 {onto} 相合，可以接收，或已经接收。", "It fits {onto}: take it over, or it was taken over."),
    "package_bad": ("数据包不完好：{path}：{why}。", "The package is not whole: {path}: {why}."),
    "package_key_unread": (
        "公钥读不懂：{key}（应为 PEM、base64 或十六进制的 Ed25519 公钥）",
        "This is no public key: {key} (Ed25519 as PEM, base64 or hexadecimal)",
    ),
    "package_list_unread": ("清单读不出来：{path}（{why}）", "The list cannot be read: {path} ({why})"),
    "portal_good": (
        "门户与第 {number} 号数据包一致：查看了 {count:,} 个地址。",
        "The portal shows package number {number}: addresses looked at: {count:,}.",
    ),
    "portal_bad": (
        "门户与第 {number} 号数据包不一致：查看了 {count:,} 个地址。",
        "The portal does not show package number {number}: addresses looked at: {count:,}.",
    ),
    "portal_still_there": ("应撤下而仍在的：{count:,}", "Still there, though it must be gone: {count:,}"),
    "portal_missing": ("缺少的：{count:,}", "Missing: {count:,}"),
    "portal_stale": ("还是旧版的：{count:,}", "Still an older version: {count:,}"),
    "portal_altered": ("内容被改动的：{count:,}", "Altered: {count:,}"),
    "portal_unreachable": ("没有回应的：{count:,}", "Without an answer: {count:,}"),
    "portal_left": (
        "门户连续没有回应，还有 {count:,} 个地址没有查看。",
        "The portal does not answer any more; addresses not looked at: {count:,}.",
    ),
    "portal_more": ("……另有 {count:,} 个", "… and {count:,} more"),
}
