"""How fast the engine is beside its peers, on the same rules and the same facts. `make bench` runs it.

`tables` and `cases` say what is decided, `engines` how each peer is asked, `timing` how they take turns. The
other modules are the subjects, one question each; `report` shows what they found.
"""
