from django.contrib.auth.models import AnonymousUser
from django.test import TestCase

from jolserik.core.words import Words
from jolserik.people import actions
from jolserik.people.actor import PROGRAM, PUBLIC, HeldPost, Role
from jolserik.people.models import Person
from jolserik.people.queries import actor_for, cast, display_names, found, visible_to, who_may
from jolserik.people.rights import Right
from jolserik.people.testing import (
    AIGUL,
    BODY,
    BOLAT,
    DANA,
    ERLAN,
    GANI,
    MADINA,
    NOW,
    TODAY,
    settle_cast,
)


class TestPeopleQueries(TestCase):
    @classmethod
    def setUpTestData(cls) -> None:
        settle_cast()

    def test_an_actor_is_known_with_posts_in_one_query(self) -> None:
        user = ERLAN.user
        with self.assertNumQueries(1):
            actor = actor_for(user, today=TODAY)
        assert actor.key == ERLAN.key
        assert actor.posts == (HeldPost(Role.ZONE_OPERATOR, "zone:test", BODY),)
        with self.assertNumQueries(0):
            assert actor_for(AnonymousUser(), today=TODAY) is PUBLIC

    def test_who_sees_people_sees_all_and_others_see_themselves(self) -> None:
        assert visible_to(BOLAT.actor).count() == 7
        assert [person.key for person in visible_to(GANI.actor)] == [GANI.key]
        assert visible_to(PUBLIC).count() == 0

    def test_search_finds_kazakh_letters_typed_as_russian_ones(self) -> None:
        people = Person.objects.all()
        assert [p.key for p in found(people, name="айгул", today=TODAY)] == [AIGUL.key]
        assert [p.key for p in found(people, name="ТИЛЕУОВ гани", today=TODAY)] == [GANI.key]
        assert [p.key for p in found(people, role="specialist", today=TODAY)] == [BOLAT.key]

    def test_who_may_names_holders_only_to_who_signed_in(self) -> None:
        public = who_may(Right.BLOCK_SIGN_IN, language="ru", today=TODAY)
        assert public.roles == ("Администратор", "Руководитель управления")
        assert public.holders == ()
        told = who_may(Right.BLOCK_SIGN_IN, language="en", today=TODAY, reader=GANI.actor)
        assert {holder.name for holder in told.holders} == {DANA.name, MADINA.name}
        assert {holder.organisation for holder in told.holders} == {"Department"}

    def test_blocked_holders_are_not_named(self) -> None:
        actions.block_sign_in(by=DANA.actor, now=NOW, person=MADINA.key)
        told = who_may(Right.MANAGE_PEOPLE, language="ru", today=TODAY, reader=GANI.actor)
        assert told.holders == ()

    def test_names_of_many_come_in_one_query_and_erased_ones_in_words(self) -> None:
        actions.erase_person(by=MADINA.actor, now=NOW, person=GANI.key)
        with self.assertNumQueries(1):
            names = display_names([AIGUL.key, GANI.key], "kk")
        assert names == {AIGUL.key: AIGUL.name, GANI.key: "жойылған деректер"}

    def test_the_cast_comes_in_its_order_without_the_blocked(self) -> None:
        for order, member in ((2, DANA), (1, BOLAT), (3, GANI)):
            actions.add_to_cast(
                by=PROGRAM,
                now=NOW,
                person=member.key,
                story=Words("Сюжет", "Оқиға", "Story"),
                order=order,
            )
        actions.block_sign_in(by=DANA.actor, now=NOW, person=GANI.key)
        assert [(line.name, line.story) for line in cast("kk")] == [
            (BOLAT.name, "Оқиға"),
            (DANA.name, "Оқиға"),
        ]
