"""A company as large as Atrio is measured with: thousands of clients, millions of records, the same for one seed."""

from data.generated.generate import Generated, NotEmpty, generate
from data.generated.world import ACCOUNTS

__all__ = ["ACCOUNTS", "Generated", "NotEmpty", "generate"]
