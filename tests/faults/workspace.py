"""The five-note workspace in an older and a newer state, the sites made of it, and what runs the program."""

import hashlib
import json
import os
import subprocess
from pathlib import Path

EDITIONS = ("leadership", "pm")
CONFIG = 'product = "Ferry desk"\nas_of = 2026-11-01\n\n[[team]]\nid = "kit"\nname = "Kit Rowe"\n'
PEOPLE = {
    "anna-berg": ("Anna Berg", "executive"),
    "carlo-diaz": ("Carlo Diaz", "external"),
    "edith-frank": ("Edith Frank", "external"),
}
NOTES = {
    "2026-08-03-timetable": (["anna-berg"], "Anna wants the winter timetable by autumn.\n\n- [ ] @me -> @anna-berg: send the draft  [due:: 2026-09-01]\n"),
    "2026-08-24-quay": (["carlo-diaz"], "Carlo showed the cracks at the quay.\n\n- (feedback) @carlo-diaz: the ramp is too steep\n"),
    "2026-09-14-crews": (["anna-berg", "edith-frank"], "Crews are short on Sundays.\n"),
    "2026-10-05-fares": (["edith-frank"], "Fares stay as they are.\n\n- [ ] @edith-frank -> @me: the council's figures  [due:: 2026-10-20]\n"),
    "2026-10-26-night": (["carlo-diaz"], "A night boat on trial.\n\n## Candid {visibility=pm}\n\nCarlo doubts it.\n"),
}


class Checks:
    """Counts what was asked, prints what failed."""

    def __init__(self):
        self.done = 0
        self.failed = 0
        self.where = ""

    def that(self, holds, what):
        self.done += 1
        if not holds:
            self.failed += 1
            print(f"{self.where}: {what}", flush=True)
        return holds

    def same(self, found, expected, what):
        return self.that(found == expected, f"{what}: {found!r}, expected {expected!r}")


def write(folder, newer=False):
    """Writes the workspace: the newer one has other words in a note, a person more and one fewer, and another note."""
    (folder / "stakeholders").mkdir(parents=True)
    (folder / "notes").mkdir()
    (folder / "rapporteur.toml").write_text(CONFIG)
    people, notes = dict(PEOPLE), dict(NOTES)
    if newer:
        del people["edith-frank"]
        people["gerda-holt"] = ("Gerda Holt", "external")
        notes["2026-08-24-quay"] = (["carlo-diaz"], "Carlo showed the cracks at both quays.\n")
        del notes["2026-10-05-fares"]
        notes["2026-09-14-crews"] = (["anna-berg"], "Crews are short on Sundays.\n")
        notes["2026-10-12-licence"] = (["gerda-holt"], "The licence runs to March.\n")
    for name, (full, kind) in people.items():
        (folder / "stakeholders" / f"{name}.toml").write_text(f'name = "{full}"\nkind = "{kind}"\n')
    for name, (attendees, text) in notes.items():
        (folder / "notes" / f"{name}.md").write_text(f"+++\nattendees = {json.dumps(attendees)}\n+++\n\n{text}")
    return folder


def environment(**more):
    """What the program is given: nothing of ours but the path."""
    return {"PATH": os.environ["PATH"], **more}


def run(program, *arguments, **options):
    options.setdefault("env", environment())
    options.setdefault("timeout", 120)
    command = [str(argument) for argument in (program, *arguments)]
    return subprocess.run(command, capture_output=True, text=True, check=False, **options)


def tree(folder, prefix=""):
    """Every file, link and folder below, with what is in it."""
    found = {}
    with os.scandir(folder) as entries:
        for entry in entries:
            key = prefix + entry.name
            if entry.is_symlink():
                found[key] = "-> " + os.readlink(entry.path)
            elif entry.is_dir():
                found[key] = None
                found |= tree(entry.path, key + "/")
            else:
                with open(entry.path, "rb", buffering=0) as file:
                    found[key] = file.readall()
    return found


def digest(folder):
    """A tree in a word; none where there is no folder."""
    if not os.path.isdir(folder):
        return None
    total = hashlib.sha256()
    for path, content in sorted(tree(folder).items()):
        mark = b"folder" if content is None else content if isinstance(content, bytes) else content.encode()
        total.update(f"{path}\0{len(mark)}\0".encode() + mark)
    return total.hexdigest()


class Broken(Exception):
    """What the checks need can't be had."""


class Pair:
    """The workspace's two states, and the sites each gives."""

    def __init__(self, program, folder):
        self.program = program
        self.older = write(folder / "older")
        self.newer = write(folder / "newer", newer=True)
        self.sites = {}
        for name, workspace in (("old", self.older), ("new", self.newer)):
            answer = run(program, "build", workspace, "--out", folder / name)
            if answer.returncode != 0:
                raise Broken(f"the {name} workspace: {answer.stderr}")
            self.sites[name] = {edition: tree(folder / name / edition) for edition in EDITIONS}
        self.folder = folder

    def word(self, edition, path):
        """Which of the whole sites a folder is: old, new, absent; else what is wrong with it."""
        if not os.path.isdir(path):
            return "absent"
        here = tree(path)
        for name, sites in self.sites.items():
            if sites[edition] == here:
                return name
        expected = self.sites["new"][edition]
        lacking = sorted(set(expected) - set(here))[:3]
        more = sorted(set(here) - set(expected))[:3]
        other = sorted(key for key in here if key in expected and here[key] != expected[key])[:3]
        return f"neither (against the new one: lacks {lacking}, has besides {more}, differs in {other})"

    def words(self, out):
        return tuple(self.word(edition, Path(out) / edition) for edition in EDITIONS)


def beside(out):
    """What lies beside the sites and shouldn't."""
    return sorted(set(os.listdir(out)) - set(EDITIONS)) if os.path.isdir(out) else []
