from __future__ import annotations

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("archive", "0010_document_readings")]

    operations = [
        migrations.CreateModel(
            name="Band",
            fields=[
                ("id", models.CharField(max_length=60, primary_key=True, serialize=False)),
                ("item_id", models.CharField(db_index=True, max_length=32)),
                ("kind", models.CharField(max_length=10)),
                ("place", models.SmallIntegerField()),
                ("number", models.BigIntegerField()),
            ],
            options={
                "db_table": "band",
                "indexes": [models.Index(fields=["kind", "place", "number"], name="band_by_number")],
            },
        ),
    ]
