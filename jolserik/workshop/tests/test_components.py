"""Every example of the component page is rendered by the tests too."""

from typing import Any

import pytest
from django.contrib.auth.models import AnonymousUser
from django.http import HttpResponse
from django.template.loader import render_to_string
from django.test import Client, RequestFactory
from django.utils import translation

from jolserik.site.tests.reading import faults, read
from jolserik.workshop.examples import Example, examples
from jolserik.workshop.views import components

LANGUAGES = ("ru", "kk", "en")


def request(path: str = "/workshop/components/") -> Any:
    made = RequestFactory().get(path)
    made.user = AnonymousUser()
    return made


@pytest.mark.parametrize("shown", examples(), ids=lambda e: f"{e.component}: {e.name}")
@pytest.mark.parametrize("language", LANGUAGES)
def test_an_example_is_drawn_in_every_language(shown: Example, language: str) -> None:
    with translation.override(language):
        html = render_to_string(shown.template, shown.context, request())
    page = read(f"<html lang='{language}'><h1>{shown.name}</h1>{html}</html>")
    assert html.strip()
    assert faults(page, language) == []


def test_the_component_page_shows_all_examples() -> None:
    with translation.override("ru"):
        response: HttpResponse = components(request())
    page = read(response.content.decode())
    assert page.wrong == ()
    for shown in examples():
        assert shown.name in page.text()
        assert shown.component in page.text()


def test_names_of_examples_are_not_repeated() -> None:
    names = [(shown.component, shown.name) for shown in examples()]
    assert len(names) == len(set(names))


def test_every_figure_of_an_example_is_made_up() -> None:
    answers = [e.context["answer"] for e in examples() if "answer" in e.context]
    assert answers
    assert all(answer.question.subject.fictional for answer in answers)


def test_the_page_is_for_makers_only() -> None:
    assert Client().get("/workshop/components/").status_code == 404
