"""On a Persian page every refusal is said in Persian: typed values, handles and codes alone stay as they are."""

from __future__ import annotations

import errno
import html
import io
import re
import zipfile

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import translation

from dadkhah.archive import heads, work
from dadkhah.archive.actions.describe_source import describe_source
from dadkhah.archive.actions.record_claim import NewClaim, record_claim
from dadkhah.archive.actions.record_consent import record_consent
from dadkhah.archive.actions.record_testimony import NewTestimony, check_testimony
from dadkhah.archive.actions.take_in import Acquisition, take_in
from dadkhah.archive.models import Job, Role
from dadkhah.evidence.durable import disk_fault
from dadkhah.evidence.store import Store
from dadkhah.reading.edtf import NotADate, parse
from dadkhah.sentences import Sentence, Word
from dadkhah.web.saying import reason, said

LATIN = re.compile(r"[A-Za-z]{2,}(?:[\s,;:.]+[A-Za-z]{2,}){2,}")
"""Three Latin words in a row: a sentence, where a code, a handle or a path has fewer."""
PLACES = (
    r'<ul class="(?:errors|messages)"[^>]*>(.*?)</ul>|<p class="note">(.*?)</p>|<br><span class="small">(.*?)</span>'
)
"""Where a page tells faults and messages, what stands in the way of showing a file, and how long work ended."""
PASSWORD = "a long password for tests"


@pytest.fixture
def persian(enter):
    def browser(actor):
        entered = enter(actor)
        entered.cookies["dadkhah_language"] = "fa"
        return entered

    return browser


def told(answer) -> str:
    """What the page says of what was sent."""
    found = [part for parts in re.findall(PLACES, answer.content.decode(), re.DOTALL) for part in parts if part]
    return html.unescape(re.sub(r"<[^>]*>", " ", " ".join(found)))


def check(sentence: str, *words: str) -> None:
    assert re.search(r"[\u0600-\u06ff]{3}", sentence), sentence
    assert not LATIN.search(sentence), sentence
    assert [word for word in words if word not in sentence] == [], sentence


@pytest.fixture
def report(world, tmp_path):
    """A report whose file is held."""
    paper = tmp_path / "report.txt"
    paper.write_text("she was taken\nand she was taken again\n")
    [item] = take_in(world.documenter, world.main, [paper], Acquisition())
    return describe_source(world.documenter, world.main, title="A report", handle="S-REPORT", kind="ngo", item=item)


def claim_address(source, predicate: str) -> str:
    return f"{reverse('add_claim')}?source={source.pk}&kind=person&name=Somebody&predicate={predicate}"


SENT = {"derivation": "unknown", "item": "", "quote": "", "page": "", "line": ""}


@pytest.mark.parametrize(
    ("date", "word"),
    [
        ("1988-13", "۱۲"),
        ("1988-02-30", "۲۹"),
        ("1988/1987", "آغاز"),
        ("some day", "شکلی"),
        ("۳۱/۱۲/۱۳۶۷", "اسفند"),
        ("1988-21-05", "فصل"),
        ("../..", "دست‌کم"),
        ("1/2/3", "دو گونه"),
        ("1367", "هجری شمسی"),
    ],
)
def test_a_date_that_cannot_be_kept(date, word, report, world, persian):
    answer = persian(world.documenter).post(claim_address(report, "execution"), {**SENT, "date": date})
    check(told(answer), word)


def test_words_that_are_not_there_or_there_twice(report, world, persian):
    browser, sent = persian(world.documenter), {**SENT, "value": "taken", "item": report.item_id}
    check(told(browser.post(claim_address(report, "arrest"), {**sent, "quote": "she was happy"})), "حرف به حرف")
    check(told(browser.post(claim_address(report, "arrest"), {**sent, "quote": "she was taken"})), "۲ جای")
    Store(heads.place().store).remove(report.item.digest)
    check(told(browser.post(claim_address(report, "arrest"), {**sent, "quote": "she was taken"})), "پشتیبان")


def test_what_an_action_refuses(report, world, persian):
    browser = persian(world.documenter)
    check(told(browser.post(claim_address(report, "execution"), SENT)), "تاریخ را بنویسید")
    figure = claim_address(report, "figure").replace("person", "event")
    sent = {**SENT, "measure": "people_killed", "qualifier": "about", "low": "9", "high": "3"}
    check(told(browser.post(figure, sent)), "کمترین مقدار بازه")
    sent = {"title": "Another", "handle": "S-REPORT", "kind": "ngo", "url": "ftp://x", "compartment": world.main.pk}
    check(told(browser.post(reverse("add_source"), sent)), "S-REPORT", "https://")
    statement = f"{reverse('add_statement')}?source={report.pk}&kind=person&name=Somebody"
    check(told(browser.post(statement, {**SENT, "mode": "quoted"})), "عین واژه‌ها")


def test_what_a_reviewer_cannot_do(world, persian):
    source = describe_source(world.documenter, world.main, title="A report", kind="ngo")
    told_of = {"predicate": "prison", "value": "x", "new_subject_kind": "person", "new_subject_name": "Somebody"}
    claim = record_claim(world.documenter, NewClaim(source=source, **told_of))
    sent = {"verdict": "accepted", "reason": "Known."}
    answer = persian(world.reviewer).post(reverse("assess", args=[claim.pk]), sent)
    check(told(answer), "نخست سند منبع")


def test_what_a_steward_cannot_do(world, persian):
    browser, address = persian(world.steward), reverse("roles")
    role = Role.objects.get(account=world.steward.account, compartment=world.main)
    check(told(browser.post(address, {"act": "take", "role": role.pk}, follow=True)), "آخرین امین")
    check(told(browser.post(address, {"act": "close", "who": world.steward.id}, follow=True)), "حساب خودتان")
    sent = {"act": "account", "account-login": "reader", "account-password": PASSWORD}
    check(told(browser.post(address, sent)), "reader")
    sent = {"act": "compartment", "compartment-handle": "main", "compartment-level": "team"}
    check(told(browser.post(address, sent)), "main")


def test_a_page_that_one_may_not_open(world, persian):
    answer = persian(world.reader).get(reverse("roles"))
    assert answer.status_code == 403
    check(
        re.sub(r"<[^>]*>", " ", answer.content.decode().partition("<main")[2].partition("</main>")[0]), "امینان آرشیو"
    )


def test_why_something_is_held_back(world, persian, report):
    record_consent(world.documenter, report, {"store": "withdrawn"})
    check(told(persian(world.documenter).get(reverse("source", args=[report.pk]))), "پس گرفته شده")


def test_how_long_work_ended(world, persian, monkeypatch):
    browser, address = persian(world.steward), reverse("jobs")
    running = work.start(world.steward, "rebuild")
    check(told(browser.post(f"{address}/{running.pk}/again", follow=True)), "به پایان نرسیده")
    browser.post(f"{address}/{running.pk}/cancel")
    check(told(browser.get(address)), "پیش از آغاز لغو شد")
    for failure, word in (
        (OSError(errno.ENOSPC, "No space left"), "جایی نمانده"),
        (ValueError(Sentence("Say yes or no.")), "آری"),
    ):
        failed = work.start(world.steward, "rebuild")

        def break_off(*_: object, failure: Exception = failure) -> None:
            raise failure

        monkeypatch.setitem(work.KINDS, "rebuild", work.Kind("rebuild", "manage", break_off))
        work.run(failed.pk)
        check(told(browser.get(address)), word)
    Job.objects.all().delete()
    checked = work.start(world.steward, "verify")
    Job.objects.filter(pk=checked.pk).update(state="running")
    work.resume()
    check(told(browser.get(address)), "سرور")


def test_files_that_are_kept_but_not_opened(world, persian, tmp_path):
    broken = io.BytesIO()
    with zipfile.ZipFile(broken, "w") as archive:
        archive.writestr("a", b"a")
    sent = [
        SimpleUploadedFile("damaged.zip", broken.getvalue()[:-30]),
        SimpleUploadedFile("damaged.png", b"\x89PNG\r\n\x1a\n rest"),
    ]
    browser = persian(world.documenter)
    answer = browser.post(reverse("intake"), {"sent": sent, "compartment": world.main.pk}, follow=True)
    check(told(answer), "فایل زیپ", "تصویر")
    paper = tmp_path / "page.html"
    paper.write_text("<html>")
    [page, picture] = take_in(world.steward, world.main, [paper, _damaged(tmp_path)], Acquisition())
    check(told(browser.get(reverse("item_picture", args=[page.pk]))), "بارگیری")
    check(told(browser.get(reverse("item_picture", args=[picture.pk]))), "آسیب")


def _damaged(folder):
    file = folder / "damaged.png"
    file.write_bytes(b"\x89PNG\r\n\x1a\n rest")
    return file


def test_a_proof_that_is_not_ready(world, persian, tmp_path):
    [item] = take_in(world.steward, world.main, [_damaged(tmp_path)], Acquisition())
    answer = persian(world.reader).get(reverse("item_proof", args=[item.pk]))
    assert answer.status_code == 503
    check(answer.content.decode(), "دوباره بکوشید")


def test_testimony_and_consent(world, persian, report):
    told_so = NewTestimony(case="x", told=[], knowledge="dreamt", words="", taken="1988-13", name="A Name")
    with pytest.raises(ValueError, match="Without consent") as caught, translation.override("fa"):
        check_testimony(world.documenter, world.main, None, told_so)
    with translation.override("fa"):
        check(reason(caught.value), "رضایت", "مهروموم‌شده", "شاهد", "ماه", "دربارهٔ چه کسی")
    answer = persian(world.documenter).post(reverse("consent", args=[report.pk]), {}, follow=True)
    check(told(answer), "دست‌کم برای یک کاربرد")


def test_values_keep_their_own_direction_and_counts_have_the_readers_digits():
    with pytest.raises(NotADate) as caught:
        parse("1988-13")
    with translation.override("fa"):
        assert "«\u20681988-13\u2069»" in reason(caught.value)
        assert said(disk_fault(OSError(errno.ENOTTY, "rare"))).count("\u2068rare\u2069") == 1
        sentence = Sentence("{count} files were taken in.", count=1200)
        assert said(sentence) == "۱٬۲۰۰ سند دریافت شد."
        roles = [Word("reader", fa="خواننده"), Word("steward", fa="امین آرشیو")]
        assert "خواننده، امین آرشیو" in said(
            Sentence("There is no role “{role}”. Roles are: {roles}.", role="x", roles=roles)
        )
    with translation.override("en"):
        assert said(sentence) == "1,200 files were taken in."
        assert reason(caught.value) == str(caught.value)


def test_a_file_to_choose_keeps_its_own_direction(report, world, persian):
    page = persian(world.documenter).get(claim_address(report, "arrest")).content.decode()
    assert ">\u2068report.txt\u2069</option>" in page
