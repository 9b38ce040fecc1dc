from django.apps import AppConfig


class TrainingsConfig(AppConfig):
    name = "trainings"
    verbose_name = "Training"

    def ready(self) -> None:
        """Lets the calendar hear when sessions end."""
        import trainings.endpoints.calendar.services  # noqa: F401
