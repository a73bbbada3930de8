"""Tables of a rule set as sheets of a workbook, and back: `exportera` out, `importera` in.

Out: `kolumner` (what the columns of a table are), `arbetsbok` (the workbook, in the look of `utseende`).
In: `arkiv` (a foreign file, opened within limits before openpyxl does), `blad` and `varden` (its sheets and
cells), `andringar` (what they say that the rules do not), `regler` (the edits of a file) and `inlasning` (all
of it, checked). Both ways follow `uppstallning`, the layout of a sheet.
"""

from verktyg.fel import usage_error

try:
    import openpyxl as openpyxl
except ImportError as error:
    raise usage_error(
        "Excel behöver tillägget excel.", "Installera det: pip install 'regelmotor[excel]'"
    ) from error
