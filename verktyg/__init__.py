"""How people meet the engine: the command `motor`, the golden-case runner and the pytest plugin.

Everything here reads its words (facts, decisions, alternatives, terms) from the rule set. Nothing here
decides anything: `motor` decides, and `verktyg` asks, shows and compares.
"""
