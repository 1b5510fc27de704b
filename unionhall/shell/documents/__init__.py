"""Papers in their shapes: one neutral ``Content`` becomes DOCX, HTML and PDF; a return becomes XLSX."""
