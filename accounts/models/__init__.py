"""Schools and the people in them: the rows of the accounts, whichever module here defines them."""

from accounts.idempotency_records import IdempotencyRecord
from accounts.models.companies import Company
from accounts.models.holidays import Holiday
from accounts.models.messages import Notification
from accounts.models.one_time_codes import OneTimeCode
from accounts.models.people import PilotGroup, User
from accounts.models.second_factor import RecoveryCode, TotpDevice
from accounts.models.sessions import AdminSession, Login, LoginAttemptLog, Token
from accounts.models.single_sign_on import IdentityProvider

__all__ = [
    "AdminSession",
    "Company",
    "Holiday",
    "IdempotencyRecord",
    "IdentityProvider",
    "Login",
    "LoginAttemptLog",
    "Notification",
    "OneTimeCode",
    "PilotGroup",
    "RecoveryCode",
    "Token",
    "TotpDevice",
    "User",
]
