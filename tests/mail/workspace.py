"""A workspace with names that are hard on headers, and what runs the program on it."""

import json
import os
import subprocess

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))

# Ids and names of the recipients; every address is ID@ports.example.
NAMES = {
    "accents": "Zoë Ångström-Muñoz",
    "cjk": "東京港湾管理事務所所長山田太郎東京港湾管理事務所副所長鈴木花子東京港湾",
    "comma": "Moss, Ada (Finance; Legal)",
    "emoji": "Ada 🙂🙃 Moss 👩🏽‍🚀 of the harbour, with more to say than fits into a line 🚢",
    "long": "Ada " + "Wolfeschlegelsteinhausenbergerdorff " * 3 + "Moss",
    "plain": "Bo Lind",
    "quotes": 'Robert "Bob" O\'Neil \\ Sons',
}
SENDER = 'Robin Berg, "Häfen" 港'
PRODUCT = "Häfen 東京 🚢"
HEADLINE = ".Amber: 港湾の予算は三か月遅れ、十二月までに決定が必要です。 Ärger 🙂 " + "mit \"Kränen\", und so weiter; " * 2
BODY = """## What changed

.hidden begins with a dot, and so does what follows:

..two dots

.

## Results

東京港湾管理事務所の予算は三か月遅れています。
"""


class Checks:
    """Counts what was asked, prints what failed."""

    def __init__(self):
        self.done = 0
        self.failed = 0
        self.subject = ""

    def that(self, holds, what):
        self.done += 1
        if not holds:
            self.failed += 1
            print(f"{self.subject}: {what}")
        return holds

    def same(self, found, expected, what):
        return self.that(found == expected, f"{what}: {found!r}, expected {expected!r}")


def make(folder, recipients=None, extra="", headline=HEADLINE):
    """Writes the workspace; gives its folder."""
    recipients = list(NAMES) if recipients is None else recipients
    root = folder / "workspace"
    (root / "stakeholders").mkdir(parents=True, exist_ok=True)
    (root / "updates").mkdir(exist_ok=True)
    text = json.dumps
    (root / "rapporteur.toml").write_text(
        f"product = {text(PRODUCT, ensure_ascii=False)}\n"
        "as_of = 2026-11-01\n"
        'time_zone = "Europe/Oslo"\n'
        '[[team]]\nid = "me"\nname = "Robin"\n'
        "[email]\n"
        f"from = {text(SENDER + ' <robin@ports.example>', ensure_ascii=False)}\n"
        f"recipients = {text(recipients)}\n{extra}",
        encoding="utf-8",
    )
    for name in NAMES:
        (root / "stakeholders" / f"{name}.toml").write_text(
            f"name = {text(NAMES[name], ensure_ascii=False)}\n"
            f'kind = "internal"\nemail = "{name}@ports.example"\naudience = "leadership"\n',
            encoding="utf-8",
        )
    (root / "updates" / "2026-10-22.md").write_text(
        f"+++\ndate = 2026-10-22\nheadline = {text(headline.strip(), ensure_ascii=False)}\n"
        f'status_reported = "amber"\n+++\n\n{BODY}',
        encoding="utf-8",
    )
    return root


def start(program, folder, *arguments, **environment):
    """Starts the program in a folder with nothing of our environment but what is given."""
    environment = {"PATH": os.environ["PATH"], "HOME": str(folder), "TZ": "Asia/Tokyo", **environment}
    return subprocess.Popen(
        [str(program), *map(str, arguments)],
        cwd=folder,
        env=environment,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )


def run(program, folder, *arguments, **environment):
    """Runs it; gives exit code and what it said."""
    process = start(program, folder, *arguments, **environment)
    out, err = process.communicate(timeout=60)
    return process.returncode, out.decode() + err.decode()
