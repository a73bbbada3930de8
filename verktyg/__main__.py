"""`python -m verktyg` is the command `motor`."""

from verktyg.cli import main

main()
