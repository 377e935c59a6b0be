"""The outbox: what must be said or done later, written in the transaction that caused it."""
