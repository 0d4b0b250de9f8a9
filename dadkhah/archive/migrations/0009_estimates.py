from __future__ import annotations

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import dadkhah.archive.fields


class Migration(migrations.Migration):
    dependencies = [("archive", "0008_settling")]

    operations = [
        migrations.CreateModel(
            name='EstimateRun',
            fields=[
                ('id', dadkhah.archive.fields.IdField(default=dadkhah.archive.fields.new_id, editable=False, max_length=32, primary_key=True, serialize=False)),
                ('lists', models.TextField()),
                ('strata', dadkhah.archive.fields.Words(blank=True, default='', null=True)),
                ('settings', models.TextField()),
                ('position', models.BigIntegerField()),
                ('digest', models.CharField(max_length=64)),
                ('answer', models.TextField()),
                ('versions', models.TextField()),
                ('state', models.CharField(default='kept', max_length=20)),
                ('at', dadkhah.archive.fields.Instant(default=dadkhah.archive.fields.now, max_length=27)),
                ('reason', dadkhah.archive.fields.Words(blank=True, default='', null=True)),
                ('withdrawn', dadkhah.archive.fields.Words(blank=True, default='', null=True)),
                ('account', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('item', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='archive.item')),
                ('withdrawn_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'db_table': 'estimate_run',
            },
        ),
    ]
