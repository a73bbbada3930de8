"""Tables as people edit them, in a workbook or in the browser, and back to their files.

`kolumner` (what a table's columns are), `andringar` (what an edited table says that the rules do not), `lika`
(when two cells say the same) and `regler` (the edits of a file, which leave the rest as it stands).
"""
