"""Reads what `swift test` says and passes on what a person wants to see of it.

That is each suite when it is done, every failure with all it says, and the closing lines; not the start and end
of every single test, of which there are thousands.
"""

import sys

# A test's name or argument may hold line breaks; the record then ends in one of these.
ENDS = ("started.", "seconds.", "issue.", "issues.")


def main():
    sys.stdin.reconfigure(encoding="utf-8", errors="replace")
    sys.stdout.reconfigure(encoding="utf-8")
    hiding = False
    for line in sys.stdin:
        text = line.rstrip()
        begins = text[:1] in ("◇", "✔", "✘", "↳", "➜") or text.startswith(("error:", "warning:", "Test Suite"))
        if hiding and not begins:
            # The rest of a hidden record, of a few lines at most.
            hiding = not text.endswith(ENDS)
            continue
        hidden = text.startswith("◇") or (text.startswith("✔ Test ") and not text.startswith("✔ Test run"))
        hiding = hidden and not text.endswith(ENDS)
        if not hidden:
            print(text, flush=True)


main()
