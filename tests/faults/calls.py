"""A build over an older site is killed at each of its calls, and each of its calls is made to fail."""

import errno
import multiprocessing
import os
import signal

import trace
from reader import Reader
from workspace import EDITIONS, Broken, Checks, beside, environment, run

ERRORS = (errno.EIO, errno.ENOSPC, errno.EACCES, errno.EINTR)
# What a call that only looks may answer.
LOOKED = (errno.EIO, errno.EACCES, errno.EINTR)
# What may change something.
WRITES = trace.CHANGES | {name: trace.LOOKS[name] for name in ("open", "openat")}
WORKERS = 2


class Area:
    """A folder with both editions' sites, as the older workspace gives them."""

    def __init__(self, pair, folder):
        self.pair = pair
        self.out = folder
        self.is_old = False
        self.restore()

    def build(self, workspace, **options):
        return run(self.pair.program, "build", workspace, "--out", self.out, **options)

    def restore(self):
        if not self.is_old:
            answer = self.build(self.pair.older)
            if answer.returncode != 0:
                raise Broken(f"the older site can't be built again: {answer.stderr}")
        self.is_old = True

    def traced(self, decide, threads=None, calls=None):
        """The newer build over the older site; stopped only at these calls."""
        self.restore()
        self.is_old = False
        command = [self.pair.program, "build", self.pair.newer, "--out", self.out]
        more = {"RAYON_NUM_THREADS": str(threads)} if threads else {}
        return trace.run(command, environment(**more), str(self.pair.folder), decide, calls=calls)


class At:
    """Says what to do at the call of a number, counted from 0, of those that count."""

    def __init__(self, number, verdict, counts=lambda call: True):
        self.left = number
        self.verdict = verdict
        self.counts = counts
        self.call = None

    def __call__(self, call):
        if not self.counts(call):
            return None
        self.left -= 1
        if self.left != -1:
            return None
        self.call = call
        return self.verdict


def changes(call):
    return call.changes


def record(area, threads=1):
    calls = []
    code, _, told = area.traced(calls.append, threads)
    if code != 0:
        raise Broken(f"a traced build failed: {told}")
    return calls


def killed(area, number, verdict, checks):
    """Kills at a call; gives what the sites were then, or None where the build had fewer."""
    at = At(number, verdict, changes)
    code, _, _ = area.traced(at, threads=1, calls=WRITES)
    if at.call is None:
        return None, None
    checks.where = f"{verdict} at {number + 1}, {at.call}"
    # Its last call may have ended it already.
    checks.that(code == -signal.SIGKILL, f"it ended with {code}")
    words = area.pair.words(area.out)
    checks.that(set(words) <= {"old", "new"}, f"the sites are {words}")
    recover(area, checks)
    return str(at.call), words


def recover(area, checks):
    """The next ordinary build."""
    answer = area.build(area.pair.newer)
    checks.that(answer.returncode == 0, f"the next build: {answer.returncode}, {answer.stderr}")
    checks.same(area.pair.words(area.out), ("new", "new"), "after the next build")
    checks.same(beside(area.out), [], "beside the sites after the next build")


def kill(area, of, checks):
    """Every call that changes something, before and after it is made; a worker takes each second one."""
    calls, seen, number = set(), set(), of
    while True:
        call, words = killed(area, number, "kill", checks)
        if call is None:
            return calls, seen, number
        calls.add(call)
        seen.add(words)
        after = killed(area, number, "kill after", checks)[1]
        if after:
            seen.add(after)
        number += WORKERS


def failed(area, number, error, checks):
    """Lets a call fail; gives whether there was one."""
    at = At(number, error)
    code, _, told = area.traced(at, threads=1)
    if at.call is None:
        return False
    checks.where = f"{errno.errorcode[error]} at {number + 1}, {at.call}"
    words = area.pair.words(area.out)
    if code == 0:
        checks.same(words, ("new", "new"), "it says that all is well")
        left = beside(area.out)
        checks.that(not left or "could not clear away" in told, f"{left} left and not told: {told!r}")
        for name in left:
            checks.that(name.startswith(tuple(f".{e}.rapporteur-" for e in EDITIONS)), f"{name} beside the sites")
    else:
        checks.that(code == 3, f"it ended with {code}: {told!r}")
        checks.same(words, ("old", "old"), "it failed")
        checks.same(beside(area.out), [], "beside the sites")
        checks.that("panicked" not in told, told)
        # The path, or the folder it is in: an open folder has no name any more.
        paths = [path.replace("-PID-", "-") for path in at.call.paths]
        names = [os.path.basename(part) for path in paths for part in (path, os.path.dirname(path))]
        said = told.replace("-", "")
        checks.that(any(name.replace("-", "") in said for name in names), f"the message names no path: {told!r}")
        area.is_old = words == ("old", "old")
    return True


def fail(area, of, calls, checks):
    total = 0
    for number in range(of, len(calls), WORKERS):
        call = calls[number]
        errors = ERRORS if call.changes else (LOOKED[number // WORKERS % len(LOOKED)],)
        total += sum(failed(area, number, error, checks) for error in errors)
    return total


def many_threads(area, of, checks, rounds):
    """Killed at some of its calls with the threads a build has by default, whose order is another each time."""
    total = 0
    for number in range(rounds):
        at = At(3 + 11 * (WORKERS * number + of) % 150, "kill", changes)
        code, _, _ = area.traced(at, calls=WRITES)
        if code == 0:
            continue
        total += 1
        checks.where = f"kill with threads, {at.call}"
        words = area.pair.words(area.out)
        checks.that(set(words) <= {"old", "new"}, f"the sites are {words}")
        recover(area, checks)
    return total


def worker(pair, out, of, answers):
    checks = Checks()
    try:
        area = Area(pair, out)
        calls = record(area)
        seen = kill(area, of, checks)
        threads = many_threads(area, of, checks, 12)
        errors = fail(area, of, calls, checks)
        expected = [str(call) for call in calls if call.changes]
        answers.put((checks.done, checks.failed, expected, seen, threads, errors, len(calls)))
    except Exception as error:  # The parent raises it.
        answers.put(error)


def run_all(pair, checks):
    outs = [pair.folder / f"calls-{of}" for of in range(WORKERS)]
    for out in outs:
        Area(pair, out)
    reader = Reader(pair, outs)
    answers = multiprocessing.Queue()
    workers = [multiprocessing.Process(target=worker, args=(pair, out, of, answers)) for of, out in enumerate(outs)]
    for each in workers:
        each.start()
    told = [answers.get(timeout=900) for _ in workers]
    for each in workers:
        each.join()
    looks, again, mixed = reader.stop(checks)
    for answer in told:
        if isinstance(answer, Exception):
            raise answer
    calls, states = set(), set()
    for done, wrong, expected, seen, *_ in told:
        checks.done += done
        checks.failed += wrong
        calls |= seen[0]
        states |= seen[1]
    checks.where = "kill"
    out = [str(path) for path in outs]
    plain = lambda text: text.replace(out[0], "OUT").replace(out[1], "OUT")
    # The old folder is cleared in the order the file system gives.
    cleared = ("unlink", "rmdir")
    never = {plain(call) for answer in told for call in answer[2] if not call.startswith(cleared)}
    never = sorted(never - {plain(call) for call in calls})
    checks.same(never, [], "calls that were never killed")
    kills = 2 * len(told[0][2]) + sum(answer[4] for answer in told)
    errors = sum(answer[5] for answer in told)
    return (
        f"{len(told[0][2])} calls that change something, each killed before and after it ({kills} kills); {errors} failures of "
        f"{told[0][6]} calls; sites seen after a kill: {sorted(states)}; a reader looked {looks} times, {again} of them while the "
        f"folder was cleared, {mixed} across two builds"
    )
