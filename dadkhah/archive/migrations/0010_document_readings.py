from __future__ import annotations

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import dadkhah.archive.fields


class Migration(migrations.Migration):
    dependencies = [("archive", "0009_estimates")]

    operations = [
        migrations.CreateModel(
            name='DocumentReading',
            fields=[
                ('id', dadkhah.archive.fields.IdField(default=dadkhah.archive.fields.new_id, editable=False, max_length=32, primary_key=True, serialize=False)),
                ('version', models.CharField(max_length=40)),
                ('at', dadkhah.archive.fields.Instant(default=dadkhah.archive.fields.now, max_length=27)),
                ('account', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('found', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='archive.item')),
                ('item', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='document_readings', to='archive.item')),
                ('text', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='archive.item')),
            ],
            options={
                'db_table': 'document_reading',
            },
        ),
        migrations.CreateModel(
            name='SuggestionVerdict',
            fields=[
                ('id', dadkhah.archive.fields.IdField(default=dadkhah.archive.fields.new_id, editable=False, max_length=32, primary_key=True, serialize=False)),
                ('kind', models.CharField(max_length=20)),
                ('start', models.BigIntegerField()),
                ('end', models.BigIntegerField()),
                ('rule', dadkhah.archive.fields.Words(blank=True, default='', null=True)),
                ('verdict', models.CharField(max_length=20)),
                ('at', dadkhah.archive.fields.Instant(default=dadkhah.archive.fields.now, max_length=27)),
                ('account', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('claim', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='archive.claim')),
                ('reading', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='verdicts', to='archive.documentreading')),
            ],
            options={
                'db_table': 'suggestion_verdict',
            },
        ),
    ]
