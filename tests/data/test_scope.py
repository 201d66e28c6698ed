"""Which site a page is about, and which sites a person may choose."""

import pytest

from data.queries.scope import LIMIT, find_scope, list_sites, patterns
from data.viewer import NotFound
from tests.data.places import new_client, new_site, person_with, site_of

pytestmark = pytest.mark.one_database


def test_the_stranger_finds_no_site_and_no_client_of_others(database, owner, stranger):
    for name in ("Hotel Miramar", "Spa Miramar"):
        with pytest.raises(NotFound):
            find_scope(stranger, site_of(name))
    with pytest.raises(NotFound):
        find_scope(stranger, client=owner.clients[0].public_id)


def test_the_colleague_does_not_find_the_other_site(database, colleague):
    with pytest.raises(NotFound):
        find_scope(colleague, site_of("Hotel Miramar"))


def test_an_only_site_is_chosen_by_itself(database, colleague, stranger):
    for viewer, name in ((colleague, "Spa Miramar"), (stranger, "Villa Palazzo")):
        scope = find_scope(viewer)
        assert (scope.site.name, scope.alone, scope.total) == (name, True, 1)
        assert scope.client == viewer.clients[0]


def test_of_several_sites_none_is_chosen_unless_it_is_named(database, owner):
    scope = find_scope(owner)
    assert (scope.site, scope.client, scope.alone) == (None, None, False)
    scope = find_scope(owner, site_of("Hotel Miramar"))
    assert (scope.site.name, scope.site.address) == ("Hotel Miramar", "Carrer de Mallorca 214, Barcelona")
    assert (scope.site.zone, scope.client.name, scope.alone) == ("Europe/Madrid", "Grup Miramar S.L.", False)


def test_a_client_can_be_the_scope_and_a_site_wins_over_it(database, owner):
    client = owner.clients[0].public_id
    assert find_scope(owner, client=client).client.public_id == client
    assert find_scope(owner, site_of("Spa Miramar"), client).site.name == "Spa Miramar"


def test_staff_find_every_site_and_none_is_chosen_for_them(database, admin, reader):
    for viewer in (admin, reader):
        assert find_scope(viewer, site_of("Villa Palazzo")).client.name == "Palazzo Vecchio S.p.A."
        assert find_scope(viewer).site is None


@pytest.mark.parametrize("claim", ["x", "a" * 16, "' or true --", "\x00", "a" * 17])
def test_an_invented_site_or_client_is_not_found(database, owner, claim):
    with pytest.raises(NotFound):
        find_scope(owner, claim)
    with pytest.raises(NotFound):
        find_scope(owner, client=claim)


def test_a_search_ignores_accents_and_case_and_finds_only_permitted_sites(database, owner, stranger, colleague):
    def found(viewer, words):
        return [one.name for one in list_sites(viewer, words).sites]

    assert found(owner, "marítim") == found(owner, "MARITIM") == ["Spa Miramar"]
    assert found(owner, "mallorca hotel") == ["Hotel Miramar"]
    assert found(owner, "grup spa") == ["Spa Miramar"]
    assert found(stranger, "miramar") == []
    assert found(colleague, "") == ["Spa Miramar"]


def test_signs_with_a_meaning_in_patterns_have_none_in_a_search():
    assert patterns("100%_\\ a") == ["%100%", "%a%"]
    assert patterns("  ") == patterns("%") == ["%"]


def test_fifty_sites_at_most_and_that_there_are_more_is_said(database):
    client, _choice = new_client("Many")
    for number in range(LIMIT + 1):
        new_site(client, f"house {number:02}")
    person = person_with((client, None, ["billing"]))
    found = list_sites(person)
    assert (len(found.sites), found.more, found.sites[0].name) == (LIMIT, True, "house 00")
    assert not list_sites(person, "house 07").more
