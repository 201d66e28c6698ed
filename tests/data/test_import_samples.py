"""The real files: every one imported with its mapping, counts and known values compared with what was read by hand."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from data.imports.mapping import read_mapping
from tests.data.importing import MAPPINGS, ask, codes, counted, one, sample

pytestmark = pytest.mark.usefixtures("database")


def test_romanian_clients_with_their_letters_and_no_invoice_from_a_balance() -> None:
    invoices = one("select count(*) as n from invoices")
    report = sample("clients", "own_ro_clienti_utf8bom.csv", "ro_clients")
    assert not report.refused
    assert counted(report, "clients") == (40, 0, 0)
    client = one("select * from clients where source = 'contabilitate' and external_ref = 'CL-0002'")
    assert client["name"] == "SC Întreținere Țiței SRL 2"
    assert (client["city"], client["region"], client["country"], client["language"]) == (
        "Ploiești",
        "Prahova",
        "RO",
        "ro",
    )
    assert (client["tax_id"], client["phone"]) == ("RO9892593", "+40713893015")
    assert "sc intretinere titei srl 2" in client["search_text"]
    assert codes(report, "note")["not_imported"] == 1
    assert [p.column for p in report.problems if p.code == "not_imported"] == ["Sold (RON)"]
    assert codes(report, "warning") == {"tax_id": 36}
    assert one("select count(*) as n from invoices") == invoices


def test_italian_invoices_with_decimal_commas_and_wrong_order_of_days_as_warnings() -> None:
    report = sample("invoices", "own_it_fatture_cp1252.csv", "it_invoices")
    assert not report.refused
    assert counted(report, "clients") == counted(report, "invoices") == (40, 0, 0)
    invoice = one(
        "select i.*, c.name, c.tax_id from invoices i join clients c on c.id = i.client_id"
        " where i.source = 'contabilità' and i.external_ref = '5/2026'"
    )
    assert (invoice["name"], invoice["tax_id"]) == ("Condominio Città Nuova n° 5", "75789030239")
    assert (invoice["net"], invoice["tax"], invoice["gross"]) == (
        Decimal("8644.37"),
        Decimal("1901.76"),
        Decimal("10546.13"),
    )
    assert invoice["payable"] == invoice["gross"]
    assert (invoice["issued_on"], invoice["due_on"]) == (date(2026, 12, 23), date(2026, 5, 9))
    assert (invoice["state"], invoice["currency"], invoice["kind"]) == ("issued", "EUR", "invoice")
    assert invoice["published_at"] is not None
    assert codes(report, "warning") == {"tax_id": 40, "due_first": 21}
    total = one("select sum(gross) as gross, sum(net) as net from invoices where source = 'contabilità'")
    assert total == {"gross": Decimal("213382.12"), "net": Decimal("174903.37")}


def test_spanish_inspections_each_with_its_line() -> None:
    report = sample("inspections", "own_es_inspecciones_cp1252.csv", "es_inspections")
    assert not report.refused
    assert counted(report, "inspections") == (40, 0, 0)
    visit = one("select * from inspections where source = 'gestión' and external_ref = 'INS-00002'")
    assert (visit["done_on"], visit["inspector"]) == (date(2026, 7, 14), "Begoña Peña")
    assert (visit["result"], visit["summary"], visit["state"]) == ("non_compliant", "Revisar; presión baja", "done")
    line = one("select * from inspection_lines where inspection_id = :id", id=visit["id"])
    assert (line["subject"], line["result"], line["remark"]) == (
        "Extintor espuma 2",
        "non_compliant",
        "Revisar; presión baja",
    )
    assert line["published_at"] == visit["published_at"] is not None
    assert one("select summary from inspections where external_ref = 'INS-00003'")["summary"] == 'Sin "novedad"'
    results = ask("select result, count(*) as n from inspections where source = 'gestión' group by 1 order by 1")
    assert [(row["result"], row["n"]) for row in results] == [
        ("compliant", 15),
        ("non_compliant", 14),
        ("with_remarks", 11),
    ]
    assert "Importe €" in [p.column for p in report.problems if p.code == "not_imported"]


def test_a_lift_register_with_grouped_stations_becomes_sites_and_equipment() -> None:
    report = sample("equipment", "elevators_db_register_A.csv", "db_register")
    assert not report.refused
    assert counted(report, "sites") == (682, 0, 0)
    assert counted(report, "equipment") == (1500, 0, 0)
    site = one("select * from sites where source = 'register' and external_ref = '00229'")
    assert (site["name"], site["postcode"], site["city"], site["region"]) == ("Aumühle", "21521", "Aumühle", "01")
    lift = one(
        "select e.*, s.external_ref as site from equipment e join sites s on s.id = e.site_id"
        " where e.source = 'register' and e.external_ref = '10347966'"
    )
    assert (lift["site"], lift["name"], lift["maker"]) == ("00027", "Aufzug Bstg 2", "OTIS GmbH & Co. OHG")
    assert lift["details"] == {
        "built": 2007,
        "drive": "SEIL",
        "stops": 2,
        "speed_m_s": 1,
        "height_m": 4.39,
        "load_kg": 1050,
        "leads": "zu Gleis 3/4",
    }
    at_ahrensburg = one(
        "select count(*) as n from equipment e join sites s on s.id = e.site_id where s.external_ref = '00027'"
    )
    assert at_ahrensburg["n"] == 4
    assert one("select count(*) as n from equipment where maker is null and source = 'register'")["n"] == 255


def test_its_facilities_add_what_the_register_lacks_and_touch_nothing_else() -> None:
    sample("equipment", "elevators_db_register_A.csv", "db_register")
    report = sample("equipment", "elevators_db_facilities_A.csv", "db_facilities")
    assert not report.refused
    assert (report.counts["sites"].new, report.counts["sites"].skipped) == (281, 368)
    assert counted(report, "equipment") == (573, 726, 0)
    known = one("select * from equipment where source = 'register' and external_ref = '10004708'")
    assert (known["name"], known["maker"] is not None) == ("zu Gleis 4", True)
    assert known["details"]["longitude"] == pytest.approx(10.382312)
    assert known["details"]["drive"] == "HYDRAULISCH"
    added = one(
        "select e.*, s.name as site from equipment e join sites s on s.id = e.site_id"
        " where e.source = 'register' and e.external_ref = '10001649'"
    )
    assert (added["name"], added["site"]) == ("zu Gleis 1", "Aachen Schanz")
    assert one("select count(*) as n from sites where name like 'Station %' and source = 'register'")["n"] == 281


def test_registered_elevators_become_sites_equipment_and_inspections() -> None:
    report = sample("equipment", "elevators_nyc_2015_A.csv", "nyc_elevators")
    assert not report.refused
    assert [counted(report, kind)[0] for kind in ("sites", "equipment", "inspections")] == [2247, 2500, 2446]
    lift = one(
        "select e.*, s.name as site, s.postcode, s.latitude from equipment e join sites s on s.id = e.site_id"
        " where e.external_ref = '3P14572'"
    )
    assert (lift["site"], lift["postcode"], lift["latitude"]) == ("457 39 Street", "11232", Decimal("40.651889"))
    assert (lift["details"]["travel"], lift["details"]["capacity_lbs"]) == ("68-3", 2500)
    visit = one("select * from inspections where external_ref = '1P47101/2015-06-19'")
    assert (visit["done_on"], visit["state"]) == (date(2015, 6, 19), "done")
    newest = one("select max(done_on) as last, min(done_on) as first from inspections where source = 'dob'")
    assert newest == {"last": date(2015, 10, 8), "first": date(2006, 10, 2)}
    kinds = ask(
        "select k.code, count(*) as n from equipment e join kinds k on k.id = e.kind_id"
        " where e.source = 'dob' group by 1 order by 1"
    )
    assert [(row["code"], row["n"]) for row in kinds] == [("escalator", 79), ("lift", 2421)]


def test_buildings_of_a_workbook_become_sites_with_their_condition() -> None:
    report = sample("sites", "asbestos_buildings_milano_A.xlsx", "milan_buildings")
    assert not report.refused
    assert counted(report, "sites") == (1924, 0, 0)
    site = one("select * from sites where source = 'ats' and external_ref = '98001/c-na-saline/snc'")
    assert (site["address"], site["city"], site["condition"]) == (
        "C.Na Saline snc",
        "Abbadia Cerreto",
        "Danneggiato +10%",
    )
    both = one("select count(*) as n from sites where source = 'ats' and condition like '%·%'")
    assert both["n"] > 0
    assert one("select count(distinct city) as n from sites where source = 'ats'")["n"] == 109


FILES = [
    ("clients", "own_ro_clienti_utf8bom.csv", "ro_clients"),
    ("invoices", "own_it_fatture_cp1252.csv", "it_invoices"),
    ("inspections", "own_es_inspecciones_cp1252.csv", "es_inspections"),
    ("equipment", "elevators_db_register_A.csv", "db_register"),
    ("equipment", "elevators_nyc_2015_A.csv", "nyc_elevators"),
    ("sites", "asbestos_buildings_milano_A.xlsx", "milan_buildings"),
]


@pytest.mark.parametrize(("kind", "name", "mapping"), FILES)
def test_the_second_run_of_the_same_file_changes_nothing(kind: str, name: str, mapping: str) -> None:
    sample(kind, name, mapping)
    before = one("select count(*) as n, count(distinct import_id) as imports from events")
    again = sample(kind, name, mapping)
    assert not again.refused
    assert all((counts.new, counts.changed) == (0, 0) for counts in again.counts.values())
    assert one("select count(*) as n, count(distinct import_id) as imports from events") == before


def test_every_mapping_in_the_repository_is_right() -> None:
    for path in MAPPINGS.glob("*.toml"):
        assert read_mapping(path).about
