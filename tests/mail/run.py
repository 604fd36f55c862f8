"""Mail as others read it: Python's strict parser over every .eml, and real SMTP over TLS.

    python tests/mail/run.py PROGRAM [SUBJECT ..]

Subjects: messages, sending. Prints what failed, then one closing line.
"""

import sys
import tempfile
import time
from pathlib import Path

import messages
import sending
from workspace import Checks

SUBJECTS = {"messages": messages.run, "sending": sending.run}


def main():
    program = Path(sys.argv[1]).resolve()
    wanted = sys.argv[2:] or list(SUBJECTS)
    started = time.monotonic()
    checks = Checks()
    for name in wanted:
        with tempfile.TemporaryDirectory(prefix="rapporteur-mail-") as folder:
            checks.subject = name
            SUBJECTS[name](program, Path(folder), checks)
    seconds = time.monotonic() - started
    print(f"mail: {checks.done} checks, {checks.failed} failed, in {seconds:.0f} s")
    return 1 if checks.failed or not checks.done else 0


if __name__ == "__main__":
    sys.exit(main())
