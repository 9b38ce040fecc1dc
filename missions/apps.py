from django.apps import AppConfig


class MissionsConfig(AppConfig):
    name = "missions"

    def ready(self) -> None:
        from missions.debriefing import content_today
        from records.live import register

        register("missions.flightrecord", content_today)
