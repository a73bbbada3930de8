"""Tables of a rule set as sheets of a workbook, and back: `writing` out, `importing` in.

The layout that both know stands in `layout` and `columns`. A workbook is foreign data: `archive` opens it
within limits, before openpyxl does.
"""

from verktyg.fel import usage_error

try:
    import openpyxl as openpyxl
except ImportError as error:
    raise usage_error(
        "Excel behöver tillägget excel.", "Installera det: pip install 'regelmotor[excel]'"
    ) from error
