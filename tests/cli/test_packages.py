"""`yipanqi verify-package` and `yipanqi check-portal` from the outside."""

import base64
import shutil
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from documents.disclosure.a_site import FILES, KEY, OTHER_KEY, a_tree, packed

from yipanqi.cli import main
from yipanqi.documents.disclosure.package import base_of

PUBLIC = base64.b64encode(KEY.public_key().public_bytes(Encoding.Raw, PublicFormat.Raw)).decode()


@pytest.fixture
def made(tmp_path: Path) -> Path:
    packed(a_tree(tmp_path / "tree"), tmp_path / "1.zip")
    return tmp_path / "1.zip"


def test_a_good_package_is_told(made: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Exit 0 with number and key; the key may be said or stand in a file; whether it fits is told too."""
    (tmp_path / "key.pem").write_bytes(KEY.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo))

    assert main(["verify-package", str(made), "--key", PUBLIC, "--lang", "en"]) == 0
    assert capsys.readouterr().out.startswith("The package is whole: number 1, files: 6, to be removed: 0, signature")
    assert (
        main(["verify-package", str(made), "--key", str(tmp_path / "key.pem"), "--onto", str(tmp_path / "tree")]) == 0
    )
    said = capsys.readouterr().out
    assert "数据包完好：第 1 号，6 个文件" in said
    assert "可以接收" in said


def test_the_first_bad_file_is_named(made: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Exit 2, in either language."""
    folder = tmp_path / "unpacked"
    shutil.unpack_archive(made, folder)
    (folder / "site/a/one/plan.pdf").write_text("%PDF two", encoding="utf-8")

    assert main(["verify-package", str(folder), "--key", PUBLIC, "--lang", "zh"]) == 2
    assert capsys.readouterr().out == "数据包不完好：site/a/one/plan.pdf：内容被改动过或已损坏。\n"
    assert main(["verify-package", str(folder), "--key", PUBLIC, "--lang", "en"]) == 2
    assert "site/a/one/plan.pdf: its content was altered or is damaged." in capsys.readouterr().out
    other = base64.b64encode(OTHER_KEY.public_key().public_bytes(Encoding.Raw, PublicFormat.Raw)).decode()
    assert main(["verify-package", str(made), "--key", other]) == 2
    assert "manifest.sig" in capsys.readouterr().out


def test_what_cannot_be_looked_at(made: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Exit 1, on the error stream: no package, no key, no portal, no list."""
    none = str(tmp_path / "none")

    for said in (
        ["verify-package", none, "--key", PUBLIC],
        ["verify-package", str(made), "--key", "abc"],
        ["verify-package", str(made), "--key", str(made)],
        ["verify-package", str(made), "--key", PUBLIC, "--onto", none],
        ["check-portal", none, str(made)],
        ["check-portal", "http://me:x@host/", str(made)],
        ["check-portal", str(tmp_path), none],
        ["check-portal", str(tmp_path), str(made), "--before", str(tmp_path / "tree/index.html")],
    ):
        for lang in ("zh", "en"):
            assert main([*said, "--lang", lang]) == 1
            told = capsys.readouterr()
            assert told.out == ""
            assert told.err.strip()


def test_a_portal_is_held_against_its_packages(made: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Exit 0 as handed over; exit 2 with what is missing, older, altered, still there; a difference knows the whole
    tree where that is kept beside."""
    tree, column = tmp_path / "tree", tmp_path / "column"
    shutil.copytree(tree, column)
    later = FILES | {"index.html": "2"}
    del later["a/two/table.xlsx"]
    packed(a_tree(tree, later), tmp_path / "2.zip", base_of(made))

    assert main(["check-portal", str(column), str(made), "--lang", "en"]) == 0
    assert capsys.readouterr().out == "The portal shows package number 1: addresses looked at: 6.\n"
    (column / "a/one/plan.pdf").unlink()
    (column / "a/one/index.html").write_text("x", encoding="utf-8")
    said = ["check-portal", str(column), str(tmp_path / "2.zip"), "--before", str(made), "--pause", "0"]
    assert main([*said, "--lang", "zh"]) == 2
    assert capsys.readouterr().out.splitlines() == [
        "门户与第 2 号数据包不一致：查看了 6 个地址。",
        "应撤下而仍在的：1",
        "  a/two/table.xlsx",
        "缺少的：1",
        "  a/one/plan.pdf",
        "还是旧版的：1",
        "  index.html",
        "内容被改动的：1",
        "  a/one/index.html",
    ]
    assert main([*said, "--most", "1", "--lang", "en"]) == 2
    assert "addresses looked at: 2" in capsys.readouterr().out
