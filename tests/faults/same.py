"""The same files give the same bytes, wherever, whenever and by whomever they are built; and nothing asks the network."""

import os
import random
import shutil
import stat
import subprocess
import tempfile
from pathlib import Path

import trace
from workspace import environment, run, tree, write

SAMPLE = Path(__file__).resolve().parents[2] / "content"
NOBODY = 65534


def commands(workspace, out):
    """Everything that writes a folder."""
    yield "build", workspace, "--out", out / "sites"
    yield "email", workspace, "--preview", "--out", out / "mail"
    for edition in ("leadership", "pm"):
        for form in ("csv", "json", "ics", "facts"):
            yield "export", form, workspace, "--edition", edition, "--out", out / f"{edition}-{form}"


def make(program, workspace, out, checks, before=(), only=None, **options):
    """Runs them all; gives the tree, and the modes."""
    for arguments in commands(workspace, out):
        if only and arguments[0] not in only:
            continue
        command = [*before, program, *arguments]
        answer = run(*command, **options)
        checks.same(answer.returncode, 0, f"{arguments[0]}: {answer.stderr}")
    modes = {}
    for above, folders, files in os.walk(out):
        for name in folders + files:
            path = os.path.join(above, name)
            modes[os.path.relpath(path, out)] = stat.S_IMODE(os.lstat(path).st_mode)
    found = tree(out)
    shutil.rmtree(out, ignore_errors=True)
    return found, modes


def copied(source, target, order, seed):
    """The same files, made in another order and at other times."""
    files = sorted(path for path in source.rglob("*") if path.is_file())
    if order == "backwards":
        files.reverse()
    else:
        random.Random(seed).shuffle(files)
    for number, path in enumerate(files):
        place = target / path.relative_to(source)
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_bytes(path.read_bytes())
        os.utime(place, (10**9 + 86400 * number, 10**9 - 3600 * number))
    return target


def differences(one, other):
    return sorted(key for key in one.keys() | other.keys() if one.get(key, "") != other.get(key, ""))


def expected_modes(modes, umask):
    """Ours follow the umask; the pm's folders are their owner's."""
    wrong = {}
    for path, mode in modes.items():
        top = path.count("/") == 0 and (path.startswith("pm-") or path == "mail") or path == "sites/pm"
        is_file = "." in os.path.basename(path)
        if os.path.basename(path) == "CNAME":
            is_file = True
        wanted = 0o700 if top else (0o666 if is_file else 0o777) & ~umask
        if mode != wanted:
            wrong[path] = oct(mode)
    return wrong


def run_all(pair, checks):
    program, folder = pair.program, pair.folder / "same"
    folder.mkdir()
    checks.where = "same: the first"
    first, modes = make(program, SAMPLE, folder / "out", checks, umask=0o022)
    checks.that(len(first) > 400, f"{len(first)} files")
    checks.same(dict(list(expected_modes(modes, 0o022).items())[:5]), {}, "modes under umask 022")
    rounds = 1

    def again(what, workspace=SAMPLE, out=None, umask=0o022, **options):
        nonlocal rounds
        rounds += 1
        checks.where = f"same: {what}"
        now, modes = make(program, workspace, out or folder / "out", checks, umask=umask, **options)
        checks.same(differences(first, now)[:10], [], "files that differ")
        checks.same(dict(list(expected_modes(modes, umask).items())[:5]), {}, f"modes under umask {umask:03o}")

    for zone in ("Pacific/Kiritimati", "America/St_Johns", "Nowhere/Here"):
        again(f"TZ={zone}", env=environment(TZ=zone))
    for language in ("de_DE.UTF-8", "tr_TR.UTF-8", "C"):
        again(f"LANG={language}", env=environment(LANG=language, LC_ALL=language, LANGUAGE="de"))
    for umask in (0o000, 0o077):
        again(f"umask {umask:03o}", umask=umask)
    elsewhere = folder / "some where"
    elsewhere.mkdir()
    again("another directory", cwd=elsewhere)
    again("relative paths", workspace=Path(os.path.relpath(SAMPLE, elsewhere)), cwd=elsewhere, env=environment(HOME=str(elsewhere)))
    again("a big environment", env=environment(HOME="/nowhere", USER="somebody", COLUMNS="40", TERM="xterm", NO_COLOR="1", CI="true"))
    for threads in ("1", "7"):
        again(f"{threads} threads", env=environment(RAYON_NUM_THREADS=threads))
    again("one processor", before=["taskset", "-c", "0"])
    with tempfile.TemporaryDirectory(prefix="rapporteur-faults-") as disk:
        again("another file system", workspace=copied(SAMPLE, Path(disk) / "backwards", "backwards", 0), out=Path(disk) / "out")
    for seed in (1, 2):
        again(f"files in order {seed}", workspace=copied(SAMPLE, folder / f"order-{seed}", "any", seed))
    if subprocess.run(["unshare", "-rn", "true"], check=False).returncode == 0:
        again("no network", before=["unshare", "-rn"])
    if os.geteuid() == 0:
        theirs = folder / "theirs"
        theirs.mkdir()
        os.chown(theirs, NOBODY, NOBODY)
        for above in (pair.folder, folder):
            above.chmod(0o755)
        shutil.copy(program, folder / "program")
        program = folder / "program"
        program.chmod(0o755)
        again("another user", workspace=copied(SAMPLE, folder / "order-3", "any", 3), out=theirs / "out", user=NOBODY, group=NOBODY, extra_groups=[])
        program = pair.program

    # Without a pinned day, the clock's is given.
    checks.where = "same: SOURCE_DATE_EPOCH"
    unpinned = write(folder / "unpinned")
    config = unpinned / "rapporteur.toml"
    config.write_text(config.read_text().replace("as_of = 2026-11-01\n", ""))
    trees = []
    for zone in ("UTC", "Pacific/Kiritimati", "America/St_Johns"):
        env = environment(TZ=zone, SOURCE_DATE_EPOCH="1793491200")
        trees.append(make(program, unpinned, folder / "out", checks, env=env, only=("build",))[0])
    checks.same([differences(trees[0], other)[:5] for other in trees[1:]], [[], []], "files that differ")

    checks.where = "network"
    asked, runs = [], 0
    for arguments in [("check", SAMPLE), ("status", SAMPLE), *commands(SAMPLE, folder / "net")]:
        code, _, told = trace.run([program, *arguments], environment(), None, lambda call: asked.append(call.name), calls=trace.NETWORK)
        checks.same(code, 0, told)
        runs += 1
    checks.same(asked, [], "calls to the network")
    return f"{rounds} ways to build {len(first)} files and folders, all the same; {runs} commands without a call to the network"
