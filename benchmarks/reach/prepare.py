"""Streets and places as everybody is given them: `python prepare.py EXTRACT FOLDER`."""

import sys

from prepared import prepare

if __name__ == "__main__":
    prepare(*sys.argv[1:3])
