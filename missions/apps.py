from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class MissionsConfig(AppConfig):
    name = "missions"
    verbose_name = _("Missions")

    def ready(self) -> None:
        from missions.debriefing import read_current_flights
        from missions.mails import register_contexts
        from missions.models import FlightRecord
        from records.signables import Signable, register_signable

        register_signable(Signable(FlightRecord, "enrollment__company_id", read_current_flights))
        register_contexts()
