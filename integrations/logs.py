"""Log lines as JSON, each with the id of the request it belongs to."""

from __future__ import annotations

import json
import logging
import logging.config
import re
import secrets
from contextvars import ContextVar
from datetime import UTC, datetime
from typing import Any

_request_id: ContextVar[str] = ContextVar("request_id", default="")
_ACCEPTABLE = re.compile(r"[A-Za-z0-9_-]{8,64}")
_STANDARD = frozenset(logging.makeLogRecord({}).__dict__) | {"message", "asctime", "taskName"}


def request_id() -> str:
    """The id of the request being answered; empty outside one."""
    return _request_id.get()


def begin_request(given: str | None = None) -> str:
    """Starts a request: takes the id a trusted proxy gave if it is harmless, else makes one."""
    chosen = given if given and _ACCEPTABLE.fullmatch(given) else secrets.token_hex(8)
    _request_id.set(chosen)
    return chosen


class JsonLines(logging.Formatter):
    """One JSON object a line: at, level, logger, message, request, what `extra=` brought, and the traceback."""

    def format(self, record: logging.LogRecord) -> str:
        line: dict[str, Any] = {
            "at": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname,
            "logger": record.name,
            "message": record.getMessage(),
        }
        if request_id():
            line["request"] = request_id()
        line |= {key: value for key, value in record.__dict__.items() if key not in _STANDARD}
        if record.exc_info:
            line["exception"] = self.formatException(record.exc_info)
        return json.dumps(line, ensure_ascii=False, default=str)


def logging_config(level: str) -> dict[str, Any]:
    """Configuration for `logging.config.dictConfig`, shared by web server, worker and command line."""
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {"json": {"()": JsonLines}},
        "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "json"}},
        "root": {"level": level, "handlers": ["stderr"]},
        "loggers": {
            "gunicorn.error": {"level": level, "handlers": [], "propagate": True},
            "alembic.runtime.plugins": {"level": "WARNING"},
        },
    }


def configure_logging(level: str) -> None:
    """Sends everything to stderr as JSON lines."""
    logging.config.dictConfig(logging_config(level))
