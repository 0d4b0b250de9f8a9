"""Coming in: accounts made by stewards alone, a pause after failures, a second factor, a demonstration's one button."""

from __future__ import annotations

import json

import pytest
from allauth.mfa.adapter import get_adapter
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP, format_hotp_value, hotp_value, yield_hotp_counters_from_time
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.urls import NoReverseMatch, reverse

from dadkhah.archive.actions.manage_access import close_account
from dadkhah.archive.actions.reset_second_factor import reset_second_factor
from dadkhah.archive.models import LedgerEntry
from dadkhah.archive.place import Place

PASSWORD = "a long password for tests"


@pytest.fixture(autouse=True)
def fresh_counts():
    cache.clear()


def sign_in(client: Client, login: str = "reader", password: str = PASSWORD):
    return client.post("/accounts/login/", {"login": login, "password": password})


def last_entry() -> dict:
    return json.loads(LedgerEntry.objects.order_by("seq").last().body)


def changes() -> list[str]:
    """What entries say of changed credentials, in order."""
    bodies = map(json.loads, LedgerEntry.objects.order_by("seq").values_list("body", flat=True))
    return [body["notes"]["what"] for body in bodies if body["action"] == "change_credentials"]


def code_for(secret: str) -> str:
    return format_hotp_value(hotp_value(secret, next(iter(yield_hotp_counters_from_time()))))


def test_a_page_that_was_asked_for_is_reached_after_the_sign_in(world):
    client = Client()
    asked = client.get("/sources?kind=ngo&page=2")
    assert asked["Location"] == "/accounts/login/?next=/sources%3Fkind%3Dngo%26page%3D2"
    answer = client.post(asked["Location"], {"login": "reader", "password": PASSWORD, "next": "/sources?kind=ngo&page=2"})
    assert answer["Location"] == "/sources?kind=ngo&page=2"
    assert client.get("/my-account").status_code == 200


def test_a_sign_in_leads_nowhere_else(world):
    answer = Client().post("/accounts/login/", {"login": "reader", "password": PASSWORD, "next": "https://example.org/"})
    assert answer["Location"] == "/"


def test_a_wrong_password_and_an_unknown_name_are_told_alike(world):
    texts = [sign_in(Client(), login, "wrong password").content.decode() for login in ("reader", "nobody-here")]
    assert "not correct" in texts[0]
    assert [text.count("not correct") for text in texts] == [1, 1]


def test_after_some_failures_there_is_a_pause_even_for_the_right_password(world):
    client = Client()
    for _ in range(5):
        assert sign_in(client, password="wrong").status_code == 200
    answer = sign_in(client)
    assert answer.status_code == 200
    assert "Wait a few minutes" in answer.content.decode()
    assert sign_in(Client(), "reviewer").status_code == 302


def test_nobody_signs_up_and_no_mail_is_sent(world):
    for name in ("account_signup", "account_reset_password", "account_email", "mfa_list_webauthn"):
        with pytest.raises(NoReverseMatch):
            reverse(name)
    assert "sign up" not in Client().get("/accounts/login/").content.decode().lower()


def test_a_closed_account_is_out_at_once_and_told_so(world, enter):
    browser = enter(world.reader)
    assert browser.get("/my-account").status_code == 200
    close_account(world.steward, world.reader.account)
    assert browser.get("/my-account").status_code == 302
    answer = browser.post("/accounts/login/", {"login": "reader", "password": PASSWORD}, follow=True)
    assert "This account is closed" in answer.content.decode()


def test_a_changed_password_leaves_an_entry_and_ends_other_sessions(world, enter):
    browser, other = enter(world.reader), enter(world.reader)
    new = "an even longer password"
    sent = {"oldpassword": PASSWORD, "password1": new, "password2": new}
    assert browser.post("/accounts/password/change/", sent).status_code == 302
    entry = last_entry()
    assert (entry["action"], entry["notes"]["what"], entry["actor"]) == ("change_credentials", "password", world.reader.id)
    assert browser.get("/my-account").status_code == 200
    assert other.get("/my-account").status_code == 302


def test_a_weak_password_changes_nothing(world, enter):
    before = LedgerEntry.objects.count()
    answer = enter(world.reader).post(
        "/accounts/password/change/", {"oldpassword": PASSWORD, "password1": "short", "password2": "short"},
    )
    assert answer.status_code == 200
    assert "at least 12" in answer.content.decode()
    assert LedgerEntry.objects.count() == before


def test_an_address_for_mail_is_in_nobodys_way(world, enter):
    """No mail is sent, so none is ever verified: a second factor must not wait for that."""
    from dadkhah.archive.actions.manage_access import add_account

    account = add_account(world.steward, "mina", email="mina@example.org", password=PASSWORD)
    client = Client()
    sign_in(client, "mina")
    assert account.emailaddress_set.count() <= 1
    assert client.get("/accounts/second-factor/app/")["Location"].startswith("/accounts/reauthenticate/")


def test_a_second_factor_is_set_up_used_and_removed_each_with_an_entry(world):
    client = Client()
    sign_in(client)
    page = client.get("/accounts/second-factor/app/")
    assert page["Location"].startswith("/accounts/reauthenticate/")
    page = client.post(page["Location"], {"password": PASSWORD}, follow=True)
    secret = page.context["form"].secret
    assert secret in page.content.decode()
    drawn = client.get("/accounts/second-factor/app/code.svg")
    assert drawn["Content-Type"] == "image/svg+xml"
    assert drawn["Cache-Control"] == "private, no-store"
    answer = client.post("/accounts/second-factor/app/", {"code": code_for(secret)})
    assert answer.status_code == 302, answer.content.decode()
    assert changes()[-2:] == ["totp added", "recovery_codes added"]
    assert client.get("/accounts/second-factor/app/code.svg").status_code == 404
    assert client.get("/accounts/second-factor/codes/").status_code == 200
    client.post("/accounts/logout/")

    asked = sign_in(client)
    assert asked["Location"].startswith("/accounts/second-factor/sign-in/")
    assert client.get("/my-account").status_code == 302
    assert "Incorrect code" in client.post(asked["Location"], {"code": "000000"}).content.decode()
    cache.clear()
    assert client.post(asked["Location"], {"code": code_for(secret)}).status_code == 302
    assert client.get("/my-account").status_code == 200

    asked = client.get("/accounts/second-factor/app/remove/")
    cache.clear()
    client.post(asked["Location"], {"password": PASSWORD})
    client.post("/accounts/second-factor/app/remove/")
    assert changes()[-2:] == ["totp removed", "recovery_codes removed"]


def test_a_second_factor_needs_the_password_again_after_a_while(world, enter):
    TOTP.activate(world.reader.account, "A" * 32)
    answer = enter(world.reader).get("/accounts/second-factor/app/remove/")
    assert answer.status_code == 302
    assert "reauthenticate" in answer["Location"] or "confirm" in answer["Location"]


def test_the_database_does_not_hold_the_secret_of_a_second_factor(world, settings):
    secret = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"
    totp = TOTP.activate(world.reader.account, secret)
    codes = RecoveryCodes.activate(world.reader.account)
    with connection.cursor() as cursor:
        cursor.execute("SELECT data FROM mfa_authenticator")
        stored = repr(cursor.fetchall())
    assert secret not in stored
    assert get_adapter().decrypt(codes.instance.data["seed"]) not in stored
    assert totp.validate_code(code_for(secret))
    assert codes.validate_code(codes.get_unused_codes()[0])


def test_with_another_secret_no_code_is_right_until_a_steward_resets_it(world, settings):
    secret = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"
    TOTP.activate(world.reader.account, secret)
    settings.SECRET_KEY = "another one"
    client = Client()
    asked = sign_in(client)
    # The codes of an empty secret, which everybody could make, are no codes either.
    for code in (code_for(secret), code_for("")):
        cache.clear()
        assert "Ask a steward to reset it." in client.post(asked["Location"], {"code": code}).content.decode()
    assert client.get("/my-account").status_code == 302
    reset_second_factor(world.steward, world.reader.account)
    client = Client()
    sign_in(client)
    assert client.get("/my-account").status_code == 200


@pytest.fixture
def demonstration(world, settings, archive_folder):
    from dadkhah.archive.actions.manage_access import add_account

    account = add_account(world.steward, "demo", password=PASSWORD)
    config = archive_folder / "config.toml"
    config.write_text(config.read_text() + "demo = true\n")
    settings.PLACE = Place(archive_folder)
    return account


def test_a_demonstration_has_one_button(demonstration):
    client = Client(HTTP_HOST="127.0.0.1:8000", REMOTE_ADDR="127.0.0.1")
    assert 'action="/demo"' in client.get("/accounts/login/").content.decode()
    assert client.post("/demo")["Location"] == "/"
    assert client.get("/my-account").status_code == 200


@pytest.mark.parametrize(
    ("host", "address"),
    [("archive.example.org", "127.0.0.1"), ("localhost", "192.0.2.7"), ("127.0.0.1.example.org", "127.0.0.1"), ("localhost", "")],
)
def test_a_demonstration_opens_to_nobody_from_outside(demonstration, host, address):
    client = Client(HTTP_HOST=host, REMOTE_ADDR=address)
    assert client.post("/demo").status_code == 404
    assert client.get("/my-account").status_code == 302


def test_an_archive_that_is_no_demonstration_has_no_such_door(world):
    from dadkhah.archive.actions.manage_access import add_account

    add_account(world.steward, "demo", password=PASSWORD)
    client = Client(HTTP_HOST="localhost", REMOTE_ADDR="127.0.0.1")
    assert client.post("/demo").status_code == 404
    assert "/demo" not in client.get("/accounts/login/").content.decode()


def test_a_form_from_elsewhere_is_refused_in_a_sentence(world):
    client = Client(enforce_csrf_checks=True)
    answer = client.post("/accounts/login/", {"login": "reader", "password": PASSWORD})
    assert answer.status_code == 403
    assert "reload the page" in answer.content.decode()


def test_a_refusal_says_who_may(world, enter):
    answer = enter(world.reader).get("/people-and-roles")
    assert answer.status_code == 403
    assert "Ask a steward" in answer.content.decode()


def test_what_breaks_is_told_without_its_insides(world, enter, monkeypatch):
    from dadkhah.web.views import account

    def breaks(*_):
        raise RuntimeError("the insides")

    monkeypatch.setattr(account, "roles_of", breaks)
    browser = enter(world.reader)
    browser.raise_request_exception = False
    answer = browser.get("/my-account")
    assert answer.status_code == 500
    assert "Something broke" in answer.content.decode()
    assert "the insides" not in answer.content.decode()
    assert "default-src 'none'" in answer["Content-Security-Policy"]


def test_a_host_that_is_not_ours_gets_nothing(world, settings):
    settings.ALLOWED_HOSTS = ["localhost"]
    answer = Client(HTTP_HOST="evil.example.org").get("/accounts/login/")
    assert answer.status_code == 400
    assert "default-src 'none'" in answer["Content-Security-Policy"]


def test_every_page_has_our_own_icon_and_a_browser_that_guesses_is_led_to_it(world):
    browser = Client()
    page = browser.get("/accounts/login/").content.decode()
    assert '<link rel="icon" href="/static/icon.svg" type="image/svg+xml">' in page
    assert browser.get("/favicon.ico")["Location"] == "/static/icon.svg"
