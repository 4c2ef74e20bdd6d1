from django.db import migrations

import jolserik.ledger.models


class Migration(migrations.Migration):
    """On SQLite a row is found by its posting number at once."""

    dependencies = [
        ("ledger", "0001_books"),
    ]

    operations = [
        migrations.AlterField(
            model_name="entry",
            name="posting_no",
            field=jolserik.ledger.models.PostingNumber(primary_key=True, serialize=False),
        ),
        migrations.AlterField(
            model_name="statement",
            name="posting_no",
            field=jolserik.ledger.models.PostingNumber(primary_key=True, serialize=False),
        ),
        migrations.AlterField(
            model_name="subjectlink",
            name="posting_no",
            field=jolserik.ledger.models.PostingNumber(primary_key=True, serialize=False),
        ),
        migrations.AlterField(
            model_name="target",
            name="posting_no",
            field=jolserik.ledger.models.PostingNumber(primary_key=True, serialize=False),
        ),
        migrations.AlterField(
            model_name="withdrawal",
            name="posting_no",
            field=jolserik.ledger.models.PostingNumber(primary_key=True, serialize=False),
        ),
    ]
