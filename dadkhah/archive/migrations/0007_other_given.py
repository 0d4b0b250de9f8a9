from __future__ import annotations

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("archive", "0006_judgements")]

    operations = [
        migrations.AddField("pair", "other_given", models.BooleanField(default=False)),
    ]
