"""DOCX forms of a house (自备 Word 表单): filled from checked facts, in a confined process only."""
