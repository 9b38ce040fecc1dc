"""Enrollments that are withdrawn or paused, and credits for earlier training."""

import django.core.validators
import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models

import core.files.media
import core.models


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0011_own_accounts"),
        ("trainings", "0006_names_in_order"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Credit",
            fields=[
                ("id", models.UUIDField(default=core.models.new_id, editable=False, primary_key=True, serialize=False)),
                (
                    "kind",
                    models.CharField(
                        choices=[("LESSON", "Lesson"), ("EXAM", "Exam"), ("MISSION", "Mission")],
                        editable=False,
                        max_length=10,
                    ),
                ),
                ("item_id", models.UUIDField(editable=False)),
                ("reason", models.CharField(editable=False, max_length=500)),
                (
                    "document",
                    models.FileField(
                        blank=True,
                        editable=False,
                        upload_to=core.files.media.Unguessable("private/credits"),
                        validators=[
                            django.core.validators.FileExtensionValidator(("png", "jpg", "jpeg", "gif", "webp", "pdf"))
                        ],
                    ),
                ),
                ("document_digest", models.CharField(blank=True, editable=False, max_length=64)),
                ("credited_at", models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                ("signed_at", models.DateTimeField(editable=False, null=True)),
                ("revoked_at", models.DateTimeField(editable=False, null=True)),
                ("revocation_reason", models.CharField(blank=True, editable=False, max_length=500)),
            ],
            options={
                "ordering": ["credited_at", "id"],
            },
        ),
        migrations.RemoveConstraint(
            model_name="enrollment",
            name="enrollment_one_unfinished_per_user_and_training",
        ),
        migrations.AddField(
            model_name="enrollment",
            name="pause_reason",
            field=models.CharField(blank=True, editable=False, max_length=500),
        ),
        migrations.AddField(
            model_name="enrollment",
            name="paused_at",
            field=models.DateTimeField(blank=True, editable=False, null=True),
        ),
        migrations.AddField(
            model_name="enrollment",
            name="paused_on",
            field=models.DateField(blank=True, editable=False, null=True),
        ),
        migrations.AddField(
            model_name="enrollment",
            name="withdrawal_reason",
            field=models.CharField(blank=True, editable=False, max_length=500),
        ),
        migrations.AddField(
            model_name="enrollment",
            name="withdrawn_at",
            field=models.DateTimeField(blank=True, editable=False, null=True),
        ),
        migrations.AddField(
            model_name="enrollment",
            name="withdrawn_on",
            field=models.DateField(blank=True, editable=False, null=True),
        ),
        migrations.AddConstraint(
            model_name="enrollment",
            constraint=models.UniqueConstraint(
                condition=models.Q(("finished_at__isnull", True), ("withdrawn_at__isnull", True)),
                fields=("user", "training"),
                name="enrollment_one_unfinished_per_user_and_training",
            ),
        ),
        migrations.AddConstraint(
            model_name="enrollment",
            constraint=models.CheckConstraint(
                condition=models.Q(("withdrawn_at__isnull", True), ("finished_at__isnull", True), _connector="OR"),
                name="enrollment_finished_or_withdrawn",
            ),
        ),
        migrations.AddConstraint(
            model_name="enrollment",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("paused_at__isnull", True),
                    models.Q(("finished_at__isnull", True), ("withdrawn_at__isnull", True)),
                    _connector="OR",
                ),
                name="enrollment_paused_while_unfinished",
            ),
        ),
        migrations.AddConstraint(
            model_name="enrollment",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("withdrawal_reason", ""), ("withdrawn_at__isnull", True), ("withdrawn_on__isnull", True)),
                    models.Q(
                        ("withdrawn_at__isnull", False),
                        ("withdrawn_on__isnull", False),
                        models.Q(("withdrawal_reason", ""), _negated=True),
                    ),
                    _connector="OR",
                ),
                name="enrollment_withdrawal_is_complete",
            ),
        ),
        migrations.AddConstraint(
            model_name="enrollment",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("pause_reason", ""), ("paused_at__isnull", True), ("paused_on__isnull", True)),
                    models.Q(
                        ("paused_at__isnull", False),
                        ("paused_on__isnull", False),
                        models.Q(("pause_reason", ""), _negated=True),
                    ),
                    _connector="OR",
                ),
                name="enrollment_pause_is_complete",
            ),
        ),
        migrations.AddField(
            model_name="credit",
            name="credited_by",
            field=models.ForeignKey(
                editable=False,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="credits_given",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="credit",
            name="enrollment",
            field=models.ForeignKey(
                editable=False,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="credits",
                to="trainings.enrollment",
            ),
        ),
        migrations.AddField(
            model_name="credit",
            name="revoked_by",
            field=models.ForeignKey(
                editable=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="credits_revoked",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddConstraint(
            model_name="credit",
            constraint=models.UniqueConstraint(
                condition=models.Q(("revoked_at__isnull", True)),
                fields=("enrollment", "item_id"),
                name="credit_one_live_per_enrollment_and_item",
            ),
        ),
        migrations.AddConstraint(
            model_name="credit",
            constraint=models.CheckConstraint(
                condition=models.Q(("kind__in", ["LESSON", "EXAM", "MISSION"])), name="credit_kind_is_known"
            ),
        ),
        migrations.AddConstraint(
            model_name="credit",
            constraint=models.CheckConstraint(
                condition=models.Q(("reason", ""), _negated=True), name="credit_has_a_reason"
            ),
        ),
        migrations.AddConstraint(
            model_name="credit",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("document", ""), ("document_digest", "")),
                    models.Q(
                        models.Q(("document", ""), _negated=True), models.Q(("document_digest", ""), _negated=True)
                    ),
                    _connector="OR",
                ),
                name="credit_document_has_a_digest",
            ),
        ),
        migrations.AddConstraint(
            model_name="credit",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("revoked_at__isnull", True), ("signed_at__isnull", False)),
                    models.Q(("revoked_at__isnull", False), ("signed_at__isnull", True)),
                    _connector="OR",
                ),
                name="credit_signed_until_revoked",
            ),
        ),
        migrations.AddConstraint(
            model_name="credit",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("revocation_reason", ""), ("revoked_at__isnull", True), ("revoked_by__isnull", True)),
                    models.Q(
                        ("revoked_at__isnull", False),
                        ("revoked_by__isnull", False),
                        models.Q(("revocation_reason", ""), _negated=True),
                    ),
                    _connector="OR",
                ),
                name="credit_revocation_is_complete",
            ),
        ),
    ]
