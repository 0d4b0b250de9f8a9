"""`python -m dadkhah`: the command, by whichever Python runs it."""

from dadkhah.cli import main

if __name__ == "__main__":
    main(prog_name="dadkhah")
