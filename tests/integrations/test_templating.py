"""The company's own words: nothing runs, nothing foreign gets in, mistakes are named, a plain text is always there."""

from datetime import UTC, datetime, timedelta
from html.parser import HTMLParser
from urllib.parse import urlsplit

import pytest
from hypothesis import given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from integrations.language import LANGUAGES, use_language
from integrations.letters import Sender
from integrations.message_kinds import KINDS, predefined
from integrations.message_words import Facts, check_words, examples, values_of, write_mail, write_sms
from integrations.sms import segments
from integrations.templating import NothingToSay, Words, fill, tidy, variables

BASE = "https://portal.example"
AT = datetime(2026, 11, 20, 13, 2, tzinfo=UTC)
FACTS = Facts(Sender("Vigil Fire & Safety", "+34 932 555 014", "hello@vigil.example"), BASE, "Europe/Madrid", AT,
              AT + timedelta(minutes=45))  # fmt: skip
INVITATION, CODE = KINDS["invitation"], KINDS["sign_in_code"]
PIECES = [
    "<script>alert(1)</script>", "<img src=x onerror=alert(1)>", "<a href='javascript:alert(1)'>x</a>", "<b", "</div>",
    "[x](javascript:alert(1))", "[x](http://evil.example)", "[x](data:text/html,y)", "{{name}}", "|company|",
    "{{link}}", "{{code}}", "{{", "}}", "{{7*7}}", "{% import os %}",
    "${x}", "%(name)s", "{{name.__class__}}", "**b**", "*i*",
    "- list", "> note", "\n", "\n\n", "<svg onload=1>", "<style>*{}</style>", "<iframe src=//evil>",
    "\ue000", "&lt;", '"',
]  # fmt: skip
TEXT = st.lists(st.one_of(st.sampled_from(PIECES), st.text(max_size=12)), max_size=12).map("".join)
FRAME = {
    "html",
    "head",
    "meta",
    "title",
    "body",
    "div",
    "h1",
    "p",
    "br",
    "b",
    "strong",
    "i",
    "em",
    "a",
    "ul",
    "ol",
    "li",
}


class Tags(HTMLParser):
    def __init__(self, html: str) -> None:
        super().__init__()
        self.names: set[str] = set()
        self.attributes: list[tuple[str, str]] = []
        self.feed(html)
        self.close()

    def handle_starttag(self, tag, attrs):
        self.names.add(tag)
        self.attributes += [(name, value or "") for name, value in attrs]


@given(subject=TEXT, body=TEXT, name=TEXT)
@hypothesis_settings(max_examples=50)
def test_whatever_is_typed_or_named_nothing_runs_and_a_text_remains(subject, body, name):
    values = values_of(INVITATION, {"name": name}, {"link": f"{BASE}/access/abc", "code": "135246"}, FACTS)
    try:
        mail = write_mail(Words(tidy(subject), tidy(body)), values, FACTS)
    except NothingToSay:
        return
    found = Tags(mail.html)
    assert found.names <= FRAME
    assert {attribute for attribute, _value in found.attributes} <= {
        "lang", "charset", "name", "content", "style", "href", "rel",
    }  # fmt: skip
    assert all(urlsplit(value).scheme == "https" for key, value in found.attributes if key == "href")
    assert mail.text.strip()
    assert "\n" not in mail.subject


@given(text=TEXT)
@hypothesis_settings(max_examples=50)
def test_every_name_that_is_not_the_kinds_is_refused_by_name(text):
    wrong = check_words(CODE, "sms", Words("", f"{text} {{{{secret_key}}}} |other|"), BASE)
    assert "{{secret_key}}" in wrong["body"]
    assert "{{other}}" in wrong["body"]


def test_a_value_is_never_read_as_a_template():
    assert fill("{{a}}", {"a": "{{b}} |b| {{7*7}}", "b": "no"}) == "{{b}} |b| {{7*7}}"


def test_what_the_kind_needs_is_missed_by_name_and_secrets_stay_out_of_subjects():
    wrong = check_words(INVITATION, "email", Words("Your code {{code}}", "Hello {{ name }}"), BASE)
    assert wrong["body"] == "Missing variables: {{code}}, {{link}}."
    assert wrong["subject"] == "Unknown variable: {{code}}."
    assert "{{ 7*7 }}" in check_words(CODE, "sms", Words("", "{{code}} {{ 7*7 }}"), BASE)["body"]
    assert (
        "http://evil.example"
        in check_words(CODE, "email", Words("x", "{{code}} [x](http://evil.example)"), BASE)["body"]
    )


def test_the_other_way_of_writing_variables_is_understood():
    assert tidy("Hello |name|,\r\n{{  code }}") == "Hello {{name}},\n{{code}}"
    assert variables("|name| {{code}} a|b c|d") == ["name", "code"]
    assert fill("|name|", {"name": "Ana"}) == "Ana"


def test_markup_becomes_html_and_text():
    body = "**Bold** and *soft*, <b>typed</b>\nnext\n\n- one\n- two & three\n\n[Go on]({{link}})\n\n{{code}}\n\n> small"
    values = values_of(INVITATION, {"name": "A"}, {"link": f"{BASE}/access/abc", "code": "135246"}, FACTS)
    mail = write_mail(Words("Hi", body), values, FACTS)
    assert "<b>Bold</b> and <i>soft</i>, <b>typed</b><br>next" in mail.html
    assert "<li>two &amp; three</li>" in mail.html
    assert f'href="{BASE}/access/abc"' in mail.html
    assert (
        f"Bold and soft, typed\nnext\n\n- one\n- two & three\n\nGo on:\n{BASE}/access/abc\n\n135246\n\nsmall"
        in mail.text
    )


def test_a_paragraph_with_nothing_to_say_is_left_out_and_what_is_needed_never():
    mail = write_mail(Words("x", "Hello {{name}},\n\nText"), values_of(CODE, {}, {"code": "1"}, FACTS), FACTS)
    assert mail.text.startswith("Text\n")
    with pytest.raises(NothingToSay, match="link"):
        values_of(INVITATION, {}, {"code": "135246"}, FACTS)


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_predefined_words_keep_their_own_rules_in_every_language(language):
    with use_language(language):
        for kind in KINDS.values():
            for channel in kind.channels:
                words = predefined(kind, channel)
                assert check_words(kind, channel, words, BASE) == {}, (kind.code, channel)
                if channel == "sms":
                    assert segments(write_sms(words, examples(kind, FACTS)))[0] <= 3
                else:
                    assert "{{" not in write_mail(words, examples(kind, FACTS), FACTS).html


@pytest.mark.parametrize("kind", [kind.code for kind in KINDS.values() if kind.secrets])
def test_examples_and_previews_hold_no_secret(kind):
    shown = examples(KINDS[kind], FACTS, masked=True)
    assert {shown[name] for name in KINDS[kind].secrets} <= {"••••••", f"{BASE}/access/••••••"}
