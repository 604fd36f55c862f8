"""The recipes of docs/recipes: each linted, and run as far as a machine without network and containers can.

    python tests/recipes/run.py PROGRAM

Run what a job runs (its steps, in a clone of a small workspace), as a hook, as an unprivileged user on a read-only system, behind nginx,
by cron's shell. Not run: what fetches or uploads, and the image's build. Prints what failed, then one closing line.
"""

import contextlib
import json
import os
import re
import shutil
import socket
import ssl
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from pathlib import Path

import yaml

ROOT = Path(__file__).resolve().parent.parent.parent
RECIPES = ROOT / "docs" / "recipes"
TOOLS = Path(sys.executable).parent
BROKEN = "- [ ] @nobody-we-know -> @ada: a line that names nobody on record\n"


class Checks:
    def __init__(self):
        self.done, self.failed = 0, []

    def hold(self, what, holds, told=""):
        self.done += 1
        if not holds:
            self.failed.append(f"{what}: {str(told).strip()[-600:]}" if told else what)

    def runs(self, what, command, expected=0, **more):
        done = subprocess.run(command, text=True, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, **more)
        self.hold(what, done.returncode == expected, f"exit {done.returncode}, expected {expected}\n{done.stdout}")
        return done.stdout


def environment(folder, program, **more):
    """As on another machine: nothing of this one's but the program, git and the shell's own tools."""
    path = folder / "bin"
    path.mkdir(exist_ok=True)
    if not (path / "rapporteur").exists():
        (path / "rapporteur").symlink_to(program)
    home = folder / "home"
    home.mkdir(exist_ok=True)
    names = {"GIT_AUTHOR_NAME": "Robin", "GIT_COMMITTER_NAME": "Robin"}
    names |= {"GIT_AUTHOR_EMAIL": "robin@example.com", "GIT_COMMITTER_EMAIL": "robin@example.com"}
    return {"PATH": f"{path}:{os.environ['PATH']}", "HOME": str(home), "LC_ALL": "C.UTF-8", "CI": "true"} | names | more


def git(repository, *arguments):
    command = ["git", "-c", "user.name=Robin", "-c", "user.email=robin@example.com", "-C", str(repository), *arguments]
    return subprocess.run(command, check=True, capture_output=True, text=True).stdout.strip()


def workspace(folder):
    """A repository with a workspace in content/, of two commits: the second keeps a promise late and adds a meeting."""
    content = folder / "content"
    files = {
        "rapporteur.toml": 'product = "Harbour desk"\nas_of = 2026-11-01\n\n[[team]]\nid = "me"\nname = "Robin Berg"\n\n[editions.team]\naudience = "team"\n',
        "stakeholders/ada.toml": 'name = "Ada Moss"\nkind = "executive"\n\n[[assessment]]\ndate = 2026-06-01\nby = "me"\npower = 5\ninterest = 4\n'
        'current = "neutral"\ndesired = "supportive"\n',
        "notes/2026-09-01-ada.md": '+++\nattendees = ["ada", "me"]\nvisibility = "leadership"\n+++\n\n'
        "- [ ] @me -> @ada: the cost sheet  [due:: 2026-09-15] ^cost\n- [ ] @me -> @ada: the second sheet  [due:: 2026-11-04] ^second\n",
        "updates/2026-10-01.md": '+++\nheadline = "Amber: the berth is late."\nstatus_reported = "amber"\n+++\n\n## Results\n\nNone.\n',
    }
    for name, text in files.items():
        (content / name).parent.mkdir(parents=True, exist_ok=True)
        (content / name).write_text(text)
    git(folder, "init", "-q", "-b", "main")
    git(folder, "add", "-A")
    git(folder, "commit", "-q", "-m", "a workspace")
    note = content / "notes/2026-09-01-ada.md"
    note.write_text(note.read_text().replace("[ ]", "[x]", 1).replace(" ^cost", "  [completion:: 2026-10-20] ^cost"))
    (content / "notes/2026-10-20-ada.md").write_text('+++\nattendees = ["ada", "me"]\nvisibility = "leadership"\n+++\n\nThe sheet went over well.\n')
    git(folder, "add", "-A")
    git(folder, "commit", "-q", "-m", "the sheet is out")
    return folder


def lint(checks):
    schemas = TOOLS / "check-jsonschema"
    checks.runs("GitHub: schema", [schemas, "--builtin-schema", "vendor.github-workflows", RECIPES / "github.yml"])
    checks.runs("GitLab: schema", [schemas, "--builtin-schema", "vendor.gitlab-ci", "--data-transform", "gitlab-ci", RECIPES / "gitlab-ci.yml"])
    with tempfile.TemporaryDirectory() as folder:
        flow = Path(folder) / ".github/workflows"
        flow.mkdir(parents=True)
        shutil.copy(RECIPES / "github.yml", flow / "report.yml")
        # The hosts' own actions by their version; what others wrote would have to be pinned to a commit.
        policy = Path(folder) / "zizmor.yml"
        policy.write_text("rules: {unpinned-uses: {config: {policies: {'actions/*': ref-pin, 'github/*': ref-pin, '*': hash-pin}}}}\n")
        checks.runs("GitHub: zizmor", [TOOLS / "zizmor", "--offline", "--no-progress", "--config", policy, flow])
    checks.runs("pre-commit: form", [TOOLS / "pre-commit", "validate-config", RECIPES / "pre-commit-config.yaml"])
    checks.runs("container: hadolint", [TOOLS / "hadolint", RECIPES / "Containerfile"])
    checks.runs("publish.sh: syntax", ["sh", "-n", RECIPES / "publish.sh"])


def steps(checks, what, scripts, repository, variables):
    for name, script in scripts:
        checks.hold(f"{what}, {name}: no expression in a script", "${{" not in script, script)
        checks.runs(f"{what}, {name}", ["bash", "-eo", "pipefail", "-c", script], cwd=repository, env=variables)


def github(checks, folder, program):
    repository = workspace(folder / "github")
    summary = folder / "summary.md"
    job = yaml.safe_load((RECIPES / "github.yml").read_text())["jobs"]["report"]
    scripts = [(step["name"], step["run"]) for step in job["steps"] if "run" in step and step.get("id") != "install"]
    variables = environment(folder, program, GITHUB_STEP_SUMMARY=str(summary), BASE=git(repository, "rev-parse", "HEAD~1"))
    steps(checks, "GitHub", scripts, repository, variables)
    told = summary.read_text()
    checks.hold("GitHub: the summary says what the change is", "Ada" in told and "cost sheet" in told, told)
    checks.hold("GitHub: findings are SARIF", json.loads((repository / "findings.sarif").read_text())["version"] == "2.1.0")
    for step in job["steps"]:
        wanted = step.get("with", {})
        if "sarif_file" in wanted:
            checks.hold("GitHub: that file is uploaded", (repository / wanted["sarif_file"]).is_file())
        if wanted.get("name") == "report":
            checks.hold("GitHub: that folder is kept", (repository / wanted["path"] / "index.html").is_file())
    (repository / "content/notes/2026-10-21-ada.md").write_text('+++\nattendees = ["ada"]\n+++\n\n' + BROKEN)
    first = dict(scripts)["Findings, on the lines they are about"]
    said = checks.runs("GitHub: a fault fails the job", ["bash", "-eo", "pipefail", "-c", first], 1, cwd=repository, env=variables)
    checks.hold("GitHub: the fault is on its line", "::error file=content/notes/2026-10-21-ada.md,line=5" in said, said)


def gitlab(checks, folder, program):
    repository = workspace(folder / "gitlab")
    jobs = yaml.safe_load((RECIPES / "gitlab-ci.yml").read_text())
    before = jobs[".install"]["before_script"]
    base = git(repository, "rev-parse", "HEAD")
    source = repository / "tools/rapporteur/Cargo.toml"
    source.parent.mkdir(parents=True)
    source.write_text("# one\n")
    git(repository, "add", "-A")
    git(repository, "commit", "-q", "-m", "the program")
    # A cargo that notes what it was asked for.
    asked, tools = folder / "asked", folder / "tools"
    tools.mkdir()
    cargo = tools / "cargo"
    cargo.write_text(f'#!/bin/sh\nset -e\necho "$*" >> {asked}\nmkdir -p .rapporteur/bin\nln -sf {program} .rapporteur/bin/rapporteur\n')
    cargo.chmod(0o755)
    variables = environment(folder, program, CI_MERGE_REQUEST_DIFF_BASE_SHA=git(repository, "rev-parse", f"{base}~1"))
    variables["PATH"] = f"{tools}:{variables['PATH']}"
    for name in ("check", "compare", "report"):
        steps(checks, "GitLab", [(name, "\n".join(before + jobs[name]["script"]))], repository, variables)
        for kept in jobs[name].get("artifacts", {}).get("paths", []):
            checks.hold(f"GitLab, {name}: {kept} is there to be kept", (repository / kept).exists())
    checks.hold("GitLab: the program is installed once", asked.read_text().count("install") == 1, asked.read_text())
    source.write_text("# two\n")
    git(repository, "commit", "-q", "-a", "-m", "another program")
    steps(checks, "GitLab", [("check, another program", "\n".join(before + jobs["check"]["script"]))], repository, variables)
    checks.hold("GitLab: another program is installed anew", asked.read_text().count("--force") == 2, asked.read_text())
    checks.hold("GitLab: the page says what the change is", "cost sheet" in (repository / "changes.html").read_text())
    (repository / "content/notes/2026-10-21-ada.md").write_text('+++\nattendees = ["ada"]\n+++\n\n' + BROKEN)
    script = "\n".join(before + jobs["check"]["script"])
    checks.runs("GitLab: a fault fails the job", ["bash", "-eo", "pipefail", "-c", script], 1, cwd=repository, env=variables)


def pre_commit(checks, folder, program):
    repository = workspace(folder / "hooks")
    shutil.copy(RECIPES / "pre-commit-config.yaml", repository / ".pre-commit-config.yaml")
    git(repository, "add", "-A")
    variables = environment(folder, program, PRE_COMMIT_HOME=str(folder / "pre-commit"))
    run = [TOOLS / "pre-commit", "run", "--all-files"]
    said = checks.runs("pre-commit: all is well", run, cwd=repository, env=variables)
    checks.hold("pre-commit: the hook ran", said.count("Passed") == 1, said)
    note = repository / "content/notes/2026-10-21-ada.md"
    note.write_text('+++\nattendees = ["ada"]\n+++\n\n' + BROKEN)
    git(repository, "add", "-A")
    said = checks.runs("pre-commit: a fault is refused", run, 1, cwd=repository, env=variables)
    checks.hold("pre-commit: with its line", "2026-10-21-ada.md:5" in said, said)


def container(checks, folder, program):
    """The image's user, entry point and documented command, on a read-only system without network and rights."""
    text = (RECIPES / "Containerfile").read_text()
    user = re.search(r"^USER (\d+):(\d+)$", text, re.M)
    documented = re.search(r"rapporteur (build content .*)$", text, re.M).group(1)
    checks.hold("container: nobody runs it as root", user is not None and int(user.group(1)) > 0)
    if os.geteuid() != 0:
        print("recipes: not root: the container's user and its read-only system are not tried")
        return
    repository = workspace(folder / "container")
    public = folder / "public"
    public.mkdir()
    os.chown(public, int(user.group(1)), int(user.group(2)))
    # What a mount and a volume are inside the container.
    inside = documented.replace("/public/", f"{public}/")
    drop = f"setpriv --reuid {user.group(1)} --regid {user.group(2)} --clear-groups --no-new-privs --bounding-set=-all --inh-caps=-all"
    script = f"""set -e
mount --make-rprivate /
mount --bind {public} {public}
mount -o bind,remount,ro /
cd {repository}
! touch {repository}/content/x 2>/dev/null
exec env -i CI=1 HOME=/nonexistent {drop} {program} {inside}
"""
    checks.runs("container: read-only, unprivileged, without network", ["unshare", "-mn", "sh", "-c", script])
    checks.hold("container: the site is in the volume", (public / "site/index.html").is_file())
    owner = (public / "site/index.html").stat().st_uid if (public / "site/index.html").exists() else None
    checks.hold("container: it is that user's", owner == int(user.group(1)), owner)


def answer(url, method="GET"):
    try:
        # The certificate is of a minute ago, and nobody's.
        trusting = ssl._create_unverified_context()
        with urllib.request.urlopen(urllib.request.Request(url, method=method), timeout=5, context=trusting) as got:
            return got.status, got.headers, got.read()
    except urllib.error.HTTPError as error:
        return error.code, error.headers, error.read()


@contextlib.contextmanager
def served(folder, root, admitted=True):
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    server = (RECIPES / "nginx.conf").read_text().replace("listen 443 ssl", f"listen 127.0.0.1:{port} ssl").replace("/srv/report/site", str(root))
    key, certificate = folder / "report.key", folder / "report.pem"
    made = ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", "/CN=localhost", "-keyout", key, "-out", certificate]
    subprocess.run(made, check=True, capture_output=True)
    server = server.replace("/etc/ssl/report.pem", str(certificate)).replace("/etc/ssl/private/report.key", str(key))
    if admitted:
        server = server.replace("allow 10.0.0.0/8", "allow 127.0.0.1")
    types = "types { text/html html; text/css css; application/javascript js; image/svg+xml svg; text/plain txt; }"
    temporary = "".join(f"{kind}_temp_path {folder}/nginx-{kind};\n" for kind in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi"))
    whole = f"daemon off;\npid {folder}/nginx.pid;\nerror_log {folder}/error.log;\nevents {{}}\nhttp {{\n{types}\naccess_log off;\n{temporary}{server}}}\n"
    whole = ("user root;\n" if os.geteuid() == 0 else "") + whole
    file = folder / "nginx.conf"
    file.write_text(whole)
    nginx = shutil.which("nginx", path="/usr/sbin:" + os.environ["PATH"])
    tested = subprocess.run([nginx, "-t", "-c", file], capture_output=True, text=True)
    process = subprocess.Popen([nginx, "-c", file], stderr=subprocess.DEVNULL)
    try:
        for _ in range(100):
            with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), timeout=1):
                break
            time.sleep(0.05)
        yield f"https://127.0.0.1:{port}", tested
    finally:
        process.terminate()
        process.wait()


def nginx(checks, folder, program):
    repository = workspace(folder / "web")
    site = folder / "report/site"
    build = [program, "build", repository / "content", "--edition", "leadership", "--csv", "--single-file", "--out", site]
    checks.runs("nginx: a site to serve", build, env=environment(folder, program))
    checks.runs("nginx: gixy", [TOOLS / "gixy", "--skips", "allow_without_deny", RECIPES / "nginx.conf"])
    with served(folder, site, admitted=False) as (url, _):
        checks.hold("nginx: who isn't on the list is kept out", answer(url + "/")[0] == 403)
    with served(folder, site) as (url, tested):
        warned = [line for line in tested.stderr.splitlines() if "[warn]" in line or "[emerg]" in line]
        checks.hold("nginx: takes the file without a warning", tested.returncode == 0 and not warned, tested.stderr)
        for path, kind in [("/", "text/html"), ("/register.html", "text/html"), ("/style.css", "text/css"), ("/data/promises.csv", "text/csv")]:
            status, headers, body = answer(url + path)
            checks.hold(f"nginx: {path}", status == 200 and headers.get_content_type() == kind and body, (status, headers.items()))
            for name, value in [("X-Content-Type-Options", "nosniff"), ("Referrer-Policy", "no-referrer"), ("X-Frame-Options", "DENY")]:
                checks.hold(f"nginx: {path}: {name}", headers[name] == value, headers.items())
            # The pages' own policy allows what they need: a second one here may only add what no page can say.
            checks.hold(f"nginx: {path}: policy", headers["Content-Security-Policy"] == "frame-ancestors 'none'")
            checks.hold(f"nginx: {path}: asked for each time", "no-cache" in headers["Cache-Control"] and headers["ETag"])
        missing, headers, body = answer(url + "/no-such-page.html")
        checks.hold("nginx: the 404 page", missing == 404 and body == (site / "404.html").read_bytes() and headers["X-Frame-Options"])
        for path in ["/.rapporteur.json", "/..%2f..%2fcontent/rapporteur.toml", "/%2e%2e/content/rapporteur.toml", "/../content/rapporteur.toml"]:
            checks.hold(f"nginx: not {path}", answer(url + path)[0] in (400, 403, 404), answer(url + path)[0])
        checks.hold("nginx: nothing is taken", answer(url + "/", "PUT")[0] in (403, 405))
        checks.hold("nginx: doesn't say which", not re.search(r"\d", answer(url + "/")[1]["Server"]))
        # A new build is served without a word to nginx.
        note = repository / "content/notes/2026-10-20-ada.md"
        note.write_text(note.read_text().replace("went over well", "wanted a second table"))
        checks.runs("nginx: another build", build, env=environment(folder, program))
        page = next(path.relative_to(site) for path in (site / "notes").glob("2026-10-20*.html"))
        checks.hold("nginx: the new site is served", b"wanted a second table" in answer(f"{url}/{page}")[2])


def cron(checks, folder, program):
    lines = [line for name in ("crontab", "crontab-desk") for line in (RECIPES / name).read_text().splitlines()]
    jobs = [line for line in lines if line and not re.match(r"#|[A-Z]+=", line)]
    field = r"(\*|\d+(-\d+)?(,\d+(-\d+)?)*)(/\d+)?"
    for job in jobs:
        checks.hold(f"cron: five fields and a command: {job}", re.match(rf"({field}\s+){{5}}\S", job) is not None)
        checks.hold("cron: no % that would end the line", "%" not in job)
    origin, clone = folder / "origin", folder / "srv/engagement"
    workspace(origin)
    clone.parent.mkdir()
    subprocess.run(["git", "clone", "-q", origin, clone], check=True)
    shutil.copy(RECIPES / "publish.sh", clone.parent / "publish.sh")
    out = folder / "srv/report/site"
    variables = environment(folder, program)
    bare = {name: variables[name] for name in ("HOME", "PATH")} | {"SHELL": "/bin/sh"}
    command = re.sub(rf"^({field}\s+){{5}}", "", jobs[0]).replace("/srv/", f"{folder}/srv/")
    run = ["/bin/sh", "-c", command]
    said = checks.runs("cron: a folder that isn't there is mailed", run, 3, env=bare, cwd=folder)
    checks.hold("cron: by its name, and not made", f"there is no folder {out.parent} " in said and not out.parent.exists(), said)
    out.parent.mkdir()
    said = checks.runs("cron: the first night", run, env=bare, cwd=folder)
    checks.hold("cron: silent where all is well", said == "", said)
    checks.hold("cron: the site is there", (out / "index.html").is_file())
    whole = {path: path.read_bytes() for path in out.rglob("*") if path.is_file()}
    note = origin / "content/notes/2026-10-21-ada.md"
    note.write_text('+++\nattendees = ["ada"]\n+++\n\n' + BROKEN + "\n## Candid {visibility=pm}\n\n- [ ] @me -> @nobody-here: leave quietly\n")
    git(origin, "add", "-A")
    git(origin, "commit", "-q", "-m", "a fault")
    said = checks.runs("cron: a fault is mailed", run, 1, env=bare, cwd=folder)
    checks.hold("cron: a line for the pm keeps its words", "quietly" not in said, said)
    checks.hold("cron: with its line", "2026-10-21-ada.md:5" in said, said)
    checks.hold("cron: the old site stands", whole == {path: path.read_bytes() for path in out.rglob("*") if path.is_file()})
    note.write_text('+++\nattendees = ["ada"]\nvisibility = "leadership"\n+++\n\nAll is well again.\n')
    git(origin, "add", "-A")
    git(origin, "commit", "-q", "-m", "mended")
    checks.runs("cron: mended", run, env=bare, cwd=folder)
    checks.hold("cron: the new note is published", any("2026-10-21" in path.name for path in out.rglob("*.html")))
    letter = re.sub(rf"^({field}\s+){{5}}", "", jobs[1])
    home = Path(bare["HOME"])
    (home / "engagement").symlink_to(clone)
    config = clone / "content/rapporteur.toml"
    config.write_text(config.read_text() + '\n[email]\nfrom = "Robin Berg <robin@example.com>"\n')
    checks.runs("cron: the letter", ["/bin/sh", "-c", letter], env=bare, cwd=folder)
    checks.hold("cron: it is written", any((home / "engagement-mail").glob("*.eml")), list(home.glob("*")))


def main():
    program = Path(sys.argv[1]).resolve()
    started = time.monotonic()
    checks = Checks()
    lint(checks)
    with tempfile.TemporaryDirectory() as temporary:
        for recipe in (github, gitlab, pre_commit, container, nginx, cron):
            folder = Path(temporary) / recipe.__name__
            folder.mkdir(mode=0o755)
            os.chmod(temporary, 0o755)
            try:
                recipe(checks, folder, program)
            except Exception as error:  # one recipe's trouble keeps no other from being tried
                checks.hold(f"{recipe.__name__}: did not finish", False, repr(error))
    for line in checks.failed:
        print(f"recipes: {line}")
    print(f"recipes: {checks.done} checks, {len(checks.failed)} failed ({time.monotonic() - started:.0f} s)")
    return 1 if checks.failed else 0


if __name__ == "__main__":
    sys.exit(main())
