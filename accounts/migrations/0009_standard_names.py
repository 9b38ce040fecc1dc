"""Models get the standard names of what they hold. Their tables keep the names they have: nothing runs on the database."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("accounts", "0008_sessions_count_from")]

    operations = [
        migrations.SeparateDatabaseAndState(
            state_operations=[
                migrations.AlterModelTable("storedanswer", "accounts_storedanswer"),
                migrations.RenameModel("StoredAnswer", "IdempotencyRecord"),
                migrations.AlterModelTable("guesslog", "accounts_guesslog"),
                migrations.RenameModel("GuessLog", "LoginAttemptLog"),
            ]
        )
    ]
