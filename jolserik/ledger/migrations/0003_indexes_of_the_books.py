import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    """Rows are found by subject, or by measure within posting numbers; nothing twice."""

    dependencies = [
        ("ledger", "0002_posting_number_is_the_row"),
    ]

    operations = [
        migrations.AlterField(
            model_name="entry",
            name="measure",
            field=models.ForeignKey(
                db_index=False,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="ledger.measure",
            ),
        ),
        migrations.AlterField(
            model_name="entry",
            name="subject",
            field=models.ForeignKey(
                db_index=False,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="ledger.subject",
            ),
        ),
        migrations.AlterField(
            model_name="statement",
            name="measure",
            field=models.ForeignKey(
                db_index=False,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="ledger.measure",
            ),
        ),
        migrations.AlterField(
            model_name="statement",
            name="subject",
            field=models.ForeignKey(
                db_index=False,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="ledger.subject",
            ),
        ),
        migrations.AlterField(
            model_name="subjectpath",
            name="ancestor",
            field=models.ForeignKey(
                db_index=False,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="+",
                to="ledger.subject",
            ),
        ),
        migrations.AlterField(
            model_name="subjectpath",
            name="descendant",
            field=models.ForeignKey(
                db_index=False,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="+",
                to="ledger.subject",
            ),
        ),
        migrations.AlterField(
            model_name="target",
            name="measure",
            field=models.ForeignKey(
                db_index=False,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="ledger.measure",
            ),
        ),
        migrations.AlterField(
            model_name="target",
            name="subject",
            field=models.ForeignKey(
                db_index=False,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="ledger.subject",
            ),
        ),
        migrations.AddIndex(
            model_name="entry",
            index=models.Index(fields=["measure", "posting_no"], name="entry_of_measure"),
        ),
        migrations.AddIndex(
            model_name="target",
            index=models.Index(fields=["subject"], name="target_of_subject"),
        ),
    ]
