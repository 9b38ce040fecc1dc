from django.apps import AppConfig


class TrainingsConfig(AppConfig):
    name = "trainings"
    verbose_name = "Training"

    def ready(self) -> None:
        """Connects the receiver that revokes calendar feeds when a user's sessions are ended."""
        import trainings.endpoints.calendar.services  # noqa: F401
