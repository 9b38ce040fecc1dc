from django.apps import AppConfig


class MissionsConfig(AppConfig):
    name = "missions"

    def ready(self) -> None:
        from missions.debriefing import flights_today
        from missions.models import FlightRecord
        from records.signables import Signable, register

        register(Signable(FlightRecord, "enrollment__company_id", flights_today))
