"""The guide for operators names what there is: variables, commands, units, and a configuration that passes."""

import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from django.core.management import get_commands
from web.test_settings import GOOD

import yipanqi.web

ROOT = Path(__file__).parents[2]
GUIDE = ROOT / "docs" / "guide"
FILES = GUIDE / "operations"
PAGES = [GUIDE / "operations.md", GUIDE / "operations.en.md"]
SOURCES = "".join(path.read_text("utf-8") for path in Path(yipanqi.web.__file__).parent.rglob("*.py"))
READ = set(re.findall(r"""(?:environ\.get\(|environ\[|flag\()\s*"([A-Z_]+)\"""", SOURCES)) - {"DJANGO_SETTINGS_MODULE"}


@pytest.mark.parametrize("page", PAGES, ids=lambda it: it.name)
def test_the_table_of_variables_is_what_the_code_reads(page):
    """Every variable is in the table, and none that nothing reads; plain defaults are the code's."""
    rows = re.findall(r"^\| `([A-Z_]+)` \| (.+?) \| .+ \|$", page.read_text("utf-8"), re.M)
    defaults = dict(re.findall(r"""environ\.get\("([A-Z_]+)", "([\w:]+)"\)""", SOURCES))

    assert sorted(name for name, _ in rows) == sorted(READ)
    for name, told in rows:
        if re.fullmatch(r"`[a-z_:0-9]+`|\d+", told) and name in defaults:
            assert told.strip("`") == defaults[name], name


@pytest.mark.parametrize("page", PAGES, ids=lambda it: it.name)
def test_the_commands_it_names_are_there(page):
    """`W command`, the units and the files of the folder."""
    text = page.read_text("utf-8")

    told = set(re.findall(r"(?:^|`|&& )W ([a-z_]+)", text, re.M))
    units = set(re.findall(r"`(yipanqi-\w+\.(?:service|timer))`", text))

    assert told <= set(get_commands())
    assert {"check", "migrate", "first_admin", "backup", "restore", "verify_log", "checkpoint"} <= told
    assert all((FILES / unit).exists() for unit in units) and len(units) == 4


def test_both_languages_tell_the_same():
    """The same sections, tables and commands."""
    zh, en = (page.read_text("utf-8") for page in PAGES)

    assert len(re.findall(r"^## \d", zh, re.M)) == len(re.findall(r"^## \d", en, re.M)) == 8
    assert len(re.findall(r"^\| ", zh, re.M)) == len(re.findall(r"^\| ", en, re.M))
    assert re.findall(r"^W [^#\n]*?(?= {2,}|$)", zh, re.M)[:4] == re.findall(r"^W [^#\n]*?(?= {2,}|$)", en, re.M)[:4]


def test_the_environment_it_gives_is_clean(tmp_path):
    """A1: the file as documented, its two keys filled in, passes `check --deploy` without a warning."""
    told = dict(
        line.split("=", 1) for line in (FILES / "yipanqi.env").read_text("utf-8").splitlines() if "=" in line[:40]
    )
    told = {name: value for name, value in told.items() if not name.startswith("#")}
    assert told.keys() <= READ
    told |= {"YIPANQI_SECRET_KEY": GOOD["YIPANQI_SECRET_KEY"], "YIPANQI_FIELD_KEY": GOOD["YIPANQI_SECRET_KEY"][::-1]}
    told |= {"PATH": GOOD["PATH"], "YIPANQI_HOME": str(tmp_path)}
    command = [sys.executable, "-m", "yipanqi.web", "check", "--deploy", "--fail-level", "WARNING"]

    done = subprocess.run(command, env=told, capture_output=True, text=True, timeout=60, check=False)

    assert done.returncode == 0, done.stderr


@pytest.mark.skipif(shutil.which("systemd-analyze") is None, reason="needs systemd-analyze")
def test_the_units_are_sound(tmp_path):
    """systemd finds no fault in them; only the folder of the code is this one."""
    for path in FILES.glob("yipanqi-*"):
        text = path.read_text("utf-8").replace("/opt/yipanqi/.venv/bin/python", sys.executable)
        (tmp_path / path.name).write_text(text.replace("/opt/yipanqi", str(ROOT)), "utf-8")
    units = sorted(str(it) for it in tmp_path.iterdir())

    done = subprocess.run(
        ["systemd-analyze", "verify", *units], capture_output=True, text=True, timeout=60, check=False
    )

    ours = [line for line in done.stderr.splitlines() if "yipanqi" in line]
    assert (len(units), done.returncode, ours) == (6, 0, [])


@pytest.mark.skipif(shutil.which("nginx") is None or shutil.which("openssl") is None, reason="needs nginx and openssl")
def test_the_configuration_of_nginx_is_sound(tmp_path):
    """nginx takes it; only the certificate is made for the test."""
    names = {"-keyout": tmp_path / "key.pem", "-out": tmp_path / "fullchain.pem"}
    made = ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-subj", "/CN=board.example.gov.cn"]
    subprocess.run([*made, *(str(it) for pair in names.items() for it in pair)], check=True, capture_output=True)
    site = (FILES / "nginx.conf").read_text("utf-8").replace("/etc/yipanqi/tls", str(tmp_path))
    site = site.replace("listen 80;", "listen 18080;").replace("listen 443 ", "listen 18443 ")
    (tmp_path / "site.conf").write_text(site, "utf-8")
    whole = f"pid {tmp_path}/pid; error_log {tmp_path}/log; events {{}} http {{ include {tmp_path}/site.conf; }}"
    (tmp_path / "nginx.conf").write_text(whole, "utf-8")

    command = ["nginx", "-t", "-c", str(tmp_path / "nginx.conf")]
    done = subprocess.run(command, capture_output=True, text=True, timeout=60, check=False)

    assert done.returncode == 0, done.stderr
