"""The button that leads from lists of money to the statement of account."""

from components.cards import button_link
from components.context import Context
from components.html import Tree
from integrations.language import _


def statement_link(context: Context) -> Tree:
    """The statement of the chosen site or client."""
    return button_link(_("Statement of account"), context.link("/statement"), icon_name="list-ul")
