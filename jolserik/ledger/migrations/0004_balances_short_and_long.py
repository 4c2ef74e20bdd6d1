import django.db.models.deletion
from django.db import migrations, models


def fill_long_balances(apps, schema_editor):
    """Add the balances there are up to long ones."""
    known = (
        "CAST(strftime('%Y', known_on) AS INTEGER) * 12 + CAST(strftime('%m', known_on) AS INTEGER) - 1"
        if schema_editor.connection.vendor == "sqlite"
        else "CAST(EXTRACT(YEAR FROM known_on) * 12 + EXTRACT(MONTH FROM known_on) - 1 AS INTEGER)"
    )
    schema_editor.execute(
        "INSERT INTO ledger_longbalance (ancestor_id, measure_id, scenario, standing, basis, month,"
        " known_month, block, high, low, entries)"
        " SELECT ancestor_id, measure_id, scenario, standing, basis, month,"
        f" {known}, block / 128, SUM(high), SUM(low), SUM(entries)"
        " FROM ledger_balance GROUP BY 1, 2, 3, 4, 5, 6, 7, 8"  # nosec B608  # our own names
    )


class Migration(migrations.Migration):
    """Old rows are added up by the month known and in long blocks, so that figures stay quick."""

    dependencies = [
        ("ledger", "0003_indexes_of_the_books"),
    ]

    operations = [
        migrations.CreateModel(
            name="LongBalance",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("scenario", models.CharField(max_length=6)),
                ("standing", models.CharField(max_length=9)),
                ("basis", models.CharField(max_length=10)),
                ("month", models.IntegerField()),
                ("high", models.BigIntegerField()),
                ("low", models.BigIntegerField()),
                ("entries", models.BigIntegerField()),
                ("known_month", models.IntegerField()),
                ("block", models.BigIntegerField(help_text="of LONG_BLOCK posting numbers")),
            ],
        ),
        migrations.RemoveConstraint(
            model_name="balance",
            name="one_balance_per_cell",
        ),
        migrations.AlterField(
            model_name="balance",
            name="ancestor",
            field=models.ForeignKey(
                db_index=False,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="ledger.subject",
            ),
        ),
        migrations.AlterField(
            model_name="balance",
            name="measure",
            field=models.ForeignKey(
                db_index=False,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="ledger.measure",
            ),
        ),
        migrations.AddIndex(
            model_name="balance",
            index=models.Index(
                fields=["ancestor", "measure", "known_on", "block"], name="balance_by_day"
            ),
        ),
        migrations.AddConstraint(
            model_name="balance",
            constraint=models.UniqueConstraint(
                fields=(
                    "ancestor",
                    "measure",
                    "block",
                    "known_on",
                    "month",
                    "scenario",
                    "standing",
                    "basis",
                ),
                name="one_balance_per_cell",
            ),
        ),
        migrations.AddField(
            model_name="longbalance",
            name="ancestor",
            field=models.ForeignKey(
                db_index=False,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="ledger.subject",
            ),
        ),
        migrations.AddField(
            model_name="longbalance",
            name="measure",
            field=models.ForeignKey(
                db_index=False,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="ledger.measure",
            ),
        ),
        migrations.AddConstraint(
            model_name="longbalance",
            constraint=models.UniqueConstraint(
                fields=(
                    "ancestor",
                    "measure",
                    "month",
                    "known_month",
                    "block",
                    "scenario",
                    "standing",
                    "basis",
                ),
                name="one_long_balance_per_cell",
            ),
        ),
        migrations.RunPython(fill_long_balances, migrations.RunPython.noop),
    ]
