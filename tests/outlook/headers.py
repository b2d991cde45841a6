"""Prints the header list of every .msg file in a folder as extract-msg reads it: JSON, null where an item has none.

Called by tests/integration/outlook.rs; CONTRIBUTING.md tells how.
"""

import json
import pathlib
import sys

import extract_msg

# PidTagTransportMessageHeaders: without this stream extract-msg makes headers up.
HEADERS = "__substg1.0_007D"


def fields(path):
    """The fields of one item: name and value, folded as they came."""
    with extract_msg.openMsg(path) as item:
        if item.getStringStream(HEADERS) is None:
            return None
        return [[name, str(value)] for name, value in item.header.items()]


def main():
    folder = pathlib.Path(sys.argv[1])
    found = {path.name: fields(path) for path in sorted(folder.glob("*.msg"))}
    json.dump(found, sys.stdout)


main()
