"""A form that sends files: what may be sent is said before, several at once, from the camera of a phone too.

Without script it is a plain form, sent as one request. With it (assets/upload.js) each file is a request of its own
with a progress bar, so that one that is refused keeps none of the others back.
"""

from __future__ import annotations

import json
from collections.abc import Sequence

from components.forms import command_form, submit
from components.html import Div, Input, Label, Li, Node, P, Span, Tree, Ul, icon
from data.viewer import Viewer
from integrations.files import ALLOWED, FileLimits
from integrations.language import _

FILE_FIELD = "file"
PICTURES = ("jpg", "jpeg", "png", "webp")


def upload_box(
    viewer: Viewer,
    action: str,
    *fields: Node,
    id: str = "upload",
    kinds: Sequence[str] = tuple(ALLOWED),
    file_bytes: int = FileLimits().file_bytes,
    files: int = 20,
    button: str = "",
    refused: Sequence[tuple[str, str]] = (),
    key: str | None = None,
    more: Node = None,
) -> Tree:
    """The form. `fields` stand below the choice of files and go with every file; `kinds` are extensions.

    `file_bytes` and `files` are the limits of the route (auth.receiving.Receiving), told before; `files=1` takes one.
    `refused`: files a plain form was refused for, with the reasons. `key`: of a refused form that is shown again;
    `more` stands beside the button.
    """
    choose = _("Choose files") if files > 1 else _("Choose a file")
    pictures = any(kind in PICTURES for kind in kinds)
    return command_form(
        viewer, action,
        Div(
            icon("cloud-upload", "upload-icon"),
            Label(choose, htmlFor=f"{id}-file", className="upload-label"),
            Input(id=f"{id}-file", name=FILE_FIELD, type="file", multiple=files > 1 or None, required=True,
                  accept=",".join(f".{kind}" for kind in kinds), className="upload-input",
                  aria_describedby=f"{id}-limits"),
            _camera(id) if pictures else None,
            Span(_("or drop them here"), className="upload-or") if files > 1 else None,
            P(limits_told(kinds, file_bytes, files), id=f"{id}-limits", className="help"),
            className="upload-drop", data_drop="",
        ),
        _refused(refused),
        Ul(className="upload-list", data_files="", hidden=True),
        *fields,
        Div(submit(button or _("Upload"), icon_name="cloud-upload"), more, className="cluster"),
        key=key, id=id, encType="multipart/form-data", className="upload-box stack",
        data_script="upload", data_upload="", data_bytes=str(file_bytes), data_most=str(files),
        data_kinds=" ".join(kinds), data_words=json.dumps(_words(file_bytes, files), ensure_ascii=False),
    )  # fmt: skip


def limits_told(kinds: Sequence[str], file_bytes: int, files: int) -> str:
    """What may be sent, in a sentence: kinds, megabytes of each file, how many at once."""
    named = ", ".join(dict.fromkeys("JPG" if kind == "jpeg" else kind.upper() for kind in kinds))
    told = _("%(kinds)s; up to %(limit)s MB each.") % {"kinds": named, "limit": file_bytes // 1_000_000}
    return told if files == 1 else " ".join((told, _("At most %(count)s files at once.") % {"count": files}))


def _camera(id: str) -> Tree:
    """Phones open the camera with this one; elsewhere it is not shown."""
    return Div(
        Label(icon("camera"), Span(_("Take a photo")), htmlFor=f"{id}-camera", className="button plain upload-shot"),
        Input(id=f"{id}-camera", name=FILE_FIELD, type="file", accept="image/*", capture="environment",
              className="upload-shutter"),
        className="upload-camera",
    )  # fmt: skip


def _refused(files: Sequence[tuple[str, str]]) -> Tree | None:
    if not files:
        return None
    rows = [Li(Span(name, className="upload-name"), Span(why, className="upload-state"), className="bad")
            for name, why in files]  # fmt: skip
    return Ul(*rows, className="upload-list", role="alert")


def _words(file_bytes: int, files: int) -> dict[str, str]:
    """What the script says."""
    return {
        "large": _("The file is larger than %(limit)s MB.") % {"limit": file_bytes // 1_000_000},
        "kind": _("Files of this kind are not taken; PDF and pictures are."),
        "empty": _("The file is empty."),
        "many": _("At most %(count)s files at once.") % {"count": files},
        "remove": _("Remove"),
        "waiting": _("Ready to be sent"),
        "sending": _("Sending"),
        "checking": _("Being checked"),
        "done": _("Received"),
        "failed": _("The file did not arrive. Check your connection and try again."),
    }
