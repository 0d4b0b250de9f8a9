"""Lists in the browser: described, read in step by step, looked at, undone; and what others see of them."""

from __future__ import annotations

import json
import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from dadkhah.archive import work
from dadkhah.archive.access import visible_to
from dadkhah.archive.actions.import_list import import_list
from dadkhah.archive.models import Job, LedgerEntry, ListImport, Record, RecordList
from tests.archive.list_files import HEADER, ROWS, file_of, listed_in


@pytest.fixture
def listed(world):
    return listed_in(world)


def text(response) -> str:
    return response.content.decode()


def chosen(page: str) -> dict[str, str]:
    """What the form of columns would send as it stands."""
    found = {}
    for name, options in re.findall(r'<select name="(column_\d+)"[^>]*>(.*?)</select>', page, re.DOTALL):
        selected = re.search(r'<option value="([^"]*)" selected', options)
        found[name] = selected[1] if selected else ""
    return found


def test_a_source_is_described_as_a_list(world, enter):
    from dadkhah.archive.actions.describe_source import describe_source

    source = describe_source(world.documenter, world.main, title="A made-up list", kind="ngo", handle="S-L")
    browser = enter(world.documenter)
    assert reverse("describe_list", args=[source.pk]) in text(browser.get(reverse("source", args=[source.pk])))
    address = reverse("describe_list", args=[source.pk])
    wrong = browser.post(address, {"rule": "Everybody", "period": "someday"})
    assert "someday" in text(wrong)
    assert not RecordList.objects.exists()
    answer = browser.post(address, {"rule": "Everybody", "period": "1988-07", "duplicate_free": "no"}, follow=True)
    assert "no: some stand on it twice" in text(answer)
    assert enter(world.reader).post(address, {"rule": "Other"}).status_code == 403


def test_step_by_step_from_a_file_to_records(world, listed, enter):
    browser = enter(world.documenter)
    upload = SimpleUploadedFile("names.csv", (HEADER + ROWS + "7,Too Long,,,,,,x\n").encode())
    answer = browser.post(reverse("read_list", args=[listed.pk]), {"sent": upload}, follow=True)
    page = text(answer)
    assert "Omid Rahgozar" in page
    fields = chosen(page)
    assert list(fields.values()) == ["id", "name", "father", "sex", "age", "event", "place"]
    before = LedgerEntry.objects.count()
    looked = text(browser.post(answer.wsgi_request.get_full_path(), {**fields, "mapping_name": "theirs", "check": "1"}))
    assert "Nothing was written." in looked
    assert "It has 8 cells" in looked
    assert LedgerEntry.objects.count() == before
    done = browser.post(answer.wsgi_request.get_full_path(), {**fields, "mapping_name": "theirs", "import": "1"})
    assert done.url == reverse("jobs")
    work.run(Job.objects.get(kind="import_list").pk)
    assert "3 rows are new" in text(browser.get(reverse("jobs")))
    page = text(enter(world.reader).get(reverse("record_list", args=[listed.pk])))
    assert "لاله دادگر" in page
    record = visible_to(world.reader).records().get(key="2")
    page = text(enter(world.reader).get(reverse("record", args=[record.pk])))
    assert "1367/5/8" in page
    assert "Gohardasht" not in page
    batch = ListImport.objects.get()
    page = text(browser.get(reverse("list_import", args=[batch.pk])))
    assert "Too Long" in page
    assert "It has 8 cells" in page


def test_what_was_chosen_is_kept_and_can_be_chosen_again(world, listed, enter, tmp_path):
    from dadkhah.archive.actions.save_mapping import save_mapping

    mapping = save_mapping(world.documenter, "theirs", {"name": ["Place"]}, listed)
    item = file_of(world, tmp_path, HEADER + ROWS)
    page = text(enter(world.documenter).get(reverse("read_columns", args=[listed.pk]), {"item": item.pk, "mapping": mapping.pk}))
    assert chosen(page)["column_6"] == "name"


def test_faults_are_all_told(world, listed, enter, tmp_path):
    browser = enter(world.documenter)
    item = file_of(world, tmp_path, "Name,,Name\na,b,c\n")
    address = reverse("read_columns", args=[listed.pk])
    answer = browser.get(address, {"item": item.pk})
    assert answer.status_code == 422
    assert "have no name" in text(answer)
    assert "2 columns are called" in text(answer)
    item = file_of(world, tmp_path, HEADER + ROWS)
    nothing = browser.post(f"{address}?item={item.pk}", {"mapping_name": "x", "import": "1"})
    assert "No column holds names" in text(nothing)
    neither = browser.post(reverse("read_list", args=[listed.pk]), {"received_from": ""})
    assert "Send one file, or choose one that is here." in text(neither)


def test_a_calendar_is_chosen_beside_what_a_column_holds(world, listed, enter, tmp_path):
    item = file_of(world, tmp_path, "No,Name,Date\n1,Omid Rahgozar,1409/1/2\n2,Sara Sazegar,1388\n")
    browser, address = enter(world.documenter), f"{reverse('read_columns', args=[listed.pk])}?item={item.pk}"
    fields = chosen(text(browser.get(address)))
    assert fields["column_2"] == "event hijri"
    browser.post(address, {**fields, "column_2": "event either", "mapping_name": "theirs", "import": "1"})
    work.run(Job.objects.get(kind="import_list").pk)
    batch = ListImport.objects.get()
    assert (json.loads(batch.columns)["either"], json.loads(batch.counts)["unclear"]) == (["Date"], 1)
    assert "nobody knows" in text(browser.get(reverse("list_import", args=[batch.pk])))


def test_whoever_reads_a_file_where_somebody_was_erased_says_so(committed_world, enter, tmp_path):
    from dadkhah.archive.actions.erase import erase

    world, listed = committed_world, listed_in(committed_world)
    item, browser = file_of(world, tmp_path, HEADER + ROWS), enter(world.documenter)
    import_list(world.documenter, listed, item)
    erase(world.steward, Record.objects.get(key="3"), "family_asked")
    other = file_of(world, tmp_path, HEADER + ROWS + "4,New Person,,,,,\n")
    address = f"{reverse('read_columns', args=[listed.pk])}?item={other.pk}"
    page = text(browser.get(address))
    assert 'name="bring_back_erased"' in page
    fields = {**chosen(page), "mapping_name": "theirs", "import": "1"}
    assert "may bring them back" in text(browser.post(address, fields))
    assert not Job.objects.filter(kind="import_list").exists()
    browser.post(address, {**fields, "bring_back_erased": "on"})
    work.run(Job.objects.get(kind="import_list").pk)
    assert set(visible_to(world.reader).records().values_list("key", flat=True)) >= {"3", "4"}


def test_an_import_is_undone(world, listed, enter, tmp_path):
    batch = import_list(world.documenter, listed, file_of(world, tmp_path, HEADER + ROWS)).batch
    address = reverse("undo_import", args=[batch.pk])
    assert enter(world.reader).post(address).status_code == 403
    assert enter(world.documenter).get(address).status_code == 405
    answer = enter(world.documenter).post(address, follow=True)
    assert "Its rows count no more" in text(answer)
    assert not visible_to(world.reader).records().exists()
    again = enter(world.documenter).post(address, follow=True)
    assert "Only the newest import" in text(again)


def test_the_spreadsheet_is_disarmed(world, listed, enter, tmp_path):
    import_list(world.documenter, listed, file_of(world, tmp_path, "Name,Age\n=HYPERLINK(1) x,-24\n"))
    answer = enter(world.reader).get(reverse("record_list_csv", args=[listed.pk]))
    body = b"".join(answer.streaming_content).decode("utf-8-sig")
    assert body.splitlines()[1].endswith("2,'=HYPERLINK(1) x,-24")


def test_records_are_found_by_the_search(world, listed, enter, tmp_path):
    import_list(world.documenter, listed, file_of(world, tmp_path, HEADER + ROWS))
    record = visible_to(world.reader).records().get(key="2")
    page = text(enter(world.reader).get(reverse("search"), {"q": "دادگر"}))
    assert reverse("record", args=[record.pk]) in page
    assert "Row of a list" in page


def test_outsiders_meet_nothing(world, listed, enter, tmp_path):
    item = file_of(world, tmp_path, HEADER + ROWS)
    batch = import_list(world.documenter, listed, item).batch
    record = visible_to(world.reader).records().first()
    pages = (
        *(("record_list", [listed.pk]), ("record_list_csv", [listed.pk]), ("read_list", [listed.pk])),
        *(("read_columns", [listed.pk]), ("list_import", [batch.pk]), ("record", [record.pk])),
        *(("record_proof", [record.pk]), ("describe_list", [listed.source_id])),
    )
    for name, arguments in pages:
        assert enter(world.member_elsewhere).get(reverse(name, args=arguments), {"item": item.pk}).status_code == 404, name
    work_on_it = (("read_list", [listed.pk]), ("read_columns", [listed.pk]), ("describe_list", [listed.source_id]))
    for name, arguments in work_on_it:
        assert enter(world.reader).get(reverse(name, args=arguments), {"item": item.pk}).status_code == 403, name


def test_reading_rows_of_a_sealed_file_leaves_an_entry(world, listed, enter, tmp_path):
    import_list(world.steward, listed, file_of(world, tmp_path, HEADER + ROWS, world.sealed))
    record = visible_to(world.steward).records().get(key="1")
    assert enter(world.reader).get(reverse("record", args=[record.pk])).status_code == 404
    enter(world.steward).get(reverse("record", args=[record.pk]))
    entry = json.loads(LedgerEntry.objects.order_by("-seq").first().body)
    assert entry["action"] == "read"
    assert record.pk in json.dumps(entry["notes"])
