from django.contrib.auth.hashers import PBKDF2PasswordHasher


class QuickHasher(PBKDF2PasswordHasher):
    """A real hasher that does not cost the tests a second a login."""

    algorithm = "quick"
    iterations = 1
