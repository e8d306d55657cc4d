"""Uploaded Word files: read strictly as the next words of a document, never rendered as a template."""
