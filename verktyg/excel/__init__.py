"""Tables of a rule set as sheets of a workbook, and back: `exportera` out, `importera` in.

Out: `arbetsbok` (the workbook, in the look of `utseende`).
In: `arkiv` (a foreign file, opened within limits before openpyxl does), `blad` and `varden` (its sheets and
cells) and `inlasning` (all of it, checked). Both ways share `uppstallning` (the layout of a sheet), `texter`
(what stands around its rules) and `verktyg.tabell` (a table as people edit it).
"""

from verktyg.fel import lacks_extra

try:
    import openpyxl as openpyxl
except ImportError as error:
    raise lacks_extra("Excel", "excel") from error
