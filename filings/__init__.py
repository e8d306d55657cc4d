"""filings writes: a letter and its facts in, one block model out, the same words as DOCX and PDF. No database, no web.

`letters.load_catalogue` → `compose.compose` → `Document` → `word.render_word` / `pdf.render_pdf`, or both at once in
child processes by `rendering.RenderPool`. `rendering_command.render_to_folder` does it all for one letter.
"""
