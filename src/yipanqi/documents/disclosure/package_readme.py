"""What a package says to whoever takes it over without this program."""

from yipanqi.documents.disclosure.package_manifest import Manifest

_ZH = """一盘棋公开栏目数据包　第 {number} 号（{kind}）

一、核对
    sha256sum --quiet -c SHA256SUMS
    openssl pkeyutl -verify -pubin -inkey 公钥.pem -rawin -in manifest.json -sigfile manifest.sig
    公钥编号：{key}。公钥请向发布机构另行索取，不要用随包送来的。
    装有本软件的，只需一条命令：yipanqi verify-package 数据包 --key 公钥

二、接收
    1. {base}
    2. 把 site/ 里的全部内容复制到栏目文件夹，同名覆盖。
    3. 把 removed.txt 列出的每个路径从栏目文件夹删除（共 {removed} 个），并从缓存和搜索引擎中清除。
    先复制、后删除；中途断电，从头再做一遍即可。

三、复查
    yipanqi check-portal 栏目文件夹或网址 数据包
"""
_EN = """Package of the disclosure column of Yipanqi, number {number} ({kind})

1. Check
    sha256sum --quiet -c SHA256SUMS
    openssl pkeyutl -verify -pubin -inkey PUBLIC.pem -rawin -in manifest.json -sigfile manifest.sig
    Key id: {key}. Ask the issuing body for the public key; do not use one that came with a package.
    Where this program is installed, one command does it: yipanqi verify-package PACKAGE --key PUBLIC

2. Take over
    1. {base}
    2. Copy all that is in site/ into the column's folder, over what has the same names.
    3. Delete every path of removed.txt from the column's folder ({removed}), and from caches and search engines.
    Copy first, then delete; if it breaks off, do it again from the beginning.

3. Look again
    yipanqi check-portal FOLDER-OR-ADDRESS PACKAGE
"""


def readme(manifest: Manifest) -> str:
    """In Chinese, then in English."""
    since = manifest.since
    values = {"number": manifest.number, "key": manifest.key, "removed": len(manifest.removed)}
    zh = _ZH.format(
        kind="全量" if since is None else f"自第 {since} 号以来的变化",
        base="这是全量包，可放入空文件夹。"
        if since is None
        else f"先确认第 {since} 号已经接收；没有的，请索取全量包。",
        **values,
    )
    en = _EN.format(
        kind="everything" if since is None else f"what differs since number {since}",
        base="It has everything: an empty folder will do."
        if since is None
        else f"Make sure that number {since} was taken over; if not, ask for a full one.",
        **values,
    )
    return f"{zh}\n\n{en}"
