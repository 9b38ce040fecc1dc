from typing import Any

from django.core.management.base import BaseCommand

from trainings.finishing import finish_attended


class Command(BaseCommand):
    help = (
        "Finishes enrollments that became complete because a class has begun whose attendance was recorded before. "
        "For cron, once a night; running it again changes nothing."
    )

    def handle(self, *args: Any, **options: Any) -> None:
        self.stdout.write(f"Finished {finish_attended()} enrollments.")
