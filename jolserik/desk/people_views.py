"""People: the list, a person with their posts, and what an administrator does with them."""

import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import path
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from jolserik.core.refusal import Refused
from jolserik.core.words import word
from jolserik.desk.asking import status_of
from jolserik.desk.people_forms import (
    LANGUAGE_NAMES,
    EndPostForm,
    EraseForm,
    NewPersonForm,
    PersonForm,
    PostForm,
    SignInForm,
)
from jolserik.people import actions, holdings
from jolserik.people.access import actor_of, requires
from jolserik.people.actor import Role
from jolserik.people.models import Person, Post
from jolserik.people.queries import display_names, found, organisations, visible_to, with_posts
from jolserik.people.rights import Right, why_not
from jolserik.people.rules import Invalid
from jolserik.people.wording import refusal_in_words
from jolserik.projects.queries import who_may_lead

PAGE_SIZE = 50


@dataclass(frozen=True)
class PostLine:
    """A post as pages show it."""

    number: int
    title: str
    role: str
    organisation: str
    post: Post
    is_held: bool
    is_ahead: bool
    given_by: str


@requires(Right.SEE_PEOPLE)
def people_list(request: HttpRequest) -> HttpResponse:
    """Everybody by name, with the posts they hold today."""
    language, today = _language(), timezone.localdate()
    name, role = request.GET.get("q", "").strip(), request.GET.get("role", "")
    role = role if role in set(Role) else ""
    people = found(visible_to(actor_of(request)), name=name, role=role, today=today)
    page = Paginator(with_posts(people, on=today), PAGE_SIZE).get_page(request.GET.get("page"))
    lines = [
        {
            "key": person.key,
            "name": person.name(language),
            "posts": _lines(person, language),
            "sign_in": _sign_in_state(person),
        }
        for person in page
    ]
    context = {
        "lines": lines,
        "page": page,
        "q": name,
        "role": role,
        "roles": [(r.value, word("role", r, language)) for r in Role],
        "may_add": why_not(actor_of(request), Right.MANAGE_PEOPLE) is None,
    }
    return render(request, "desk/people/list.html", context)


@requires(Right.SEE_PEOPLE)
def person_page(request: HttpRequest, key: uuid.UUID) -> HttpResponse:
    """A person: posts with their history, and what the reader may do."""
    return _person_page(request, key)


@requires(Right.SEE_PEOPLE)
@require_POST
@never_cache
def show_contacts(request: HttpRequest, key: uuid.UUID) -> HttpResponse:
    """The page with phone and e-mail. No redirect: an address that shows them must not exist."""
    try:
        opened = actions.open_contacts(by=actor_of(request), now=timezone.now(), person=key)
    except Person.DoesNotExist as unknown:
        raise Http404 from unknown
    return _person_page(request, key, contacts=opened)


@requires(Right.MANAGE_PEOPLE)
def add_person(request: HttpRequest) -> HttpResponse:
    """A new person, with a sign-in when a password is given."""
    form = NewPersonForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        by, now, password = actor_of(request), timezone.now(), form.cleaned_data["password"]
        try:
            if password:
                person = actions.add_person_with_sign_in(
                    by=by, now=now, draft=form.draft(), password=password
                )
            else:
                person = actions.add_person(by=by, now=now, draft=form.draft())
        except Invalid as invalid:
            form.show(invalid.problems, _language())
        else:
            messages.success(request, _("The person is added. Now give them a post."))
            return redirect("desk:person", key=person.key)
    return _form_page(request, "desk/people/add.html", {"form": form})


@requires(Right.MANAGE_PEOPLE)
@require_POST
@never_cache
def correct_person(request: HttpRequest, key: uuid.UUID) -> HttpResponse:
    """The form shows contacts, so it opens by POST too, and that is recorded."""
    person = _person(request, key)
    by, now = actor_of(request), timezone.now()
    context = {"person": person, "name": person.name(_language())}
    if "open" in request.POST:
        opened = actions.open_contacts(by=by, now=now, person=key)
        form = PersonForm.showing(person, email=opened.email, phone=opened.phone)
        return render(request, "desk/people/correct.html", context | {"form": form})
    form = PersonForm(request.POST)
    if form.is_valid():
        try:
            actions.correct_person(by=by, now=now, person=key, draft=form.draft())
        except Invalid as invalid:
            form.show(invalid.problems, _language())
        else:
            messages.success(request, _("The data are corrected."))
            return redirect("desk:person", key=key)
    return _form_page(request, "desk/people/correct.html", context | {"form": form})


@requires(Right.MANAGE_PEOPLE)
@require_POST
def give_post(request: HttpRequest, key: uuid.UUID) -> HttpResponse:
    form = _post_form(request.POST)
    if form.is_valid():
        try:
            actions.give_post(
                by=actor_of(request),
                now=timezone.now(),
                person=_person(request, key).key,
                organisation=form.cleaned_data["organisation"],
                draft=form.draft(),
                title=form.title(),
            )
        except Refused as refused:
            return _person_page(request, key, refused=refused)
        except Invalid as invalid:
            form.show(invalid.problems, _language())
        else:
            messages.success(request, _("The post is given."))
            return redirect("desk:person", key=key)
    return _person_page(request, key, status=422, post_form=form)


@requires(Right.MANAGE_PEOPLE)
@require_POST
def end_post(request: HttpRequest, key: uuid.UUID, post: int) -> HttpResponse:
    get_object_or_404(Post, pk=post, person=_person(request, key))
    form = EndPostForm(request.POST, people=_successors(key))
    if not form.is_valid():
        return _person_page(request, key, status=422, end_form=form)
    try:
        actions.end_post(
            by=actor_of(request),
            now=timezone.now(),
            post=post,
            last_day=form.cleaned_data["last_day"],
            successor=form.cleaned_data["successor"],
        )
    except Refused as refused:
        return _person_page(request, key, refused=refused)
    except Invalid as invalid:
        form.show(invalid.problems, _language())
        return _person_page(request, key, status=422, end_form=form)
    messages.success(request, _("The last day of the post is written down."))
    return redirect("desk:person", key=key)


@requires(Right.MANAGE_PEOPLE)
@require_POST
def create_sign_in(request: HttpRequest, key: uuid.UUID) -> HttpResponse:
    form = SignInForm(request.POST)
    if form.is_valid():
        password = form.cleaned_data["password"]
        person = _person(request, key).key
        try:
            actions.create_sign_in(
                by=actor_of(request), now=timezone.now(), person=person, password=password
            )
        except Refused as refused:
            return _person_page(request, key, refused=refused)
        except Invalid as invalid:
            form.show(invalid.problems, _language())
        else:
            messages.success(request, _("The person can sign in now."))
            return redirect("desk:person", key=key)
    return _person_page(request, key, status=422, sign_in_form=form)


@requires(Right.BLOCK_SIGN_IN)
@require_POST
def block_sign_in(request: HttpRequest, key: uuid.UUID) -> HttpResponse:
    """Never refused: not even where the reader may not see the person's page."""
    person = get_object_or_404(Person, key=key)
    actions.block_sign_in(by=actor_of(request), now=timezone.now(), person=person.key)
    messages.success(request, _("The sign-in is blocked and all its sessions are ended."))
    return redirect("desk:person", key=key)


@requires(Right.MANAGE_PEOPLE)
@require_POST
def unblock_sign_in(request: HttpRequest, key: uuid.UUID) -> HttpResponse:
    person = _person(request, key).key
    try:
        actions.unblock_sign_in(by=actor_of(request), now=timezone.now(), person=person)
    except Refused as refused:
        return _person_page(request, key, refused=refused)
    messages.success(request, _("The person can sign in again."))
    return redirect("desk:person", key=key)


@requires(Right.MANAGE_PEOPLE)
def erase_person(request: HttpRequest, key: uuid.UUID) -> HttpResponse:
    """Asks once more, then erases."""
    person = _person(request, key)
    posted = request.method == "POST"
    people = _successors(key)
    form = EraseForm(request.POST if posted else None, language=_language(), people=people)
    context: dict[str, Any] = {"form": form, "key": key, "name": person.name(_language())}
    if form.is_valid():
        try:
            actions.erase_person(
                by=actor_of(request),
                now=timezone.now(),
                person=key,
                successor=form.cleaned_data["successor"],
            )
        except Invalid as invalid:
            form.show(invalid.problems, _language())
            return _form_page(request, "desk/people/erase.html", context)
        except Refused as refused:
            context["refusal"] = refusal_in_words(refused.refusal, _language())
            return render(request, "desk/people/erase.html", context, status=409)
        messages.success(request, _("The personal data are erased."))
        return redirect("desk:people")
    return _form_page(request, "desk/people/erase.html", context)


people_urls = [
    path("people/", people_list, name="people"),
    path("people/new/", add_person, name="person_add"),
    path("people/<uuid:key>/", person_page, name="person"),
    path("people/<uuid:key>/contacts/", show_contacts, name="person_contacts"),
    path("people/<uuid:key>/correct/", correct_person, name="person_correct"),
    path("people/<uuid:key>/posts/", give_post, name="post_give"),
    path("people/<uuid:key>/posts/<int:post>/end/", end_post, name="post_end"),
    path("people/<uuid:key>/sign-in/", create_sign_in, name="sign_in_create"),
    path("people/<uuid:key>/block/", block_sign_in, name="sign_in_block"),
    path("people/<uuid:key>/unblock/", unblock_sign_in, name="sign_in_unblock"),
    path("people/<uuid:key>/erase/", erase_person, name="person_erase"),
]


def _person_page(
    request: HttpRequest,
    key: uuid.UUID,
    *,
    status: int = 200,
    refused: Refused | None = None,
    contacts: actions.Contacts | None = None,
    post_form: PostForm | None = None,
    end_form: EndPostForm | None = None,
    sign_in_form: SignInForm | None = None,
) -> HttpResponse:
    """The page of a person; with a refusal it answers 409."""
    actor, language = actor_of(request), _language()
    person = _person(request, key, with_history=True)
    manages = why_not(actor, Right.MANAGE_PEOPLE) is None
    context = {
        "key": person.key,
        "name": person.name(language),
        "language": LANGUAGE_NAMES[person.language],
        "posts": _lines(person, language, _givers(person, language)),
        "sign_in": _sign_in_state(person),
        "contacts": contacts,
        "refusal": refusal_in_words(refused.refusal, language) if refused else "",
        "may_manage": manages,
        "may_block": why_not(actor, Right.BLOCK_SIGN_IN) is None,
        "today": timezone.localdate(),
        "holds": bool(holdings.held_by(key)),
        "may_hand_over": why_not(actor, Right.SEE_CASELOAD) is None,
        "successors": _successors(key) if manages else [],
        "end_form": end_form,
        "post_form": (post_form or _post_form(None)) if manages else None,
        "sign_in_form": (sign_in_form or SignInForm()) if manages else None,
    }
    return render(request, "desk/people/person.html", context, status=409 if refused else status)


def _successors(key: uuid.UUID) -> list[tuple[uuid.UUID, str]]:
    """Who could take over, by name; nobody where nothing is held."""
    if not holdings.held_by(key):
        return []
    people = who_may_lead(today=timezone.localdate())
    return [(person.pk, person.name(_language())) for person in people if person.pk != key]


def _form_page(request: HttpRequest, template: str, context: dict[str, Any]) -> HttpResponse:
    status = status_of(request)
    return render(request, template, context, status=status)


def _person(request: HttpRequest, key: uuid.UUID, *, with_history: bool = False) -> Person:
    people = visible_to(actor_of(request))
    return get_object_or_404(with_posts(people) if with_history else people, key=key)


def _post_form(data: Any) -> PostForm:
    return PostForm(
        data, organisations=organisations(), language=_language(), today=timezone.localdate()
    )


def _givers(person: Person, language: str) -> dict[uuid.UUID, str]:
    return display_names((p.given_by for p in person.posts.all() if p.given_by), language)


def _lines(
    person: Person, language: str, givers: Mapping[uuid.UUID, str] = MappingProxyType({})
) -> list[PostLine]:
    today = timezone.localdate()
    return [
        PostLine(
            number=post.pk,
            title=post.title(language),
            role=word("role", post.role, language),
            organisation=post.organisation.called(language, today),
            post=post,
            is_held=post.is_held_on(today),
            is_ahead=post.valid_from > today,
            given_by=givers.get(post.given_by, "") if post.given_by else "",
        )
        for post in person.posts.all()
    ]


def _sign_in_state(person: Person) -> str:
    """`none`, `blocked` or `open`."""
    user = getattr(person, "user", None)
    if user is None:
        return "none"
    return "blocked" if user.blocked_at else "open"


def _language() -> str:
    return translation.get_language() or "ru"
