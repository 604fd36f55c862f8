"""What happens to single files: which are kept as they are, which `clean` removes, which one edited note changes."""

import os
import re
import shutil
import subprocess

import trace
from calls import Area, At, changes
from disks import refused
from workspace import Broken, digest, environment, run, tree


def stamps(folder):
    """Of each file: which it is, since when."""
    found = {}
    for above, _, files in os.walk(folder):
        for name in files:
            path = os.path.join(above, name)
            seen = os.lstat(path)
            found[os.path.relpath(path, folder)] = (seen.st_ino, seen.st_mtime_ns)
    return found


def compare(before, now, old, new, checks):
    """Files of the same bytes are the same files, others are others; gives those that aren't the same."""
    changed = sorted(path for path, stamp in now.items() if before.get(path) != stamp)
    differ = sorted(path for path in now if old.get(path) != new[path])
    checks.same(changed, differ, "files that are others now, against those with other bytes")
    touched = [path for path in now if path in before and path in differ and before[path][0] == now[path][0]]
    checks.same(touched, [], "files written over in their place")
    return changed


def kept(pair, checks):
    area = Area(pair, pair.folder / "kept")
    before, old = stamps(area.out), tree(area.out)
    for workspace, round_of in ((pair.newer, "a changed workspace"), (pair.newer, "the same one again"), (pair.older, "back")):
        checks.where = f"kept: {round_of}"
        area.build(workspace)
        now, new = stamps(area.out), tree(area.out)
        changed = compare(before, now, old, new, checks)
        if round_of == "the same one again":
            checks.same(changed, [], "changed files")
        before, old = now, new


def clean(pair, checks):
    """Removes what is ours and nothing else, and can be stopped at any call and started again."""
    checks.where = "clean"
    out = pair.folder / "clean"
    area = Area(pair, out)
    site = out / "pm"
    outside = pair.folder / "outside"
    outside.mkdir()
    (outside / "index.html").write_text("outside")
    (outside / "anna-berg.html").write_text("outside")
    (site / "theirs.txt").write_text("theirs")
    (site / "register.html").write_text("edited")
    (site / "method.html").unlink()
    (site / "method.html").symlink_to(outside / "index.html")
    shutil.rmtree(site / "prep")
    (site / "prep").symlink_to(outside)
    (site / "notes" / "planted").mkdir()
    (site / "notes" / "planted" / "2026-08-24-quay.html").write_text("planted")
    before = digest(outside)
    answer = run(pair.program, "clean", site)
    checks.same(answer.returncode, 0, answer.stderr)
    stays = ["method.html", "notes", "notes/planted", "notes/planted/2026-08-24-quay.html", "prep", "register.html", "theirs.txt"]
    checks.same(sorted(tree(site)), stays, "what stays")
    checks.same(digest(outside), before, "what the links lead to")
    for name in ("method.html", "register.html", "theirs.txt"):
        checks.that(f"stays  {name}" in answer.stderr, f"{name} isn't told: {answer.stderr!r}")
    again = run(pair.program, "clean", site)
    refused(again, checks, site)
    refused(run(pair.program, "build", pair.older, "--out", out), checks, site)
    shutil.rmtree(out)

    number = 0
    while True:
        area.is_old = False
        area.restore()
        at = At(number, "kill", changes)
        trace.run([pair.program, "clean", site], environment(), str(pair.folder), at)
        if at.call is None:
            break
        checks.where = f"clean, killed at {at.call}"
        checks.same(pair.word("leadership", out / "leadership"), "old", "the other site")
        again = run(pair.program, "clean", site)
        is_empty = not site.exists() or not os.listdir(site)
        checks.that(is_empty, "something of ours stays")
        # Where the first run had come as far as the list there is nothing more to clean, and that is said.
        checks.that(again.returncode == 0 or (again.returncode == 3 and is_empty), f"{again.returncode}: {again.stderr!r}")
        number += 1
    checks.where = "clean"
    checks.that(not site.exists(), "the site is there still")
    checks.that(number > 20, f"{number} calls")
    return f"clean killed at {number} calls"


def one_note(pair, checks):
    """A line of a note among 500 is edited: the pages that say it are others, the rest stay the files they were."""
    checks.where = "a note of 500"
    generator = pair.program.parent / "examples" / "workspace"
    if not generator.exists():
        raise Broken(f"{generator} isn't there: cargo build --example workspace")
    workspace, out = pair.folder / "500", pair.folder / "500-out"
    subprocess.run([generator, "500", workspace], check=True, capture_output=True)
    build = lambda: checks.same(run(pair.program, "build", workspace, "--out", out).returncode, 0, "exit code")
    build()
    before, old = stamps(out), tree(out)
    notes = sorted((workspace / "notes").rglob("*.md"))
    note = next(note for note in notes[len(notes) // 2 :] if re.search(r"(?m)^[A-Z][^@#\[\]{}]+\.$", note.read_text()))
    text = note.read_text()
    note.write_text(re.sub(r"(?m)^([A-Z][^@#\[\]{}]+)\.$", r"\1, in other words.", text, count=1))
    build()
    changed = compare(before, stamps(out), old, tree(out), checks)
    # The list, the note's page, search, and the pages of who was there, in two editions: not the whole site.
    checks.that(2 <= len(changed) <= 40, f"{len(changed)} files changed: {changed[:60]}")
    return f"one edited note changes {len(changed)} of {len(before)} files"


def run_all(pair, checks):
    kept(pair, checks)
    return "; ".join([clean(pair, checks), one_note(pair, checks)])
