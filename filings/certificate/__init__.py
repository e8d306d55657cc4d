"""The deadline certificate (期限说明): a computed clock as a paper that explains itself."""
