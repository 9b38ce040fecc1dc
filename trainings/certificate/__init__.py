"""The certificate of a finished training (contract section 9)."""
