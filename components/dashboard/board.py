"""The dashboard of one site: its boxes in the order a phone shows them, and their places on a desktop."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from components.context import Context
from components.dashboard.actions import actions
from components.dashboard.answers import answers
from components.dashboard.attention import attention
from components.dashboard.bills import invoices, quotes
from components.dashboard.bookings import bookings
from components.dashboard.contracts import contracts
from components.dashboard.equipment import equipment
from components.dashboard.last_inspection import last_inspection
from components.dashboard.new_documents import new_documents
from components.dashboard.next_inspection import next_inspection
from components.dashboard.outstanding import outstanding
from components.dashboard.words import joined
from components.dashboard.work import other_work
from components.html import Div, Node, Tree
from components.page import Page, page_header
from data.records.dashboard import Dashboard
from data.viewer import Area
from integrations.language import _


@dataclass(frozen=True, slots=True)
class Box:
    """A box in its order. `span`: its width of twelve beside its neighbour; `beside`: it may stand in the right column;
    `filled`: it has something to show."""

    tree: Tree
    span: int = 6
    beside: bool = False
    filled: bool = True


def dashboard_page(board: Dashboard, context: Context) -> Page:
    """Everything about one site at a glance."""
    running = next((one for one in board.contracts if one.standing not in ("sent", "ended")), None)
    about = joined(board.client.name, _("contract %(number)s") % {"number": running.number} if running else None)
    return Page(board.site.name, [page_header(_("Site overview"), about), *dashboard(board, context)], board.scope)


def dashboard(board: Dashboard, context: Context) -> list[Node]:
    """What waits, the four answers, then the boxes. Boxes of areas out of reach are left out without a trace."""
    return [attention(board, context), answers(board, context), _placed(_boxes(board, context))]


def _boxes(board: Dashboard, context: Context) -> list[Box]:
    def within(
        area: Area, draw: Callable[[Dashboard, Context], Tree], found: object, span: int = 6, *, beside: bool = False
    ) -> list[Box]:
        return [Box(draw(board, context), span, beside, bool(found))] if board.sees(area) else []

    offered = actions(board, context)
    return [
        *([Box(offered, beside=True)] if offered else []),
        *within(Area.INSPECTIONS, last_inspection, board.inspection, beside=board.inspection is None),
        *within(Area.INSPECTIONS, next_inspection, board.planned, beside=True),
        *within(Area.BILLING, outstanding, board.owed, 4),
        *within(Area.BILLING, invoices, board.invoices, 8),
        *within(Area.QUOTES, quotes, board.quotes),
        *within(Area.JOBS, other_work, board.jobs),
        # short ones beside each other, long ones too: a card as high as its neighbour has something to fill it
        *within(Area.CONTRACTS, contracts, board.contracts),
        *within(Area.BOOKINGS, bookings, board.bookings),
        *within(Area.EQUIPMENT, equipment, board.equipment, 7),
        Box(new_documents(board, context), filled=bool(board.documents)),
    ]


def _placed(boxes: list[Box]) -> Tree:
    """The boxes on twelve columns: a large one with the right column beside it, the others in pairs below.

    Where nothing fills the large place, the boxes meant for it stand in threes. The order is always the phone's.
    """
    side = [box for box in boxes if box.beside]
    lead = next((box for box in boxes if box.filled and not box.beside), None) if len(side) < 3 else None
    found = []
    for box in boxes:
        if box is lead and side:
            found.append(_with(box.tree, "lead", {"--span": len(side)}))
        elif box.beside and lead is None:
            found.append(_with(box.tree, f"span-{12 // len(side)}"))
        elif box.beside:
            found.append(_with(box.tree, "side", {"--row": side.index(box) + 1}))
        else:
            rest = [one for one in boxes if not one.beside and (one is not lead or not side)]
            found.append(_with(box.tree, f"span-{_span(box, rest)}"))
    rows = " ".join(["auto"] * (len(side) - 1) + ["1fr"]) if lead and side else "none"
    return Div(*found, className="grid board", style={"--rows": rows})


def _span(box: Box, boxes: list[Box]) -> int:
    """How wide a box is beside its neighbour: who likes to be wide is, both make a row, and a last one is alone."""
    index = boxes.index(box)
    pair = boxes[index - index % 2 :][:2]
    if len(pair) == 1:
        return 12
    widest = max(pair, key=lambda one: one.span)
    return widest.span if box is widest else 12 - widest.span


def _with(tree: Tree, place: str, style: dict[str, int] | None = None) -> Tree:
    """The card with its place in the grid instead of the one it was drawn with."""
    kept = [name for name in tree["props"]["className"].split() if not name.startswith("span-")]
    props = {**tree["props"], "className": " ".join([*kept, place])}
    return {**tree, "props": props | ({"style": {name: str(value) for name, value in style.items()}} if style else {})}
