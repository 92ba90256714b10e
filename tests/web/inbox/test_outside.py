"""The ways out, against real servers of our own: what went out, what certainly did not, what nobody knows."""

import json
import logging
import smtplib
import ssl
import threading
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, HTTPServer
from ipaddress import ip_address
from typing import ClassVar

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID
from django.core import mail

from yipanqi.web.inbox import outside
from yipanqi.web.inbox.digest_text import Text

TEXT = Text("一盘棋：每日提要", "李明，您好：\n\n新消息 1 条\n", "李明，一盘棋：新消息 1 条。")


class Gateway(BaseHTTPRequestHandler):
    """Takes an SMS, and answers as its path says."""

    taken: ClassVar[list[tuple[str, dict, dict]]] = []

    def do_POST(self) -> None:
        """A status, a redirect, or silence."""
        body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        self.taken.append((self.path, dict(self.headers), body))
        if self.path == "/silent":
            self.connection.shutdown(2)
            return
        status = int(self.path[1:])
        self.send_response(status)
        if status == 302:
            self.send_header("Location", "/200")
        self.end_headers()

    def log_message(self, *args) -> None:
        """Nothing."""


@pytest.fixture
def gateway(tmp_path, monkeypatch, settings) -> Iterator[str]:
    """A gateway that speaks TLS; its certificate is trusted for the test."""
    key, name = ec.generate_private_key(ec.SECP256R1()), x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "gw")])
    now = datetime.now(UTC)
    built = x509.CertificateBuilder().subject_name(name).issuer_name(name).public_key(key.public_key())
    built = built.serial_number(1).not_valid_before(now - timedelta(days=1)).not_valid_after(now + timedelta(days=1))
    built = built.add_extension(x509.SubjectAlternativeName([x509.IPAddress(ip_address("127.0.0.1"))]), critical=False)
    plain = serialization.NoEncryption()
    private = key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, plain)
    (tmp_path / "key.pem").write_bytes(private)
    signed = built.sign(key, hashes.SHA256()).public_bytes(serialization.Encoding.PEM)
    (tmp_path / "cert.pem").write_bytes(signed)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(tmp_path / "cert.pem", tmp_path / "key.pem")
    server = HTTPServer(("127.0.0.1", 0), Gateway)
    server.socket = context.wrap_socket(server.socket, server_side=True)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    monkeypatch.setenv("SSL_CERT_FILE", str(tmp_path / "cert.pem"))
    monkeypatch.setenv("no_proxy", "127.0.0.1")
    settings.SMS_TOKEN, settings.OUTSIDE_SECONDS = "secret-token", 2
    Gateway.taken.clear()
    yield f"https://127.0.0.1:{server.server_port}"
    server.shutdown()
    thread.join()
    server.server_close()


def sms(settings, address: str) -> None:
    """Send one by the gateway at this address."""
    settings.SMS_GATEWAY = address
    outside.send("sms", "13871234567", TEXT, "yipanqi-2026-03-02-7")


def test_an_sms_is_a_phone_and_a_text_under_the_token(gateway, settings):
    """As JSON, with a key by which the gateway knows the same text again."""
    sms(settings, f"{gateway}/200")

    ((_, marks, body),) = Gateway.taken
    assert body == {"phone": "13871234567", "text": TEXT.short}
    assert marks["Authorization"] == "Bearer secret-token"
    assert marks["Idempotency-Key"] == "yipanqi-2026-03-02-7"


@pytest.mark.parametrize("status", [302, 401, 503])
def test_an_answer_that_refuses_is_certain(gateway, settings, status):
    """Also a redirect: the token goes nowhere else."""
    with pytest.raises(outside.NotSent, match=f"HTTP {status}"):
        sms(settings, f"{gateway}/{status}")

    assert len(Gateway.taken) == 1


def test_silence_after_the_question_is_unclear(gateway, settings):
    """It may have gone out."""
    with pytest.raises(outside.Unclear):
        sms(settings, f"{gateway}/silent")


def test_nobody_there_and_a_stranger_there_are_certain(gateway, settings, monkeypatch):
    """A closed port; a certificate that nobody vouches for, to which nothing is said."""
    with pytest.raises(outside.NotSent, match="ConnectionRefusedError"):
        sms(settings, "https://127.0.0.1:9/200")
    monkeypatch.setenv("SSL_CERT_FILE", "/dev/null")

    with pytest.raises(outside.NotSent, match="SSLCertVerificationError"):
        sms(settings, f"{gateway}/200")

    assert Gateway.taken == []


def test_a_mail_has_the_title_and_the_text(settings):
    """One recipient, and a mark that no machine answers it."""
    settings.MAIL_SERVER, settings.MAIL_FROM = "smtp://localhost", "board@example.gov.cn"

    outside.send("mail", "li.ming@example.gov.cn", TEXT, "yipanqi-2026-03-02-7")

    (sent,) = mail.outbox
    assert (sent.to, sent.subject, sent.body) == (["li.ming@example.gov.cn"], TEXT.title, TEXT.long)
    assert sent.extra_headers["Message-ID"] == "<yipanqi-2026-03-02-7@example.gov.cn>"


class Server:
    """A server of mail that fails where it is told to."""

    def __init__(self, at_open: Exception | None = None, at_send: Exception | None = None) -> None:
        self.at_open, self.at_send, self.is_closed = at_open, at_send, False

    def open(self) -> None:
        if self.at_open:
            raise self.at_open

    def send_messages(self, messages) -> int:
        if self.at_send:
            raise self.at_send
        return 1

    def close(self) -> None:
        self.is_closed = True


REFUSED = smtplib.SMTPRecipientsRefused({"li.ming@example.gov.cn": (550, b"li.ming@example.gov.cn unknown")})


@pytest.mark.parametrize(
    ("server", "outcome"),
    [
        (Server(at_open=TimeoutError()), outside.NotSent),
        (Server(at_open=smtplib.SMTPAuthenticationError(535, b"no li.ming")), outside.NotSent),
        (Server(at_send=REFUSED), outside.NotSent),
        (Server(at_send=smtplib.SMTPDataError(451, b"later, li.ming")), outside.NotSent),
        (Server(at_send=smtplib.SMTPServerDisconnected("li.ming")), outside.Unclear),
        (Server(at_send=TimeoutError()), outside.Unclear),
    ],
    ids=["no answer", "wrong password", "unknown", "later", "gone", "silence"],
)
def test_a_server_of_mail_that_fails(settings, monkeypatch, server, outcome):
    """Before it took the text, certainly not sent; after, unclear; the code quotes no address."""
    settings.MAIL_SERVER, settings.MAIL_FROM = "smtp://localhost", "board@example.gov.cn"
    monkeypatch.setattr(outside, "get_connection", lambda: server)

    with pytest.raises(outcome) as told:
        outside.send("mail", "li.ming@example.gov.cn", TEXT, "k")

    assert "li.ming" not in str(told.value) and str(told.value)
    assert server.is_closed or server.at_open


def test_off_is_off_and_development_writes_to_the_log(settings, caplog):
    """Without a server nothing goes out; where one develops the text stands in the log, the address does not."""
    settings.MAIL_SERVER = settings.SMS_GATEWAY = ""
    with pytest.raises(outside.NotSent, match="off"):
        outside.send("sms", "13871234567", TEXT, "k")
    settings.DEBUG = True

    with caplog.at_level(logging.INFO):
        outside.send("sms", "13871234567", TEXT, "k")

    assert TEXT.short in caplog.text and "13871234567" not in caplog.text
