"""The search index: kept with what is written, blind to what is hidden, and the same when it is made anew."""

from __future__ import annotations

import pytest
from django.db import connection

from dadkhah.archive import derived, index
from dadkhah.archive.access import visible_to
from dadkhah.archive.actions.describe_source import describe_source
from dadkhah.archive.actions.record_claim import NewClaim, record_claim
from dadkhah.archive.actions.retire_claim import retire_claim
from dadkhah.archive.index import CLAIM, NAME, SOURCE, documents, zone_word
from dadkhah.archive.matching import matching
from dadkhah.archive.models import SearchDocument
from dadkhah.reading.fold import query_tokens


@pytest.fixture
def archive(world):
    """Two compartments, a source in each; a fictional person named in the first alone."""
    world.source = describe_source(world.steward, world.main, title="Letter from the north", kind="letter")
    world.far = describe_source(world.steward, world.other, title="Letter from the south", kind="letter")
    world.named = record_claim(
        world.steward,
        NewClaim(
            source=world.source, predicate="name", value="Testim Namiram", new_subject_kind="person",
            new_subject_name="Testim Namiram",
        ),
    )
    world.person = world.named.subject
    world.said = record_claim(
        world.steward, NewClaim(source=world.source, predicate="arrest", subject=world.person, value="taken at home"),
    )
    return world


def found(actor, text, **options):
    places = [zone_word(zone) for zone in visible_to(actor).zones]
    return matching(query_tokens(text), places, 100, **options)


def held() -> dict[str, tuple[int, str]]:
    return {row.object_id: (row.rank, row.tokens) for row in SearchDocument.objects.all()}


def indexed_words(pk: int) -> set[str]:
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("CREATE VIRTUAL TABLE IF NOT EXISTS temp.word USING fts5vocab('main', 'search_index', 'instance')")
            cursor.execute("SELECT term FROM temp.word WHERE doc = %s", [pk])
        else:
            cursor.execute("SELECT unnest(tsvector_to_array(lexemes)) FROM search_index WHERE id = %s", [pk])
        return {word for (word,) in cursor.fetchall()}


def test_a_claim_is_found_by_its_words_and_by_the_name_of_its_subject(archive):
    assert [m.object_id for m in found(archive.steward, "taken home")] == [archive.said.pk]
    assert [m.object_id for m in found(archive.steward, "namiram taken")] == [archive.said.pk]


def test_names_come_before_all_else_then_sources_then_claims(archive):
    describe_source(archive.steward, archive.main, title="On Namiram", kind="letter")
    assert [match.kind for match in found(archive.steward, "namiram")] == [NAME, SOURCE, CLAIM]


def test_a_name_from_a_zone_that_is_closed_leads_to_nothing(archive):
    """The claim from the other compartment is open to its member; the name of its subject is not."""
    record_claim(
        archive.steward, NewClaim(source=archive.far, predicate="prison", subject=archive.person, value="held in Nowhere"),
    )
    assert len(found(archive.member_elsewhere, "nowhere")) == 1
    assert found(archive.member_elsewhere, "namiram") == []
    assert found(archive.outsider, "nowhere") == []


def test_a_new_name_reaches_every_older_claim_of_its_zone(archive):
    record_claim(
        archive.steward, NewClaim(source=archive.source, predicate="name_fa", subject=archive.person, value="نامیرام"),
    )
    assert archive.said.pk in {match.object_id for match in found(archive.steward, "نامیرام")}
    assert held() == rebuilt()


def test_a_withdrawn_name_leaves_every_claim(archive):
    retire_claim(archive.steward, archive.named, "It was a misprint.")
    assert found(archive.steward, "namiram") == []
    assert found(archive.steward, "taken")
    assert held() == rebuilt()


def rebuilt() -> dict[str, tuple[int, str]]:
    derived.rebuild()
    return held()


def test_a_claim_without_a_name_of_its_own_indexes_itself_alone(archive):
    before = {pk: tokens for pk, (_, tokens) in held().items()}
    numbers = dict(SearchDocument.objects.values_list("object_id", "id"))
    record_claim(archive.steward, NewClaim(source=archive.source, predicate="told", subject=archive.person, value="by phone"))
    after = held()
    assert {pk: after[pk][1] for pk in before} == before
    assert {pk: n for pk, n in SearchDocument.objects.values_list("object_id", "id") if pk in numbers} == numbers


def test_the_databases_own_index_holds_the_words_of_its_documents(archive):
    for row in SearchDocument.objects.all():
        assert indexed_words(row.pk) == set(row.tokens.split(" "))


def test_no_text_can_hold_a_marked_word(archive):
    """Otherwise a word typed into the search box could ask for a zone or a kind."""
    assert found(archive.steward, "·kclaim") == found(archive.steward, "kclaim") == []
    assert all(not token.startswith(index.MARK) for word in query_tokens("·zabc ·kclaim") for way in word for token in way)


def test_two_documents_with_one_number_are_kept_apart(archive):
    (row,) = documents("claim", [archive.said.pk])
    twin = SearchDocument(kind="claim", object_id="f" * 32, rank=row.rank, tokens="twin", id=row.id)
    index.insert([twin])
    assert twin.pk == row.id + 1
    assert indexed_words(twin.pk) == {"twin"}
    assert "taken" in indexed_words(row.id)


def test_words_of_an_erased_document_are_gone(archive):
    number = SearchDocument.objects.get(object_id=archive.said.pk).pk
    index.remove([archive.said.pk])
    assert indexed_words(number) == set()
    assert found(archive.steward, "taken") == []


def test_a_beginning_and_a_limit(archive):
    words = [(("nami*",),)]
    places = [zone_word(zone) for zone in visible_to(archive.steward).zones]
    assert len(matching(words, places, 100)) == 2
    assert len(matching(words, places, 1)) == 1
    assert matching(words, [], 100) == []
    assert matching([], places, 100) == []
