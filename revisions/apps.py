from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class RevisionsConfig(AppConfig):
    name = "revisions"
    verbose_name = _("Revisions")

    def ready(self) -> None:
        from hours.reading.counterparts import register_counterparts
        from records.signables import Signable, register_signable
        from revisions.content.signed import read_current_revisions
        from revisions.models import ItemOrigin, Revision

        register_signable(Signable(Revision, "training__company_id", read_current_revisions))
        register_counterparts(ItemOrigin.objects.read_counterparts)
