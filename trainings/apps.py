from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class TrainingsConfig(AppConfig):
    name = "trainings"
    verbose_name = _("Training")

    def ready(self) -> None:
        """Connects the receiver that revokes calendar feeds when a user's sessions are ended."""
        import trainings.endpoints.calendar.services  # noqa: F401
        from records.signables import Signable, register_signable
        from trainings.credits.content import read_current_credits
        from trainings.enrollments.mails import register_contexts
        from trainings.models import Credit

        register_signable(Signable(Credit, "enrollment__company_id", read_current_credits))
        register_contexts()
