"""What is not whole, or not ours, is told with the first bad file; nothing of a stranger's package is believed."""

import base64
import json
import shutil
import zipfile
from collections.abc import Callable
from pathlib import Path
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

import pytest
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from documents.disclosure.a_site import FILES, KEY, OTHER_KEY, a_tree, packed

from yipanqi.documents.disclosure.package import base_of
from yipanqi.documents.disclosure.package_manifest import key_id, public_key
from yipanqi.documents.disclosure.package_verify import CannotVerify, Verified, verify_package


@pytest.fixture
def made(tmp_path: Path) -> Path:
    packed(a_tree(tmp_path / "tree"), tmp_path / "1")
    return tmp_path / "1"


def verified(path: Path, onto: Path | None = None) -> Verified:
    return verify_package(path, KEY.public_key(), onto=onto)


def altered(path: Path, old: str, new: str) -> None:
    path.write_text(path.read_text("utf-8").replace(old, new), encoding="utf-8")


def signed_again(folder: Path, old: str, new: str) -> None:
    """The list changed, and signed by who has the key."""
    altered(folder / "manifest.json", old, new)
    (folder / "manifest.sig").write_bytes(KEY.sign((folder / "manifest.json").read_bytes()))


DAMAGE: dict[str, tuple[Callable[[Path], object], str, str]] = {
    "altered": (lambda it: altered(it / "site/a/one/plan.pdf", "one", "two"), "site/a/one/plan.pdf", "altered"),
    "cut off": (lambda it: (it / "site/index.html").write_text("<h"), "site/index.html", "bytes instead of"),
    "half copied": (lambda it: shutil.rmtree(it / "site/a"), "site/a/one/index.html", "missing"),
    "a file more": (lambda it: (it / "site/a/x.html").write_text("x"), "site/a/x.html", "does not name it"),
    "a file more beside": (lambda it: (it / "setup.exe").write_text("x"), "setup.exe", "does not name it"),
    "no list": (lambda it: (it / "manifest.json").unlink(), "manifest.json", "missing"),
    "no signature": (lambda it: (it / "manifest.sig").unlink(), "manifest.sig", "missing"),
    "signature cut off": (lambda it: (it / "manifest.sig").write_bytes(b"x" * 63), "manifest.sig", "wrong signature"),
    "list altered": (lambda it: altered(it / "manifest.json", "01-0001", "01-0009"), "manifest.sig", "wrong signature"),
    "removed altered": (lambda it: (it / "removed.txt").write_text("a"), "removed.txt", "bytes instead of"),
    "list unreadable": (lambda it: signed_again(it, '"format"', '"fromat"'), "manifest.json", "cannot be understood"),
    "list leads out": (
        lambda it: signed_again(it, "index.html", "../../etc/x"),
        "manifest.json",
        "cannot be understood",
    ),
    "a link": (
        lambda it: ((it / "site/index.html").unlink(), (it / "site/index.html").symlink_to("/etc/hostname")),
        "site/index.html",
        "missing",
    ),
    "a link more": (lambda it: (it / "site/l").symlink_to("/etc"), "site/l", "link"),
}


@pytest.mark.parametrize("damage", DAMAGE)
def test_damage_is_told_with_its_first_file(made: Path, damage: str) -> None:
    """Each kind, the first bad file by name, and why in both languages."""
    deed, first, why = DAMAGE[damage]
    assert verified(made).is_good
    deed(made)

    found = verified(made)

    assert found.first_bad == first
    assert found.why is not None
    assert why in found.why[1]
    assert found.why[0] != found.why[1]


def test_the_key_of_somebody_else(made: Path) -> None:
    """A package signed with another key is told so, by the keys' ids."""
    found = verify_package(made, OTHER_KEY.public_key())

    assert (found.first_bad, found.manifest) == ("manifest.sig", None)
    assert found.why is not None
    assert key_id(KEY.public_key()) in found.why[1]


def test_a_zip_that_was_cut_off_anywhere(tmp_path: Path) -> None:
    """Wherever copying broke off it is told; so is a flipped bit of what it holds."""
    packed(a_tree(tmp_path / "tree"), tmp_path / "1.zip")
    data = (tmp_path / "1.zip").read_bytes()
    broken = tmp_path / "broken.zip"

    for length in range(0, len(data), 97):
        broken.write_bytes(data[:length])
        assert not verified(broken).is_good, length
    at = data.index(b"%PDF one")
    broken.write_bytes(data[:at] + b"&" + data[at + 1 :])
    assert verified(broken).first_bad == "site/a/one/plan.pdf"


@pytest.mark.parametrize(
    ("name", "attribute", "why"),
    [
        ("site/index.html", 0, "two files"),
        ("../evil", 0, "leads out"),
        ("/etc/evil", 0, "leads out"),
        ("a\\b", 0, "leads out"),
        ("site/l", 0o120777 << 16, "link"),
        ("site/x", 0, "does not name it"),
    ],
)
@pytest.mark.filterwarnings("ignore:Duplicate name")
def test_a_zip_with_tricks(tmp_path: Path, name: str, attribute: int, why: str) -> None:
    """Two files of one name, names that lead out, links, files that nobody listed."""
    packed(a_tree(tmp_path / "tree"), tmp_path / "1.zip")
    with ZipFile(tmp_path / "1.zip", "a") as file:
        info = ZipInfo(name)
        info.external_attr = attribute
        file.writestr(info, "x")

    found = verified(tmp_path / "1.zip")

    assert found.first_bad == name
    assert found.why is not None
    assert why in found.why[1]


def test_a_bomb_is_not_blown_up(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A member larger than its list says is not read; a list larger than any of ours neither."""
    packed(a_tree(tmp_path / "tree"), tmp_path / "1.zip")
    with ZipFile(tmp_path / "1.zip") as old, ZipFile(tmp_path / "2.zip", "w", ZIP_DEFLATED) as new:
        for name in old.namelist():
            new.writestr(name, b"\0" * 50_000_000 if name == "site/index.html" else old.read(name))
    read = []
    real = zipfile.ZipExtFile.read
    monkeypatch.setattr(zipfile.ZipExtFile, "read", lambda it, n=-1: read.append(n) or real(it, n))

    found = verified(tmp_path / "2.zip")

    assert found.first_bad == "site/index.html"
    assert max(read) < 2_000_000


def test_a_difference_fits_only_its_base(tmp_path: Path) -> None:
    """Before it is copied over: the tree that it was made for; after: the tree that it makes; never another one."""
    tree, column, old = a_tree(tmp_path / "tree"), tmp_path / "column", tmp_path / "old"
    packed(tree, tmp_path / "1.zip")
    shutil.copytree(tree, column)
    shutil.copytree(tree, old)
    a_tree(tree, FILES | {"index.html": "2"})
    packed(tree, tmp_path / "2.zip", base_of(tmp_path / "1.zip"))
    altered(old / "a/one/index.html", "一", "二")

    assert verified(tmp_path / "2.zip", onto=column).is_good
    assert verified(tmp_path / "1.zip", onto=column).is_good
    shutil.copytree(tree, column, dirs_exist_ok=True)
    assert verified(tmp_path / "2.zip", onto=column).is_good
    found = verified(tmp_path / "2.zip", onto=old)
    assert found.first_bad == str(old)
    assert found.why is not None
    assert "after number 1" in found.why[1]
    assert not verified(tmp_path / "1.zip", onto=column).is_good


def test_what_is_not_there_is_told_apart(made: Path, tmp_path: Path) -> None:
    """No package, no folder to copy onto: nothing could be looked at."""
    with pytest.raises(CannotVerify):
        verified(tmp_path / "none")
    with pytest.raises(CannotVerify):
        verified(made, onto=tmp_path / "none")


def test_a_key_is_read_as_people_hand_it_over() -> None:
    """PEM, base64 and hexadecimal are the same key; anything else is refused."""
    key = KEY.public_key()
    pem = key.public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)
    raw = key.public_bytes(Encoding.Raw, PublicFormat.Raw)
    for told in (pem, base64.b64encode(raw) + b"\n", raw.hex().encode()):
        assert key_id(public_key(told)) == key_id(key)
    other = X25519PrivateKey.generate().public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)
    for told in (b"", b"abc", other, b"-----BEGIN X-----", "密钥".encode(), b"z" * 64):
        with pytest.raises(ValueError, match=r".*"):
            public_key(told)


def test_the_list_is_small_enough_to_be_read_by_people(made: Path) -> None:
    """A line for each file."""
    lines = (made / "manifest.json").read_text("utf-8").splitlines()

    assert sum(line.startswith('{"path":') for line in lines) == len(FILES) + 3
    assert json.loads("\n".join(lines))["number"] == 1
