"""Drafts edited in the browser: which may be, as a form and back to their files, and what they would change.

`disken` (the rules as they lie on disk), `versioner` (the versions of a folder, and why most are not edited
here), `oppnat` (a draft that an address names), `falt` (the texts of a version that a form shows), `blankett`
(the form: as a draft fills it in, and as somebody has sent it), `sparning` (the text that it gives, checked
and merged with somebody else's), `svaret` (what becomes of a form that was sent), `foljder` (findings, golden
cases and differences) and `nytt` (a draft begun).
"""
