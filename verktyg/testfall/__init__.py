"""How much the golden cases test: rules that they hit, changes that they notice, and cases that are missing.

`tackning` reads the traces of the cases, `mutanter` makes the changes, `mutation` tries them, `forslag` finds
cases for what nothing tests, and `visning` says it all in words and in JSON.
"""
