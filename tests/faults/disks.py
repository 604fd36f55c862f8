"""Disks that are full, read-only, mounted in the way, or that can't do what others can."""

import errno
import os
import subprocess
import time

import trace
from calls import Area, At, recover
from reader import Reader
from workspace import EDITIONS, Broken, beside, digest, environment, run


def mount(*arguments):
    answer = subprocess.run(["mount", *map(str, arguments)], capture_output=True, text=True, check=False)
    if answer.returncode != 0:
        raise Broken(f"mount {arguments}: {answer.stderr}")


def umount(folder):
    subprocess.run(["umount", folder], check=True)


def refused(answer, checks, *names):
    """It ended with 3 and a message that says why and where, and didn't panic."""
    checks.same(answer.returncode, 3, f"exit code, with {answer.stderr!r}")
    checks.that("panicked" not in answer.stderr, answer.stderr)
    for name in names:
        checks.that(str(name) in answer.stderr, f"{name} isn't named: {answer.stderr!r}")


def full(pair, checks):
    """A disk of 20 KB; then one that holds the old site, and ever more room or files besides, up to what fits."""
    disk = pair.folder / "full"
    disk.mkdir()
    checks.where = "a disk of 20 KB"
    mount("-t", "tmpfs", "-o", "size=20k", "tmpfs", disk)
    answer = run(pair.program, "build", pair.newer, "--out", disk / "out")
    refused(answer, checks, "No space left", disk)
    # The folder that was to hold both editions may stay, empty.
    checks.that(all(os.path.relpath(path, disk) == "out" for path in disk.rglob("*")), "something is left on it")
    umount(disk)
    tried = 1
    for option, unit, steps in (("size", 4096, (0, 1, 2, 5, 10, 20, 40, 60, 80, 100, 200)), ("nr_inodes", 1, (0, 1, 2, 5, 10, 20, 40, 60, 80))):
        mount("-t", "tmpfs", "-o", "size=4m,nr_inodes=1000", "tmpfs", disk)
        area = Area(pair, disk / "out")
        fits = False
        for step in steps:
            area.restore()
            found = os.statvfs(disk)
            used = found.f_blocks - found.f_bfree if option == "size" else found.f_files - found.f_ffree
            limit = (used + step) * (found.f_bsize if option == "size" else 1)
            checks.where = f"a disk with {step} {'pages' if option == 'size' else 'files'} of room"
            mount("-o", f"remount,{option}={limit}", disk)
            answer = area.build(pair.newer)
            words = pair.words(area.out)
            if answer.returncode == 0:
                fits = True
                checks.same(words, ("new", "new"), "it fits")
                area.is_old = False
            else:
                refused(answer, checks, disk)
                # Of two threads one may lack the folder that the other couldn't make, and be heard first.
                why = ("No space left", "No such file")[: 1 if option == "size" else 2]
                checks.that(any(word in answer.stderr for word in why), f"why it failed: {answer.stderr!r}")
                checks.same(words, ("old", "old"), "it doesn't fit")
            checks.same(beside(area.out), [], "beside the sites")
            tried += 1
            mount("-o", "remount,size=4m,nr_inodes=1000", disk)
        checks.that(fits, f"no {option} was enough")
        umount(disk)
    return f"{tried} full disks"


def read_only(pair, checks):
    checks.where = "a read-only target"
    area = Area(pair, pair.folder / "ro")
    mount("--bind", area.out, area.out)
    mount("-o", "remount,bind,ro", area.out)
    before = digest(area.out)
    refused(area.build(pair.newer), checks, "Read-only file system", area.out)
    checks.same(digest(area.out), before, "it")
    answer = run(pair.program, "clean", area.out / "leadership")
    refused(answer, checks, "Read-only file system", area.out / "leadership")
    checks.same(digest(area.out), before, "it, after clean")
    umount(area.out)

    checks.where = "a read-only workspace"
    mount("--bind", pair.newer, pair.newer)
    mount("-o", "remount,bind,ro", pair.newer)
    checks.same(area.build(pair.newer).returncode, 0, "exit code")
    checks.same(pair.words(area.out), ("new", "new"), "the sites")
    umount(pair.newer)


def mounts(pair, checks):
    """The target itself, and a folder inside it."""
    area = Area(pair, pair.folder / "mounts")
    for device in ("another file system", "the same file system"):
        checks.where = f"a target that is a mount point of {device}"
        site = area.out / "pm"
        if device == "the same file system":
            mount("--bind", site, site)
        else:
            mount("-t", "tmpfs", "tmpfs", site)
        before = [digest(area.out / edition) for edition in EDITIONS]
        refused(area.build(pair.newer), checks, "mount point", site)
        checks.same([digest(area.out / edition) for edition in EDITIONS], before, "the sites")
        checks.same(beside(area.out), [], "beside them")
        umount(site)

    checks.where = "a mount point inside a site"
    inside = area.out / "pm" / "pictures"
    inside.mkdir()
    theirs = pair.folder / "pictures"
    theirs.mkdir()
    (theirs / "quay.txt").write_text("a picture")
    mount("--bind", theirs, inside)
    refused(area.build(pair.newer), checks, "mount point", inside)
    checks.same(os.listdir(theirs), ["quay.txt"], "what is mounted")
    checks.same(pair.word("leadership", area.out / "leadership"), "old", "the other edition")
    checks.same(beside(area.out), [], "beside them")
    umount(inside)


def overlay(pair, checks):
    """A site in the lower layer, as in a container's image: it can't be swapped there. One in the upper layer can."""
    checks.where = "an overlay"
    base = pair.folder / "overlay"
    lower, upper, work, merged = (base / name for name in ("lower", "disk/upper", "disk/work", "merged"))
    for folder in (lower, base / "disk", merged):
        folder.mkdir(parents=True)
    mount("-t", "tmpfs", "tmpfs", base / "disk")
    upper.mkdir()
    work.mkdir()
    Area(pair, lower / "out")
    try:
        mount("-t", "overlay", "-o", f"lowerdir={lower},upperdir={upper},workdir={work},redirect_dir=off", "overlay", merged)
    except Broken as error:
        return f"no overlay here ({str(error).strip()})"
    refused(run(pair.program, "build", pair.newer, "--out", merged / "out"), checks, "overlay", merged)
    checks.same(pair.words(merged / "out"), ("old", "old"), "the sites of the lower layer")
    checks.same(beside(merged / "out"), [], "beside them")
    for workspace, word in ((pair.older, "old"), (pair.newer, "new")):
        answer = run(pair.program, "build", workspace, "--out", merged / "fresh")
        checks.same((answer.returncode, pair.words(merged / "fresh")), (0, (word, word)), f"the upper layer: {answer.stderr}")
    umount(merged)
    umount(base / "disk")
    return "an overlay"


def without(pair, checks):
    """File systems that can't exchange two names, link, or lock, as the calls tell it."""
    area = Area(pair, pair.folder / "without")
    lacks = {
        "renameat2": (errno.ENOSYS, errno.EINVAL), "linkat": (errno.EPERM, errno.EOPNOTSUPP, errno.EMLINK),
        "flock": (errno.ENOLCK, errno.ENOSYS), "openat2": (errno.ENOSYS, errno.EPERM),
    }
    for name, errors in lacks.items():
        for error in errors:
            checks.where = f"no {name}, {errno.errorcode[error]}"
            code, _, told = area.traced(lambda call, name=name, error=error: error if call.name == name else None)
            checks.same((code, pair.words(area.out)), (0, ("new", "new")), f"with {told!r}")
            checks.same(beside(area.out), [], "beside the sites")
    kept = area.out / "leadership" / "robots.txt"
    area.restore()
    before = kept.stat().st_mtime_ns
    area.traced(lambda call: errno.EPERM if call.name == "linkat" else None)
    checks.where = "no links"
    checks.same(kept.stat().st_mtime_ns, before, "the time of a file that hasn't changed")

    # Killed where the swap takes two steps: the old site is there, or beside, and comes back.
    absent = number = 0
    while True:
        area.restore()
        (area.out / "leadership" / "theirs.txt").write_text("kept")
        area.is_old = False
        at = At(number, "kill", lambda call: call.name == "renameat")
        decide = lambda call: errno.ENOSYS if call.name == "renameat2" else at(call)
        command = [pair.program, "build", pair.newer, "--out", area.out]
        trace.run(command, environment(), str(pair.folder), decide)
        if at.call is None:
            break
        checks.where = f"killed at {at.call}"
        for edition in EDITIONS:
            site = area.out / edition
            if not site.exists():
                absent += 1
                aside = [name for name in beside(area.out) if name.startswith(f".{edition}.") and name.endswith("-old")]
                checks.same(len(aside), 1, "old folders")
        answer = area.build(pair.older)
        checks.same(answer.returncode, 0, answer.stderr)
        theirs = area.out / "leadership" / "theirs.txt"
        checks.that(theirs.is_file() and theirs.read_text() == "kept", "a file of others is gone")
        theirs.unlink()
        area.is_old = False
        recover(area, checks)
        number += 1
    checks.where = "no exchange"
    checks.same(absent, 2, "times that a site was missing for the moment")
    (area.out / "leadership" / "theirs.txt").unlink()
    return f"{number} kills without exchange"


def at_once(pair, checks):
    """Two builds of one target; and of two beside each other."""
    area = Area(pair, pair.folder / "once")
    outs = [area.out]
    reader = Reader(pair, outs)
    refusals = rounds = 0
    for number in range(30):
        checks.where = f"two builds at once, round {number}"
        builds = []
        for workspace in (pair.newer, pair.older):
            command = [pair.program, "build", workspace, "--out", area.out]
            builds.append(subprocess.Popen(command, env=environment(), stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True))
            time.sleep(0.003 * (number % 5))
        for build in builds:
            told = build.communicate(timeout=60)[1]
            busy = build.returncode == 3 and "another build is writing to" in told
            refusals += busy
            checks.that(build.returncode == 0 or busy, f"{build.returncode}: {told!r}")
        checks.that(pair.words(area.out) in (("old", "old"), ("new", "new")), f"the sites are {pair.words(area.out)}")
        checks.same(beside(area.out), [], "beside the sites")
        rounds += 1
    looks, again, mixed = reader.stop(checks)
    for number in range(10):
        checks.where = f"two builds beside each other, round {number}"
        builds = []
        for edition in EDITIONS:
            command = [pair.program, "build", (pair.newer, pair.older)[number % 2], "--edition", edition, "--out", area.out / edition]
            builds.append(subprocess.Popen(command, env=environment(), stderr=subprocess.PIPE, text=True))
        for build in builds:
            told = build.communicate(timeout=60)[1]
            checks.same(build.returncode, 0, told)
        word = ("new", "old")[number % 2]
        checks.same(pair.words(area.out), (word, word), "the sites")
        checks.same(beside(area.out), [], "beside the sites")
    return f"{rounds} rounds of two builds at once ({refusals} refused; a reader looked {looks} times, {again} while cleared, {mixed} across two builds)"


def run_all(pair, checks):
    figures = [full(pair, checks)]
    read_only(pair, checks)
    mounts(pair, checks)
    figures += [overlay(pair, checks), without(pair, checks), at_once(pair, checks)]
    return "; ".join(figures)
