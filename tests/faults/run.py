"""Publishing under faults: only whole sites are seen, whatever happens to a build; and the same files give the same bytes.

    python3 tests/faults/run.py PROGRAM [SUBJECT ..]

Subjects: calls, disks, files, same. Linux on x86-64, with the right to mount: the superuser's, or that of a namespace of its
own. Standard library only. Prints what failed, then one closing line.
"""

import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import calls
import disks
import files
import same
import trace
from workspace import Broken, Checks, Pair

SUBJECTS = {"calls": calls.run_all, "disks": disks.run_all, "files": files.run_all, "same": same.run_all}


def apart():
    """Starts again where mounts are nobody else's, and end with us."""
    if os.environ.get("FAULTS_APART") or not trace.available():
        return
    os.environ["FAULTS_APART"] = "yes"
    for flags in ["-m", "-rm"] if os.geteuid() == 0 else ["-rm"]:
        if subprocess.run(["unshare", flags, "true"], capture_output=True, check=False).returncode == 0:
            os.execvp("unshare", ["unshare", flags, sys.executable, *sys.argv])
    if os.environ.get("CI"):
        sys.exit("faults: no right to mount here, `unshare -rm` is refused")
    print("disks: not run, there is no right to mount here")
    del SUBJECTS["disks"]


def main():
    if not trace.available():
        print("faults: 0 checks, not run: the calls are known for Linux on x86-64 only")
        return 0
    apart()
    program = Path(sys.argv[1]).resolve()
    wanted = [name for name in sys.argv[2:] or SUBJECTS if name in SUBJECTS]
    started = time.monotonic()
    checks = Checks()
    shared = Path("/dev/shm")
    with tempfile.TemporaryDirectory(prefix="rapporteur-faults-", dir=shared if shared.is_dir() else None) as folder:
        pair = Pair(program, Path(folder))
        for name in wanted:
            checks.where = name
            at = time.monotonic()
            try:
                figures = SUBJECTS[name](pair, checks)
            except Broken as error:
                checks.that(False, f"broken off: {error}")
                continue
            print(f"{name}: {figures}; {time.monotonic() - at:.0f} s", flush=True)
    seconds = time.monotonic() - started
    print(f"faults: {checks.done} checks, {checks.failed} failed, in {seconds:.0f} s")
    return 1 if checks.failed or not checks.done else 0


if __name__ == "__main__":
    sys.exit(main())
