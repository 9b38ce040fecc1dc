"""The pages of accounts in the managers' admin; importing them registers them."""

from accounts.admin import api_keys, company, holidays, identity_provider, people, pilot_groups

__all__ = ["api_keys", "company", "holidays", "identity_provider", "people", "pilot_groups"]
