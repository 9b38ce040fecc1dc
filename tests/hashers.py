from django.contrib.auth.hashers import PBKDF2PasswordHasher


class QuickHasher(PBKDF2PasswordHasher):
    """A real hasher that does not slow each login of a test down by a second."""

    algorithm = "quick"
    iterations = 1
