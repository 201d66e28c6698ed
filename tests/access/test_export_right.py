"""The right to take data away: without it lists are read and single papers opened, but no list leaves as a file."""

import csv
import io
from pathlib import Path

import pytest

from data.queries.tables import export_table
from data.records.scope import Scope
from data.records.tables import Question
from data.viewer import Forbidden
from pages.exports import EXPORTS
from tests.data.importing import ask, bring, table
from tests.doors import person_id, scalar, sql

FILES = [f"/export/{noun}.{ending}" for noun in ("documents", "invoices", "jobs") for ending in ("csv", "xlsx")]


def without_right(role: str) -> None:
    """Nothing that is granted to this person today may be taken away."""
    sql("update portal.grants set exports = false where person_id = :person", person=person_id(role))


def test_without_the_right_no_list_and_no_statement_leaves_as_rows(client, sign_in):
    without_right("owner")
    sign_in(client, "owner")
    for address in [*FILES, "/statement.csv"]:
        assert client.get(address).status_code == 403, address


def test_without_the_right_no_page_offers_what_would_be_refused(client, sign_in):
    sign_in(client, "owner")
    assert "/export/invoices.csv" in client.get("/invoices").text
    assert "/statement.csv" in client.get("/statement").text
    without_right("owner")
    assert "/export/" not in client.get("/invoices").text
    assert "/statement.csv" not in client.get("/statement").text


def test_without_the_right_single_papers_are_read_as_before(client, sign_in):
    without_right("owner")
    sign_in(client, "owner")
    document = scalar("select public_id from portal.documents where title = 'Manual HOTEL'")
    invoice = scalar("select public_id from portal.invoices where number = 'INV-HOTEL'")
    for address in (f"/documents/{document}/download", f"/invoices/{invoice}/pdf", "/statement.pdf"):
        assert client.get(address).status_code == 200, address


@pytest.mark.parametrize("export", EXPORTS, ids=[export.table.noun for export in EXPORTS])
def test_no_table_is_read_for_a_file_without_the_right(database, request, export):
    without_right("owner")
    owner = request.getfixturevalue("owner")
    with pytest.raises(Forbidden):
        list(export_table(export.table, owner, Scope(), Question()))


def test_with_grants_of_both_kinds_only_rows_of_those_that_allow_it_leave(client, sign_in):
    without_right("colleague")  # the Spa: to read only
    sql("insert into portal.grants (public_id, person_id, client_id, site_id, areas)"
        " select 'aaaaaaaaaaaaaaaa', :person, client_id, id, array['jobs'] from portal.sites"
        " where name = 'Hotel Miramar'", person=person_id("colleague"))  # fmt: skip
    sign_in(client, "colleague")
    page = client.get("/jobs").text
    assert "JOB-SPA" in page
    assert "JOB-HOTEL" in page
    rows = list(csv.reader(io.StringIO(client.get("/export/jobs.csv").get_data().decode("utf-8-sig"))))
    assert [row[0] for row in rows[1:]] == ["JOB-HOTEL"]
    assert list(csv.reader(io.StringIO(client.get("/export/documents.csv").text)))[1:] == []


def test_a_file_of_grants_says_who_may_take_data_away(database, tmp_path: Path):
    sql("update portal.clients set source = 'files', external_ref = number")

    def granted(*columns: str) -> bool:
        head = ["email", "client", "areas", "exports"][: 3 + len(columns)]
        report = bring("grants", table(tmp_path / "g.csv", head, ["new@miramar.example", "C-001", "full", *columns]))
        assert not report.refused
        return bool(ask("select g.exports from grants g join people p on p.id = g.person_id"
                        " where p.email = 'new@miramar.example'")[0]["exports"])  # fmt: skip

    assert granted() is True
    assert granted("No") is False
    assert granted() is False  # a column that is absent is not touched
    assert granted("yes") is True
    assert bring("grants", table(tmp_path / "h.csv", ["email", "client", "areas", "exports"],
                                 ["x@miramar.example", "C-001", "full", "perhaps"])).refused  # fmt: skip
