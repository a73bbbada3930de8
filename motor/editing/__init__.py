"""Rules changed by commands: a new version, its adoption with a seal, and the correction of what is sealed.

`layout` (edits that leave the rest of a file as it stands), `indexing` (of amounts), `versions`,
`adoption` and `correction`, which give the files to write and write nothing themselves.
"""
