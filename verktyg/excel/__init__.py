"""Tables of a rule set as sheets of a workbook, and back: `exportera` out, `importera` in.

Out: `arbetsbok` (the workbook, in the look of `utseende`).
In: `arkiv` (a foreign file, opened within limits before openpyxl does), `blad` and `varden` (its sheets and
cells), `andringar` (what they say that the rules do not), `regler` (the edits of a file) and `inlasning` (all
of it, checked). Both ways share `uppstallning` (the layout of a sheet), `kolumner` (what a table's columns
are) and `texter` (what its cells read).
"""

from verktyg.fel import lacks_extra

try:
    import openpyxl as openpyxl
except ImportError as error:
    raise lacks_extra("Excel", "excel") from error
