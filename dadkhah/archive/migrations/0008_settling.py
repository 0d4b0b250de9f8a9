from __future__ import annotations

from django.db import migrations

from dadkhah.archive.fields import Words


class Migration(migrations.Migration):
    dependencies = [("archive", "0007_other_given")]

    operations = [
        migrations.AddField("anchor", "act", Words(blank=True, default="", null=True)),
        migrations.AddField("linkagerun", "acts", Words(blank=True, default="", null=True)),
    ]
