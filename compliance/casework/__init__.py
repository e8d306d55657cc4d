"""The verbs of the work: the only code that knows both records and rules. One verb, one transaction, one entry."""
