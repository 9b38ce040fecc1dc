from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class OnsiteConfig(AppConfig):
    name = "onsite"
    verbose_name = _("Classes")

    def ready(self) -> None:
        from exams.sitting.class_hooks import register_class_hook
        from onsite.classes.content import read_current_classes
        from onsite.classes.scheduled_exams import SCHEDULED_EXAMS
        from onsite.classes.withdrawals import ROSTERS
        from onsite.models import ClassSession
        from records.signables import Signable, register_signable
        from trainings.enrollments.withdrawal_hooks import register_withdrawal_hook

        register_class_hook(SCHEDULED_EXAMS)
        register_withdrawal_hook(ROSTERS)
        register_signable(Signable(ClassSession, "company_id", read_current_classes))
