from django.apps import AppConfig


class MissionsConfig(AppConfig):
    name = "missions"

    def ready(self) -> None:
        from missions.debriefing import read_current_flights
        from missions.mails import register_contexts
        from missions.models import FlightRecord
        from records.signables import Signable, register_signable

        register_signable(Signable(FlightRecord, "enrollment__company_id", read_current_flights))
        register_contexts()
