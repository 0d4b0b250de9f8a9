from __future__ import annotations

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("archive", "0011_alike")]

    operations = [migrations.RemoveIndex("record", "record_by_day")]
