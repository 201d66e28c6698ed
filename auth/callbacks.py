"""What a callback's body must look like before Dash sees it: size, depth, shape, agreement with the callback map."""

from __future__ import annotations

import json
import re
from typing import Any, NoReturn

from flask import request
from pydantic import BaseModel, ConfigDict, Field, ValidationError
from werkzeug.exceptions import RequestEntityTooLarge, UnsupportedMediaType

from data.viewer import Conflict, Invalid, Viewer
from integrations.language import _

UPDATE = "/_dash-update-component"
LARGEST = 1_000_000  # bytes
DEEPEST = 20
_TOKENS = re.compile(rb'"(?:[^"\\]|\\.)*"|[\[{]|[\]}]', re.S)
_UNSTORABLE = re.compile(rb"\\u(?:0000|d[89a-f][0-9a-f]{2})", re.I)

Id = str | dict[str, str | int | float | bool]


class Prop(BaseModel):
    """One property of one component, with its value if it is an input."""

    model_config = ConfigDict(extra="ignore", strict=True)
    id: Id
    property: str
    value: Any = None


class Body(BaseModel):
    """A callback request as the renderer writes it; lists in lists come from pattern-matching ids."""

    model_config = ConfigDict(extra="forbid", strict=True)
    output: str
    outputs: Prop | list[Prop | list[Prop]] | None = None
    inputs: list[Prop | list[Prop]]
    state: list[Prop | list[Prop]] = []
    changed: list[str] = Field([], alias="changedPropIds")
    parsed: list[Id] = Field([], alias="parsedChangedPropsIds")


def check_body(callback_map: dict[str, Any], viewer: Viewer) -> None:
    """Raise Invalid (400), Conflict (409), Forbidden (403) or 413/415 unless this person may send this body."""
    if request.mimetype != "application/json":
        raise UnsupportedMediaType
    body = parse(request.get_data(cache=True))
    known = callback_map.get(body.output)
    if known is None:
        raise Conflict(_("The portal has been updated. Reload the page."))
    access = getattr(known.get("callback"), "access", None)
    if access is None:
        _refuse()
    access.check(viewer)
    agree(body, known)


def parse(raw: bytes) -> Body:
    """The body, read strictly."""
    if len(raw) > LARGEST:
        raise RequestEntityTooLarge
    try:
        return Body.model_validate(read_json(raw))
    except (RecursionError, ValidationError):
        _refuse()


def read_json(raw: bytes) -> Any:
    """JSON that a script of ours may have sent. Raises Invalid for the rest: nested deeply, or not to be stored."""
    if too_deep(raw) or (b"\\u" in raw and _unstorable(raw)):
        _refuse()
    try:
        return json.loads(raw.decode("utf-8"), parse_constant=_constant)
    except (ValueError, RecursionError):
        _refuse()


def too_deep(raw: bytes) -> bool:
    """Whether brackets nest deeper than any callback of ours needs, found without parsing."""
    depth = 0
    for token in _TOKENS.finditer(raw):
        sign = raw[token.start()]
        if sign in b"[{":
            depth += 1
            if depth > DEEPEST:
                return True
        elif sign in b"]}":
            depth -= 1
    return False


def agree(body: Body, known: dict[str, Any]) -> None:
    """The components named in the body are those the callback was registered with, in that order."""
    _same(body.inputs, known["inputs"])
    _same(body.state, known["state"])
    declared = known["output"]
    several = isinstance(declared, (list, tuple))
    if known.get("no_output"):
        return
    sent = body.outputs if isinstance(body.outputs, list) else [body.outputs]
    if isinstance(body.outputs, list) != several:
        _refuse()
    _same(sent, [out.to_dict() for out in (declared if several else [declared])])


def _same(sent: list[Any], declared: list[dict[str, Any]]) -> None:
    if len(sent) != len(declared):
        _refuse()
    for got, wanted in zip(sent, declared, strict=True):
        many = isinstance(got, list)
        if many and not wanted["id"].startswith("{"):
            _refuse()
        for prop in got if many else [got]:
            if (
                prop is None
                or prop.property != str(wanted["property"]).split("@")[0]
                or not _fits(prop.id, wanted["id"], many)
            ):
                _refuse()


def _fits(sent: Id, wanted: str, many: bool) -> bool:
    if not wanted.startswith("{"):
        return sent == wanted
    pattern = json.loads(wanted)
    if not isinstance(sent, dict) or sent.keys() != pattern.keys():
        return False
    wild = {"ALL", "MATCH", "ALLSMALLER"}
    free = [isinstance(value, list) and len(value) == 1 and value[0] in wild for value in pattern.values()]
    fixed = all(any_value or sent[key] == pattern[key] for key, any_value in zip(pattern, free, strict=True))
    return fixed and (not many or any(free))


def _unstorable(raw: bytes) -> bool:
    """NUL, or half of a surrogate pair: text that no column can hold."""
    if not _UNSTORABLE.search(raw):
        return False
    try:
        text = json.dumps(json.loads(raw), ensure_ascii=False)
        text.encode("utf-8")
    except (ValueError, RecursionError):
        return True
    return "\\u0000" in text


def _constant(name: str) -> NoReturn:
    raise ValueError(name)


def _refuse() -> NoReturn:
    raise Invalid(_("This request cannot be read. Reload the page and try again."))
