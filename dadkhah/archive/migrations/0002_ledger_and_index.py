"""What Django's models cannot say: the ledger's triggers, the head's one row, the search index."""

from django.db import migrations

REFUSAL = "The ledger is never changed: only an erasure that its entry lists may empty salt and body."

# With INSERT OR REPLACE SQLite deletes the old row without asking the triggers of deletion.
KEYS = {"ledger_entry": "seq", "ledger_row": "id", "erasure": "ledger_row_id"}

SQLITE = [
    *(
        f"""CREATE TRIGGER {table}_INSERT_refused BEFORE INSERT ON {table}
            WHEN EXISTS (SELECT 1 FROM {table} WHERE {key} = NEW.{key})
            BEGIN SELECT RAISE(ABORT, '{REFUSAL}'); END"""
        for table, key in KEYS.items()
    ),
    *(
        f"""CREATE TRIGGER {table}_{verb}_refused BEFORE {verb} ON {table}
            BEGIN SELECT RAISE(ABORT, '{REFUSAL}'); END"""
        for table in ("ledger_entry", "erasure")
        for verb in ("UPDATE", "DELETE")
    ),
    f"""CREATE TRIGGER ledger_row_DELETE_refused BEFORE DELETE ON ledger_row
        BEGIN SELECT RAISE(ABORT, '{REFUSAL}'); END""",
    f"""CREATE TRIGGER ledger_row_UPDATE_refused BEFORE UPDATE ON ledger_row
        WHEN NOT (
            NEW.salt IS NULL AND NEW.body IS NULL AND NEW.id = OLD.id AND NEW.seq = OLD.seq
            AND NEW.line = OLD.line AND NEW.table_name = OLD.table_name AND NEW.pk = OLD.pk
            AND NEW.form = OLD.form AND NEW.digest IS OLD.digest
            AND EXISTS (
                SELECT 1 FROM erasure, ledger_head
                WHERE erasure.ledger_row_id = OLD.id AND erasure.seq = ledger_head.size
            )
        )
        BEGIN SELECT RAISE(ABORT, '{REFUSAL}'); END""",
    "CREATE VIRTUAL TABLE search_index USING fts5(tokens, content='search_document', content_rowid='id', "
    "tokenize='ascii', detail='none')",
]

POSTGRESQL = [
    f"""CREATE FUNCTION ledger_refuses() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN
            IF TG_TABLE_NAME = 'ledger_row' AND TG_OP = 'UPDATE' THEN
                IF NEW.salt IS NULL AND NEW.body IS NULL AND NEW.id = OLD.id AND NEW.seq = OLD.seq
                   AND NEW.line = OLD.line AND NEW.table_name = OLD.table_name AND NEW.pk = OLD.pk
                   AND NEW.form = OLD.form AND NEW.digest IS NOT DISTINCT FROM OLD.digest
                   AND EXISTS (
                       SELECT 1 FROM erasure, ledger_head
                       WHERE erasure.ledger_row_id = OLD.id AND erasure.seq = ledger_head.size
                   )
                THEN RETURN NEW; END IF;
            END IF;
            RAISE EXCEPTION '{REFUSAL}';
        END $$""",
    *(
        f"""CREATE TRIGGER {table}_refused BEFORE UPDATE OR DELETE ON {table}
            FOR EACH ROW EXECUTE FUNCTION ledger_refuses()"""
        for table in KEYS
    ),
    *(
        f"""CREATE TRIGGER {table}_truncate_refused BEFORE TRUNCATE ON {table}
            FOR EACH STATEMENT EXECUTE FUNCTION ledger_refuses()"""
        for table in KEYS
    ),
    "CREATE TABLE search_index (id bigint PRIMARY KEY, lexemes tsvector NOT NULL)",
    "CREATE INDEX search_index_lexemes ON search_index USING gin (lexemes)",
]


def make(apps, schema_editor):
    statements = SQLITE if schema_editor.connection.vendor == "sqlite" else POSTGRESQL
    with schema_editor.connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)
    empty = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"
    apps.get_model("archive", "LedgerHead").objects.create(id=1, size=0, root=empty, frontier="[]")


class Migration(migrations.Migration):
    dependencies = [("archive", "0001_initial")]
    operations = [migrations.RunPython(make, migrations.RunPython.noop)]
