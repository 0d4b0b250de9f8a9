"""For stewards: who may come in, and what each may do where. Every change is an entry."""

from __future__ import annotations

import secrets

from django import forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext

from dadkhah.archive.access import require
from dadkhah.archive.actions.manage_access import add_account, add_compartment, close_account, grant_role, take_role
from dadkhah.archive.actions.reset_second_factor import reset_second_factor
from dadkhah.archive.actions.set_password import set_password
from dadkhah.archive.models import Account
from dadkhah.archive.queries.people import Person, people, role_of, stewarded
from dadkhah.web.forms.roles import AccountForm, CompartmentForm, GrantForm
from dadkhah.web.saying import reason


def roles(request: HttpRequest) -> HttpResponse:
    """Everybody with their roles, and the forms that change them; `act` says which one was sent."""
    places = stewarded(request.visible)
    require(request.actor, "grant_role", places[0] if places else None)
    everybody = people(request.visible)
    act = request.POST.get("act", "")
    made = {
        "account": AccountForm(request.POST if act == "account" else None, prefix="account"),
        "grant": GrantForm(
            request.POST if act == "grant" else None,
            accounts=[person.account for person in everybody if person.account.is_active],
            compartments=places,
            prefix="grant",
        ),
        "compartment": CompartmentForm(request.POST if act == "compartment" else None, prefix="compartment"),
    }
    if act and (answer := _act(request, act, made, everybody)):
        return answer
    return _page(request, made, everybody)


def _page(
    request: HttpRequest, made: dict[str, forms.Form], everybody: list[Person], shown: dict[str, str] | None = None
) -> HttpResponse:
    own = {place.pk for place in stewarded(request.visible)}
    return render(request, "review/roles.html", {"forms": made, "people": everybody, "own": own, "once": shown})


def _act(request: HttpRequest, act: str, made: dict[str, forms.Form], everybody: list[Person]) -> HttpResponse | None:
    form = made.get(act)
    if form and not form.is_valid():
        return None
    try:
        return ACTS[act](request, made, everybody) if act in ACTS else None
    except (ValueError, ValidationError) as fault:
        sentences = getattr(fault, "messages", [reason(fault)])
        if form is None:
            messages.error(request, " ".join(sentences))
            return redirect("roles")
        for sentence in sentences:
            form.add_error(None, sentence)
        return None


def _done(request: HttpRequest, sentence: str) -> HttpResponse:
    messages.success(request, sentence)
    return redirect("roles")


def _add_account(request: HttpRequest, made: dict[str, forms.Form], everybody: list[Person]) -> HttpResponse:
    given = made["account"].cleaned_data
    password = given["password"] or secrets.token_urlsafe(12)
    account = add_account(request.actor, given["login"], name=given["name"], password=password)
    if given["password"]:
        return _done(request, gettext("The account is made. Give it a role now."))
    return _once(request, account, password)


def _once(request: HttpRequest, account: Account, password: str) -> HttpResponse:
    """The page that shows a made password: this answer alone holds it, nothing keeps it."""
    everybody = people(request.visible)
    fresh = {
        "account": AccountForm(prefix="account"),
        "grant": GrantForm(
            accounts=[person.account for person in everybody if person.account.is_active],
            compartments=stewarded(request.visible),
            initial={"account": account.pk},
            prefix="grant",
        ),
        "compartment": CompartmentForm(prefix="compartment"),
    }
    return _page(request, fresh, everybody, {"login": account.login, "password": password})


def _account(request: HttpRequest, everybody: list[Person]) -> Account:
    for person in everybody:
        if person.account.pk == request.POST.get("who"):
            return person.account
    raise Http404


def _new_password(request: HttpRequest, made: dict[str, forms.Form], everybody: list[Person]) -> HttpResponse:
    account, password = _account(request, everybody), secrets.token_urlsafe(12)
    set_password(request.actor, account, password)
    return _once(request, account, password)


def _reset_factor(request: HttpRequest, made: dict[str, forms.Form], everybody: list[Person]) -> HttpResponse:
    """Not one's own: whoever finds a browser signed in would have no other door to pass."""
    account = _account(request, everybody)
    if account.pk == request.actor.id:
        raise ValueError(
            gettext("You cannot reset your own second factor here. Remove it on the page of your account.")
        )
    reset_second_factor(request.actor, account)
    return _done(
        request,
        gettext("The second factor is reset. The person signs in with the password alone and sets up a new one."),
    )


def _close(request: HttpRequest, made: dict[str, forms.Form], everybody: list[Person]) -> HttpResponse:
    close_account(request.actor, _account(request, everybody))
    return _done(request, gettext("The account is closed. What the person did stays."))


def _grant(request: HttpRequest, made: dict[str, forms.Form], everybody: list[Person]) -> HttpResponse:
    given = made["grant"].cleaned_data
    accounts = {person.account.pk: person.account for person in everybody}
    places = {place.pk: place for place in stewarded(request.visible)}
    grant_role(request.actor, accounts[given["account"]], places[given["compartment"]], given["role"])
    return _done(request, gettext("The role is given."))


def _take(request: HttpRequest, made: dict[str, forms.Form], everybody: list[Person]) -> HttpResponse:
    role = role_of(request.visible, request.POST.get("role", ""))
    if role is None:
        raise Http404
    take_role(request.actor, role)
    return _done(request, gettext("The role is taken away. It acts at once."))


def _add_compartment(request: HttpRequest, made: dict[str, forms.Form], everybody: list[Person]) -> HttpResponse:
    given = made["compartment"].cleaned_data
    add_compartment(request.actor, given["handle"], given["name"] or given["handle"], given["level"])
    return _done(request, gettext("The compartment is made, and you are its steward."))


ACTS = {
    "account": _add_account,
    "password": _new_password,
    "factor": _reset_factor,
    "close": _close,
    "grant": _grant,
    "take": _take,
    "compartment": _add_compartment,
}
