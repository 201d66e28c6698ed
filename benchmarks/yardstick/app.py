"""The yardstick: the dashboard of a site and a list of 80 invoices, written by hand with Flask, Jinja and psycopg.

What a careful programmer would write who needs these two pages and nothing else: the session is looked up in the
database, the client stands in every WHERE, pages are gzipped. No row security, no languages, no scripts. It is the
measure of our own pages and is never changed together with them.
"""

from __future__ import annotations

import gzip
from hashlib import sha256
from pathlib import Path
from typing import Any

from flask import Flask, Response, abort, g, render_template, request
from psycopg.rows import dict_row
from psycopg_pool import ConnectionPool

from benchmarks.yardstick import questions as q

ROWS = 80


def create_yardstick(conninfo: str) -> Flask:
    """The application on a database of ours; it signs in with our sessions."""
    app = Flask("yardstick", template_folder=str(Path(__file__).parent / "templates"))
    pool = ConnectionPool(conninfo, min_size=4, max_size=16, kwargs={"row_factory": dict_row, "options": "-c jit=off"},
                          open=True)  # fmt: skip
    app.extensions["pool"] = pool
    app.jinja_env.filters["money"] = lambda amount: f"{amount:,.2f} €"

    @app.before_request
    def enter() -> None:
        token = request.cookies.get("session", "")
        with pool.connection() as connection:
            g.person = connection.execute(q.SESSION, {"hash": sha256(token.encode()).hexdigest()}).fetchone()
            if g.person is None:
                abort(401)
            g.client = connection.execute(q.CLIENT, {"person": g.person["id"]}).fetchone()
            if g.client is None:
                abort(403)

    @app.get("/invoices")
    def invoices() -> str:
        last = {"issued": request.args.get("issued", "9999-12-31"), "id": request.args.get("id", 2**62)}
        bound = {"client": g.client["id"], "limit": ROWS + 1, **last}
        with pool.connection() as connection:
            rows = connection.execute(q.INVOICES, bound).fetchall()
            chips = connection.execute(q.CHIPS, bound).fetchall()
            papers = connection.execute(q.PAPERS, {"client": g.client["id"], "ids": [row["id"] for row in rows]})
            files = {row["invoice_id"]: row["public_id"] for row in papers}
            sites = connection.execute(q.SITES, bound).fetchall()
        return render_template("invoices.html", rows=rows[:ROWS], more=len(rows) > ROWS, chips=chips, files=files,
                               sites=sites, count=sum(chip["records"] for chip in chips))  # fmt: skip

    @app.get("/")
    def dashboard() -> str:
        with pool.connection() as connection:
            found: dict[str, Any] = {"site": connection.execute(q.SITE, {
                "client": g.client["id"], "site": request.args["site"]}).fetchone()}  # fmt: skip
            if found["site"] is None:
                abort(404)
            bound = {"client": g.client["id"], "site": found["site"]["id"]}
            for name, statement in q.BOXES.items():
                found[name] = connection.execute(statement, bound).fetchall()
            if found["last"]:
                inspection = bound | {"inspection": found["last"][0]["id"]}
                found["lines"] = connection.execute(q.LINES, inspection).fetchall()
        return render_template("dashboard.html", **found)

    @app.after_request
    def pack(answer: Response) -> Response:
        if "gzip" in request.headers.get("Accept-Encoding", ""):
            answer.set_data(gzip.compress(answer.get_data(), 4))
            answer.headers["Content-Encoding"] = "gzip"
        return answer

    return app
