from tests.accounts.conftest import people as people
