"""Budget forecasts: volumes, or a portfolio of cases, against the rules of a day.

`underlag` (the file's numbers), `rakning` (rows to sums), `orsaker` (a difference by its causes), `portfolj`
(a file of cases), `tryckt` (against what a source prints), then `visning`, `data`, `diagram` and `filer`.
"""
