from __future__ import annotations

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("archive", "0012_days_by_search")]

    operations = [
        migrations.AlterField("searchdocument", "object_id", models.CharField(max_length=80, unique=True)),
        migrations.AddField("searchdocument", "reading_id", models.CharField(max_length=32, null=True)),
        migrations.AddIndex(
            "searchdocument",
            models.Index(fields=["reading_id"], name="search_by_reading", condition=models.Q(reading_id__isnull=False)),
        ),
    ]
