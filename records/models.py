"""The append-only ledger of the school's records. Still empty: nothing signs yet."""
