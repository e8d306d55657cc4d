"""The gate before issue (签发前检查): what still has to be put right in a letter before it may carry a number."""
