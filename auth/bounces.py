"""Where a mail service tells of mails that came back: signed, small, recent, and counted once."""

from __future__ import annotations

import hmac
from hashlib import sha256
from typing import Annotated

from flask import Response, current_app, jsonify, request
from pydantic import BaseModel, ConfigDict, StringConstraints, ValidationError

from auth.access import ANYONE
from auth.portal import route
from data.commands.bounces import note_bounce
from data.queries.moment import current_moment
from data.viewer import Forbidden, Invalid, NotFound, Viewer
from integrations.settings import Settings

LARGEST = 16_384  # bytes
OLDEST = 300  # seconds
_Text = Annotated[str, StringConstraints(max_length=998, pattern=r"^[^\x00-\x1f\x7f]*$", strip_whitespace=True)]


class Bounce(BaseModel):
    """The body. `message_id` is that of the mail, with its brackets; one of it and `email` is needed."""

    model_config = ConfigDict(extra="forbid", strict=True)

    message_id: _Text | None = None
    email: _Text | None = None
    reason: _Text = ""
    permanent: bool = True


@route("/webhooks/bounces", access=ANYONE, methods=("POST",))
def bounces(viewer: Viewer | None) -> Response:
    """Takes one bounce. 404 where no secret is configured, 403 for a signature that does not hold or is too old."""
    settings: Settings = current_app.extensions["settings"]
    if settings.bounce_secret is None:
        raise NotFound
    request.max_content_length = LARGEST
    body = request.get_data(cache=False)
    digest = _checked(settings.bounce_secret, body)
    if request.mimetype != "application/json":
        raise Invalid
    try:
        told = Bounce.model_validate_json(body)
    except ValidationError as error:
        raise Invalid from error
    if not told.message_id and not told.email:
        raise Invalid
    if not told.permanent:
        return jsonify(status="ignored")
    reason = told.reason[:500] or "the mailbox refused it"
    return jsonify(status=note_bounce(digest, told.message_id or None, told.email or None, reason))


def _checked(secret: str, body: bytes) -> str:
    """The signature's digest, if it is right for this body and not older than five minutes."""
    written = request.headers.get("X-Atrio-Timestamp", "")
    sent = request.headers.get("X-Atrio-Signature", "")
    right = "sha256=" + hmac.new(secret.encode(), written.encode() + b"." + body, sha256).hexdigest()
    if not hmac.compare_digest(sent.encode(), right.encode()):
        raise Forbidden
    if not written.isascii() or not written.isdecimal() or len(written) > 12:
        raise Forbidden
    if abs(current_moment().timestamp() - int(written)) > OLDEST:
        raise Forbidden
    return sha256(right.encode()).hexdigest()
