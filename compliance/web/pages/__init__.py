"""The pages, one file a page: they translate a request into a verb or a read and answer with a template."""
