"""Where the figures of usage come from: the roll-ups, and the activity that came after they were made."""

from __future__ import annotations

from datetime import date
from typing import Any

from sqlalchemy import text

from data.ids import is_public_id
from data.records.usage import Place, Span, UsageQuestion
from data.session import Session
from data.viewer import NotFound

_COLUMNS = "day, person_id, client_id, site_id, sign_ins, documents, answered, counts"
# what came after the roll-ups; an empty span where the days asked for are over
_LIVE = f"""
    select {_COLUMNS} from portal.usage_of(cast(:rolled as timestamptz), cast(:live as timestamptz))
     where day between :since and :last"""  # noqa: S608
_HERE = """(client_id = any (cast(:clients as bigint[]))
          or (client_id is null and person_id = any (cast(:members as bigint[]))))"""
_EVERYWHERE = f"""
    select {_COLUMNS} from portal.usage_people where day between :since and :last
    union all {_LIVE}"""  # noqa: S608  (constant text, as below)
_OF_CLIENTS = f"""
    select {_COLUMNS} from portal.usage_people
     where client_id = any (cast(:clients as bigint[])) and day between :since and :last
    union all
    select {_COLUMNS} from portal.usage_people
     where client_id is null and person_id = any (cast(:members as bigint[])) and day between :since and :last
    union all {_LIVE} and {_HERE}"""  # noqa: S608
# signing in belongs to no site: it counts for the sites that were looked at on that day
_OF_SITE = f"""
    with here as ({_OF_CLIENTS})
    select * from here h where h.site_id = :site or (h.sign_ins > 0 and exists (
        select from here x where x.person_id = h.person_id and x.day = h.day and x.site_id = :site))"""  # noqa: S608
_ROLLED = text("""
    select cast(portal.usage_rolled() as text) as rolled, (select max(day) from portal.usage_days) as edge,
           portal.today() as today
""")
_GROUPS = text("select public_id, name from portal.client_groups order by name, id limit 500")
_SITE = text("""
    select s.id, s.name, c.id as client, c.public_id as client_public_id, c.name as client_name
      from portal.sites s join portal.clients c on c.id = s.client_id where s.public_id = :site
""")
_CLIENT = text("select id, name from portal.clients where public_id = :client")
_GROUP = text("""
    select g.name, array(select c.id from portal.clients c where c.group_id = g.id) as clients
      from portal.client_groups g where g.public_id = :group
""")
_MEMBERS = text("""
    select distinct p.id from portal.people p where p.staff_role is null and (
        exists (select from portal.grants g where g.person_id = p.id and g.client_id = any (:clients))
        or exists (select from portal.grants g join portal.clients c on c.group_id = g.group_id
                    where g.person_id = p.id and c.id = any (:clients))
        or exists (select from portal.contacts k where k.person_id = p.id and k.client_id = any (:clients)))
""")


class Source:
    """One question's place and time, and the SQL of the rows it is answered from."""

    def __init__(self, session: Session, question: UsageQuestion) -> None:
        row = session.execute(_ROLLED).one()
        self.session, self.question = session, question
        self.rolled: str = row.rolled  # a moment, or -infinity
        # days before this one are in the sums of whole days; from here on rows are read
        self.edge: date = row.edge or date.min
        self.today: date = row.today
        self.span: Span = question.days(row.today)
        self.place = find_place(session, question)

    @property
    def rows(self) -> str:
        """The rows of `since` to `last` as a subquery's text; bind `values`."""
        if self.place.site is not None:
            return _OF_SITE
        return _EVERYWHERE if self.place.clients is None else _OF_CLIENTS

    @property
    def everywhere(self) -> bool:
        return self.place.clients is None

    def values(self, span: Span, since: date | None = None) -> dict[str, Any]:
        """What `rows` needs; `since` takes the place of the first day."""
        found = {"since": max(span.first, since or span.first), "last": span.last, "rolled": self.rolled,
                 "live": self.live(span), "today": self.today}  # fmt: skip
        if not self.everywhere:
            found |= {"clients": list(self.place.clients or ()), "members": list(self.place.members)}
        if self.place.site is not None:
            found["site"] = self.place.site
        return found

    def live(self, span: Span) -> str:
        """Up to when activity is read beside the roll-ups."""
        return "infinity" if span.last >= min(self.edge, self.today) else "-infinity"


def find_place(session: Session, question: UsageQuestion) -> Place:
    """Where a question asks about. Raises NotFound for what does not exist."""
    for told in (question.site, question.client, question.group):
        if told and not is_public_id(told):
            raise NotFound
    if question.site:
        row = session.execute(_SITE, {"site": question.site}).one_or_none()
        if row is None or question.client not in ("", row.client_public_id):
            raise NotFound
        return Place((row.client,), _members(session, [row.client]), row.id, f"{row.client_name} · {row.name}")
    if question.client:
        row = session.execute(_CLIENT, {"client": question.client}).one_or_none()
        if row is None:
            raise NotFound
        return Place((row.id,), _members(session, [row.id]), None, row.name)
    if question.group:
        row = session.execute(_GROUP, {"group": question.group}).one_or_none()
        if row is None:
            raise NotFound
        return Place(tuple(row.clients), _members(session, row.clients), None, row.name)
    return Place()


def _members(session: Session, clients: list[int]) -> tuple[int, ...]:
    return tuple(session.execute(_MEMBERS, {"clients": clients}).scalars())


def find_groups(session: Session) -> tuple[tuple[str, str], ...]:
    """The client groups there are: public id and name."""
    return tuple((row.public_id, row.name) for row in session.execute(_GROUPS))
