"""Web and worker as one thing: a port that is taken is told, and neither goes on without the other."""

import signal
import socket

import pytest

from yipanqi.web.jobs import serving


@pytest.fixture
def signals():
    """The handlers of this process as they were."""
    kept = {sign: signal.getsignal(sign) for sign in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)}
    yield
    for sign, handler in kept.items():
        signal.signal(sign, handler)


def test_a_taken_port_is_told_with_another():
    """The sentence names PORT and what to try."""
    with socket.socket() as taken:
        taken.bind((serving.HOST, 0))
        taken.listen()
        port = taken.getsockname()[1]

        with pytest.raises(serving.CannotServe, match=f"PORT={port + 1} make run"):
            serving.check_free(serving.HOST, port)

    serving.check_free(serving.HOST, port)


@pytest.mark.parametrize(("told", "port"), [("", 8000), ("8123", 8123), (" 9 ", 9)])
def test_the_port_comes_from_the_environment(monkeypatch, told, port):
    """PORT, else 8000."""
    monkeypatch.setenv("PORT", told)

    assert serving.port_of_environment() == port


@pytest.mark.parametrize("told", ["abc", "0", "65536", "-1", "80.5"])
def test_what_is_no_port_is_refused(monkeypatch, told):
    """In a sentence, not a traceback."""
    monkeypatch.setenv("PORT", told)

    with pytest.raises(serving.CannotServe, match="PORT"):
        serving.port_of_environment()


def test_when_one_ends_by_itself_both_end(signals, tmp_path):
    """Settings that do not load: exit code 1, a sentence that names who ended and its log, and no process left."""
    with socket.socket() as probe:
        probe.bind((serving.HOST, 0))
        port = probe.getsockname()[1]
    told: list[str] = []
    logs = tmp_path / "logs"
    supervisor = serving.Supervisor(
        host=serving.HOST, port=port, web=1, threads=1, workers=1, logs=logs, DJANGO_SETTINGS_MODULE="no.such.settings"
    )

    code = supervisor.run(lambda zh, en: told.append(en))

    assert code == 1
    assert any("ended by itself" in words for words in told)
    assert "No module named 'no'" in "".join(log.read_text() for log in logs.iterdir())
    serving.check_free(serving.HOST, port)
