"""The header: what stands in it for whom, the menu, and the look that one chose."""

import pytest
from django.test import TestCase
from django.urls import resolve

from jolserik.people.access import access_of
from jolserik.people.actor import PUBLIC, Actor, HeldPost, Role
from jolserik.people.rights import why_not
from jolserik.people.testing import DANA, GANI, settle_cast
from jolserik.site import doors
from jolserik.site.tests.reading import faults, read

EVERY = [*(door for group in doors.DESK for door in group.doors), *doors.PORTAL[0].doors]


def holder(role: Role) -> Actor:
    return Actor(key=DANA.key, posts=(HeldPost(role=role, scope="kato:98"),))


@pytest.mark.parametrize("door", EVERY, ids=lambda door: door.name)
def test_a_door_asks_for_no_less_than_its_page(door: doors.Door) -> None:
    access = access_of(resolve(door.url.partition("?")[0]).func)
    assert access is not None
    for role in Role:
        actor = holder(role)
        if door.right is None or why_not(actor, door.right) is None:
            assert access.why_not(actor) is None, role


@pytest.mark.parametrize("role", Role)
def test_each_role_finds_its_few_doors_first_and_all_of_them_in_the_menu(role: Role) -> None:
    few = doors.first(holder(role), desk=True)
    assert 1 <= len(few) <= doors.FIRST
    assert few == [door for door in doors.BY_ROLE[role] if door in few]
    menu = [door for group in doors.menu(holder(role), desk=True) for door in group.doors]
    assert set(few) <= set(menu)


def test_who_has_no_post_is_shown_no_door_that_stays_shut() -> None:
    gani = Actor(key=GANI.key)
    menu = [door for group in doors.menu(gani, desk=True) for door in group.doors]
    assert {door.name for door in menu} == {"portal:measures", "portal:glossary"}
    assert doors.first(gani, desk=True) == []
    assert doors.first(PUBLIC, desk=False)


class TestHeader(TestCase):
    @classmethod
    def setUpTestData(cls) -> None:
        settle_cast()

    def test_the_menu_says_who_is_signed_in(self) -> None:
        html = DANA.client().get("/desk/instructions/").content.decode()
        menu = html.partition("<details")[2].partition("</details>")[0]
        assert DANA.name in menu
        assert 'action="/sign-out/"' in menu
        assert not faults(read(html), "ru")

    def test_the_look_is_chosen_kept_and_given_back_to_the_device(self) -> None:
        dark = 'css/dark.css" media="screen"'
        by_device = 'media="screen and (prefers-color-scheme: dark)"'
        assert by_device in self.client.get("/glossary/").content.decode()
        assert dark in self.client.get("/glossary/?theme=dark").content.decode()
        assert dark in self.client.get("/glossary/").content.decode()
        light = self.client.get("/glossary/?theme=light").content.decode()
        assert "dark.css" not in light and 'content="light"' in light
        assert by_device in self.client.get("/glossary/?theme=device").content.decode()
        assert by_device in self.client.get("/glossary/?theme=nonsense").content.decode()
