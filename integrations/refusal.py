"""The polite no: why something from outside is not taken, as an English sentence that is translated when shown."""

from __future__ import annotations

from typing import Any

from integrations.language import gettext


class Refused(Exception):
    """Something that will not be read or kept. `code` is stable, `text` an English sentence with named placeholders."""

    def __init__(self, code: str, text: str, **params: Any) -> None:
        super().__init__(text % params)
        self.code, self.text, self.params = code, text, params

    @property
    def message(self) -> str:
        """The reason in the current language."""
        return gettext(self.text) % self.params
