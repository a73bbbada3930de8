"""How much the golden cases test: the rules they hit, the changes they notice, and the cases that are missing.

`tackning` reads the traces of the cases, `mutanter` makes the changes, `mutation` tries them, `forslag` finds
cases for what nothing tests, and `visning` says it all in words and in JSON.
"""
