"""Short messages: segments, folding, numbers, and three kinds of gateway that take, refuse, stall and break off."""

import json
import logging
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs

import httpx
import pytest

from integrations import sms
from integrations.sms import Gateway, SmsDelayed, SmsRefused, fold, segments, send_sms
from integrations.telephone import mobile

TO, WORDS = "+40722123456", 'Codul "135246" – ș & ț'


@contextmanager
def gateway(status: int = 200, answer: str = "{}", *, behave: str = "") -> Iterator[tuple[str, list[dict]]]:
    """A gateway on the loopback: what it was asked, and what it answers."""
    asked: list[dict] = []
    released = threading.Event()

    class Talk(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers.get("Content-Length") or 0)).decode()
            asked.append({"method": self.command, "path": self.path, "headers": dict(self.headers), "body": body})
            if behave == "stall":
                released.wait(10)
            if behave in ("stall", "close"):
                self.close_connection = True
                return
            self.send_response(status)
            if status == 302:
                self.send_header("Location", "/elsewhere")
            self.end_headers()
            self.wfile.write(answer.encode())

        do_GET = do_PUT = do_POST  # noqa: N815  (the library's names)

        def log_message(self, *_args: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Talk)
    server.daemon_threads = True
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}", asked
    finally:
        released.set()
        server.shutdown()
        server.server_close()
        thread.join()


def generic(url: str, **more: str) -> Gateway:
    return Gateway("http", url=url, sender="Vigil", **more)


@pytest.mark.parametrize(
    ("text", "expected"),
    [("a" * 160, (1, True)), ("a" * 161, (2, True)), ("€" * 80, (1, True)), ("€" * 81, (2, True)),
     ("ș" * 70, (1, False)), ("ș" * 71, (2, False)), ("😀" * 35, (1, False)), ("ñ à ü ¿", (1, True))],
)  # fmt: skip
def test_segments_are_counted_as_they_are_paid(text, expected):
    assert segments(text) == expected


def test_folding_takes_what_is_dear_and_leaves_what_is_not():
    assert fold("Șțăâî “ñ” – é ç €") == 'Staai "ñ" - é c €'
    assert segments(fold("Vă așteptăm mâine la ora 9, în București, Șoseaua Ștefan cel Mare. " * 2)) == (1, True)
    assert fold("Ж") == "Ж"


@pytest.mark.parametrize(
    ("number", "region", "expected"),
    [("0722 123 456", "RO", TO), ("+40 722 123 456", None, TO), ("+34 612 34 56 78", None, "+34612345678"),
     ("+34 932 55 50 14", None, None), ("123", "RO", None), ("nonsense", None, None), ("0722 123 456", None, None)],
)  # fmt: skip
def test_only_numbers_an_sms_can_reach_are_taken(number, region, expected):
    assert mobile(number, region) == expected


def test_a_gateway_is_asked_as_its_settings_say_and_values_cannot_break_out(caplog):
    with gateway() as (url, asked), caplog.at_level(logging.DEBUG):
        send_sms(generic(url, headers='{"Content-Type": "application/json", "X-Key": "k"}'), TO, WORDS, "ref")
        send_sms(generic(url, headers='{"Content-Type": "application/x-www-form-urlencoded"}',
                         body="n={{to}}&t={{text}}"), TO, WORDS, "ref")  # fmt: skip
        send_sms(generic(url + "/send?to={{to}}&text={{text}}", method="GET"), TO, WORDS, "ref")
    assert "135246" not in caplog.text  # not even where the words stand in the address
    assert json.loads(asked[0]["body"]) == {"to": TO, "from": "Vigil", "text": WORDS, "reference": "ref"}
    assert asked[0]["headers"]["X-Key"] == "k"
    assert parse_qs(asked[1]["body"]) == {"n": [TO], "t": [WORDS]}
    assert asked[2]["method"] == "GET"
    assert parse_qs(asked[2]["path"].split("?")[1]) == {"to": [TO], "text": [WORDS]}


def test_twilio_and_vonage_are_asked_in_their_own_way():
    with gateway(201, '{"sid": "SM1"}') as (url, asked):
        send_sms(Gateway("twilio", url=url, account="AC1", secret="s3", sender="MG9"), TO, WORDS, "ref")
    assert parse_qs(asked[0]["body"]) == {"To": [TO], "MessagingServiceSid": ["MG9"], "Body": [WORDS]}
    assert asked[0]["headers"]["Authorization"] == httpx.BasicAuth("AC1", "s3")._auth_header
    with gateway(200, '{"messages": [{"status": "0"}]}') as (url, asked):
        send_sms(Gateway("vonage", url=url, account="k", secret="s3", sender="Vigil"), TO, WORDS, "ref")
    sent = parse_qs(asked[0]["body"])
    assert (sent["to"], sent["type"], sent["client-ref"]) == ([TO[1:]], ["unicode"], ["ref"])


@pytest.mark.parametrize(
    ("status", "error", "unreachable"),
    [(400, SmsRefused, None), (302, SmsRefused, None), (429, SmsDelayed, False), (503, SmsDelayed, False),
     (401, SmsDelayed, True)],
)  # fmt: skip
def test_answers_are_told_apart_and_never_repeat_the_message(status, error, unreachable):
    with gateway(status, json.dumps({"message": WORDS, "code": WORDS})) as (url, asked), pytest.raises(error) as found:
        send_sms(generic(url), TO, WORDS, "ref")
    assert "135246" not in str(found.value)
    assert getattr(found.value, "unreachable", None) == unreachable
    assert len(asked) == 1


@pytest.mark.parametrize(
    ("answer", "error"),
    [('{"messages": [{"status": "1"}]}', SmsDelayed), ('{"messages": [{"status": "9"}]}', SmsDelayed),
     ('{"messages": [{"status": "6"}]}', SmsRefused), ("[]", SmsDelayed), ("<html>", SmsDelayed),
     ('{"messages": [{"status": "135246"}]}', SmsRefused)],
)  # fmt: skip
def test_vonage_says_yes_to_everything_and_is_read_all_the_same(answer, error):
    with gateway(200, answer) as (url, _asked), pytest.raises(error) as found:
        send_sms(Gateway("vonage", url=url, account="k", secret="s", sender="V"), TO, WORDS, "ref")
    assert "135246" not in str(found.value)


@pytest.mark.parametrize("behave", ["stall", "close"])
def test_a_gateway_that_stalls_or_breaks_off_leaves_it_uncertain(behave, monkeypatch):
    monkeypatch.setattr(sms, "_TIMEOUT", httpx.Timeout(0.3))
    with gateway(behave=behave) as (url, _asked), pytest.raises(SmsDelayed) as found:
        send_sms(generic(url), TO, WORDS, "ref")
    assert found.value.uncertain
    with pytest.raises(SmsDelayed) as found:  # nobody is there any more
        send_sms(generic(url), TO, WORDS, "ref")
    assert found.value.unreachable
    assert not found.value.uncertain


def test_the_console_writes_down_the_length_and_nothing_else(caplog):
    with caplog.at_level(logging.DEBUG):
        send_sms(Gateway("console"), TO, WORDS, "ref")
    [record] = [one for one in caplog.records if one.name == "integrations.sms"]
    assert record.characters == len(WORDS)
    assert "135246" not in str(record.__dict__)
    assert TO not in str(record.__dict__)
    with pytest.raises(SmsRefused, match="not a mobile"):
        send_sms(Gateway("console"), "+34932555014", WORDS, "ref")
