"""Who reads a site while it is built: in a process of its own, again and again, in both of the ways there are.

One opens the folder and reads everything through that handle: it sees one site, and where the folder was swapped and cleared
meanwhile, files are missing, never others; it opens the folder again. The other, as a web server, opens file after file by
its path: each file is one of the old site or the new one, whole, but the second may come from another build than the first.
"""

import multiprocessing
import os
import time

from workspace import EDITIONS


def content(name, above):
    handle = os.open(name, os.O_RDONLY | os.O_NOFOLLOW, dir_fd=above)
    with os.fdopen(handle, "rb") as file:
        return file.read()


def walk(above, prefix=""):
    """What `tree` finds, through a handle of the folder."""
    found = {}
    for entry in os.scandir(above):
        key = prefix + entry.name
        if entry.is_dir(follow_symlinks=False):
            found[key] = None
            below = os.open(entry.name, os.O_RDONLY | os.O_DIRECTORY, dir_fd=above)
            try:
                found |= walk(below, key + "/")
            finally:
                os.close(below)
        else:
            found[key] = content(entry.name, above)
    return found


def by_handle(path, trees):
    """None where one whole site was seen, "swapped" where it went away meanwhile, else what was seen."""
    try:
        folder = os.open(path, os.O_RDONLY | os.O_DIRECTORY)
    except FileNotFoundError:
        return "no site at all"
    try:
        try:
            seen = walk(folder)
        except FileNotFoundError:
            seen = None
        if seen in trees:
            return None
        try:
            still = os.stat(path).st_ino == os.fstat(folder).st_ino
        except FileNotFoundError:
            return "no site at all"
        # What is left of a site that was swapped is of it.
        mixed = seen is not None and not any(seen.items() <= whole.items() for whole in trees)
        return "a mixed site" if mixed else "half a site" if still else "swapped"
    finally:
        os.close(folder)


def by_path(path, trees):
    """Gives (fault, whether the files came from two builds)."""
    possible = [True] * len(trees)
    always = sorted(set.intersection(*(set(whole) for whole in trees)))
    for key in always:
        if trees[0][key] is None:
            continue
        try:
            with open(os.path.join(path, key), "rb") as file:
                seen = file.read()
        except FileNotFoundError:
            return f"{key} is not there", False
        of = [whole[key] == seen for whole in trees]
        if not any(of):
            return f"{key} is of no site", False
        possible = [old and now for old, now in zip(possible, of)]
    return None, not any(possible)


def read(targets, whole, end, answers):
    looks = again = mixed = 0
    faults = []
    while not end.is_set():
        for edition, path in targets:
            fault = by_handle(path, whole[edition])
            again += fault == "swapped"
            if fault not in (None, "swapped"):
                faults.append(f"{path}: {fault}")
            fault, is_mixed = by_path(path, whole[edition])
            mixed += is_mixed
            if fault:
                faults.append(f"{path}: {fault}")
            looks += 2
        time.sleep(0.01)
    answers.put((looks, again, mixed, faults[:10]))


class Reader:
    """Reads the sites of some folders until it is stopped; `pair` says what a whole site is."""

    def __init__(self, pair, outs):
        self.end = multiprocessing.Event()
        self.answers = multiprocessing.Queue()
        whole = {e: [site[e] for site in pair.sites.values()] for e in EDITIONS}
        targets = [(edition, str(out / edition)) for out in outs for edition in EDITIONS]
        arguments = (targets, whole, self.end, self.answers)
        self.process = multiprocessing.Process(target=read, args=arguments, daemon=True)
        self.process.start()

    def stop(self, checks):
        self.end.set()
        looks, again, mixed, faults = self.answers.get(timeout=60)
        self.process.join()
        checks.that(not faults, f"a reader saw {faults}")
        checks.that(looks > 0, "the reader never looked")
        return looks, again, mixed
