"""Real round trips: what arrives is what was written, byte for byte; TLS always, and to the right server; what a server
puts off is tried again; what broke midway goes on where it stopped, and nobody gets anything twice."""

import json
import logging
import os
import signal
import socket
import ssl
import subprocess
import threading
import warnings

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import AuthResult

from workspace import make, start
from workspace import run as run_program

PASSWORD = "pass%wörd with spaces"


class Inbox:
    """Takes mail, and misbehaves as told. `before` and `after` are called with the address, before and after its content
    is taken; an answer of theirs is the server's."""

    def __init__(self, before=None, after=None):
        self.before = before or (lambda server, to: None)
        self.after = after or (lambda server, to: None)
        self.asked = []
        self.got = []

    async def handle_RCPT(self, server, session, envelope, address, options):
        self.asked.append(address)
        answer = self.before(server, address)
        if answer is None:
            envelope.rcpt_tos.append(address)
        return answer or "250 OK"

    async def handle_DATA(self, server, session, envelope):
        assert server.transport.get_extra_info("cipher"), "mail without TLS"
        answer = self.after(server, envelope.rcpt_tos[0])
        if answer is None or answer.startswith("250"):
            self.got.append((envelope.mail_from, envelope.rcpt_tos, envelope.original_content))
        return answer or "250 taken"

    def to(self):
        return [rcpt[0].split("@")[0] for _, rcpt, _ in self.got]


class Server:
    """A server with a certificate of our own making."""

    def __init__(self, inbox, tls, implicit=False, users=None, plain=False):
        def authenticate(server, session, envelope, mechanism, data):
            given = (data.login.decode(), data.password.decode())
            return AuthResult(success=users is not None and given == users)

        options = {"auth_require_tls": True, "auth_required": users is not None, "authenticator": authenticate}
        if implicit:
            # It is encrypted from the start, which the server's own state doesn't say.
            options |= {"ssl_context": tls, "auth_require_tls": False}
        elif not plain:
            options |= {"tls_context": tls, "require_starttls": True}
        with socket.create_server(("127.0.0.1", 0)) as free:
            self.port = free.getsockname()[1]
        self.controller = Controller(inbox, hostname="127.0.0.1", port=self.port, **options)
        self.scheme = "smtps" if implicit else "smtp"

    def __enter__(self):
        self.controller.start()
        self.url = f"{self.scheme}://127.0.0.1:{self.port}"
        return self

    def __exit__(self, *_):
        self.controller.stop(no_assert=True)


def certificate(folder, name, host):
    """A certificate of its own authority; gives its file, and a server's context with it."""
    key, cert = folder / f"{name}.key", folder / f"{name}.pem"
    command = f"openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 2 -subj /CN={name}"
    extensions = ["-addext", f"subjectAltName={host}", "-addext", "basicConstraints=critical,CA:FALSE"]
    subprocess.run([*command.split(), *extensions, "-keyout", key, "-out", cert], check=True, capture_output=True)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(cert, key)
    return cert, context


class Trial:
    """One workspace with its mails and its record."""

    def __init__(self, program, folder, checks, ca, recipients=("accents", "cjk", "comma", "plain")):
        self.program, self.folder, self.checks, self.ca = program, folder, checks, ca
        folder.mkdir()
        self.recipients = list(recipients)
        self.workspace = make(folder, self.recipients)

    def arguments(self, server, *more):
        waits = ["--waits", "10,10,10", "--timeout", "10"]
        return ["email", self.workspace, "--send", "--smtp", server, "--ca", self.ca, *waits, *more]

    def send(self, server, *more, **environment):
        return run_program(self.program, self.folder, *self.arguments(server.url, *more), **environment)

    def mails(self):
        return {path.stem: path.read_bytes() for path in (self.folder / "mail").glob("*.eml")}

    def states(self):
        lines = (self.folder / "mail" / "sent.jsonl").read_text().splitlines()
        return [(step["name"], step["state"]) for step in map(json.loads, lines)]


def case(what):
    def decorate(function):
        CASES.append((what, function))
        return function

    return decorate


CASES = []


@case("starttls")
def starttls(trial, tls, checks):
    inbox = Inbox()
    with Server(inbox, tls, users=("ada@x", PASSWORD)) as server:
        server.url = server.url.replace("://", "://ada%40x@")
        code, said = trial.send(server, RAPPORTEUR_SMTP_PASSWORD=PASSWORD)
        checks.same(code, 0, said)
        arrived(trial, inbox, checks)
        checks.that(PASSWORD not in said, "the password is on the terminal")
        # What everybody has is not sent again.
        code, said = trial.send(server, "--password-command", f"echo '{PASSWORD}'")
        checks.same((code, len(inbox.got)), (0, 4), f"a second run: {said}")
        checks.that(said.count("sent before") == 4, said)
        # A changed letter is held back, and goes out on demand.
        trial.workspace = make(trial.folder, trial.recipients, headline="Green: all is well.")
        code, said = trial.send(server, RAPPORTEUR_SMTP_PASSWORD=PASSWORD)
        checks.same((code, len(inbox.got)), (1, 4), f"a changed letter: {said}")
        code, said = trial.send(server, "--to", "cjk", "--again", "cjk", RAPPORTEUR_SMTP_PASSWORD=PASSWORD)
        checks.same((code, inbox.to()[4:]), (0, ["cjk"]), f"on demand: {said}")
        code, said = trial.send(server, "--to", "cjk", "--again", "cjk", RAPPORTEUR_SMTP_PASSWORD="wrong")
        checks.same((code, len(inbox.got)), (3, 5), f"a wrong password: {said}")


def arrived(trial, inbox, checks):
    mails = trial.mails()
    checks.same(inbox.to(), trial.recipients, "who got mail")
    for sender, to, content in inbox.got:
        name = to[0].split("@")[0]
        checks.same((sender, to), ("robin@ports.example", [f"{name}@ports.example"]), "the envelope")
        checks.that(content == mails[name], f"{name}: what arrived is not what was written")
        checks.that(b"\r\n." in content, f"{name}: no line begins with a dot")
    checks.same(trial.states(), [(n, s) for n in trial.recipients for s in ("attempting", "accepted")], "the record")
    record = trial.folder / "mail" / "sent.jsonl"
    checks.same(record.stat().st_mode & 0o777, 0o600, "the mode of the record")
    checks.that(PASSWORD not in record.read_text(), "the password is on the record")


@case("implicit TLS")
def implicit(trial, tls, checks):
    inbox = Inbox()
    with Server(inbox, tls, implicit=True) as server:
        code, said = trial.send(server)
        checks.same(code, 0, said)
        arrived(trial, inbox, checks)
        # The environment names the server as well.
        arguments = ["email", trial.workspace, "--send", "--ca", trial.ca]
        code, said = run_program(trial.program, trial.folder, *arguments, RAPPORTEUR_SMTP=server.url)
        checks.same((code, len(inbox.got)), (0, 4), said)


@case("450, then accepted; 550 for good")
def put_off(trial, tls, checks):
    def before(server, to):
        if to.startswith("cjk") and inbox.asked.count(to) < 3:
            return "450 busy, come again"
        return "550 nobody here" if to.startswith("comma") else None

    inbox = Inbox(before=before)
    with Server(inbox, tls) as server:
        code, said = trial.send(server)
        checks.same((code, inbox.to()), (1, ["accents", "plain", "cjk"]), said)
        checks.that("550 nobody here" in said.replace("550 5", "550"), f"the refusal is told: {said}")
        checks.same(inbox.asked.count("comma@ports.example"), 1, "a refusal for good is asked once a run")
    checks.same([s for n, s in trial.states() if n == "comma"], ["attempting", "refused"], "the record")


@case("put off for ever")
def for_ever(trial, tls, checks):
    inbox = Inbox(after=lambda server, to: "451 later" if to.startswith("cjk") else None)
    with Server(inbox, tls) as server:
        code, said = trial.send(server)
        checks.same((code, inbox.to()), (1, ["accents", "comma", "plain"]), said)
        checks.same(inbox.asked.count("cjk@ports.example"), 4, "how often it was asked")
        inbox.after = lambda server, to: None
        code, said = trial.send(server)
        checks.same((code, inbox.to()[3:]), (0, ["cjk"]), f"the rest: {said}")


@case("a server that dies midway")
def dies(trial, tls, checks):
    def before(server, to):
        if to.startswith("comma"):
            dead.set()
        if dead.is_set():
            server.transport.abort()
            return "421 gone"
        return None

    dead = threading.Event()
    inbox = Inbox(before=before)
    with Server(inbox, tls) as server:
        code, said = trial.send(server)
        checks.same((code, inbox.to()), (1, ["accents", "cjk"]), said)
    # Gone altogether.
    code, said = trial.send(server)
    checks.same(code, 3, f"no server: {said}")
    inbox.before = lambda server, to: None
    with Server(inbox, tls) as server:
        code, said = trial.send(server)
        checks.same((code, inbox.to()), (0, trial.recipients), f"the rest, once: {said}")


@case("a connection that breaks before the answer")
def unanswered(trial, tls, checks):
    def after(server, to):
        if to.startswith("cjk") and not broken.is_set():
            broken.set()
            server.transport.abort()
            return "250 never heard"
        return None

    broken = threading.Event()
    inbox = Inbox(after=after)
    with Server(inbox, tls) as server:
        code, said = trial.send(server)
        checks.same((code, inbox.to()), (1, trial.recipients), said)
        code, said = trial.send(server)
        checks.same((code, inbox.to()), (1, trial.recipients), f"nobody knows: {said}")
        checks.that("--again cjk" in said, f"the way out is told: {said}")
        code, said = trial.send(server, "--again", "cjk")
        checks.same((code, inbox.to()[4:]), (0, ["cjk"]), f"decided: {said}")


@case("killed while sending")
def killed(trial, tls, checks):
    def after(server, to):
        if to.startswith("cjk") and process:
            os.kill(process[0].pid, signal.SIGKILL)
        return None

    process = []
    inbox = Inbox(after=after)
    with Server(inbox, tls) as server:
        process.append(start(trial.program, trial.folder, *trial.arguments(server.url)))
        process[0].communicate(timeout=60)
        process.clear()
        checks.same(trial.states()[-1], ("cjk", "attempting"), "the record")
        # The folder is built anew: the record stays.
        code, said = run_program(trial.program, trial.folder, "email", trial.workspace)
        checks.same(code, 0, said)
        code, said = trial.send(server)
        checks.same((code, inbox.to()), (1, trial.recipients), f"the rest, once: {said}")


@case("the wrong server")
def wrong(trial, tls, checks):
    other, foreign = certificate(trial.folder, "other", "IP:127.0.0.1")
    _, elsewhere = certificate(trial.folder, "elsewhere", "DNS:mail.elsewhere.example")
    inbox = Inbox()
    for what, options in [
        ("another authority", {"tls": foreign}),
        ("another authority, TLS first", {"tls": foreign, "implicit": True}),
        ("no TLS", {"tls": tls, "plain": True}),
    ]:
        with Server(inbox, **options) as server:
            code, said = trial.send(server)
            checks.same((code, inbox.asked), (3, []), f"{what}: {said}")
    trial.ca = trial.folder / "elsewhere.pem"
    with Server(inbox, elsewhere) as server:
        code, said = trial.send(server)
        checks.same((code, inbox.asked), (3, []), f"another name: {said}")
    trial.ca = other
    with Server(inbox, foreign) as server:
        code, said = trial.send(server)
        checks.same((code, len(inbox.got)), (0, 4), f"the right one after all: {said}")


@case("misuse")
def misuse(trial, tls, checks):
    for more, environment in [
        (["--smtp", "http://x"], {}),
        (["--smtp", "smtp://ada:secret@127.0.0.1:1"], {}),
        (["--smtp", "smtp://ada@127.0.0.1:1"], {}),
        ([], {}),
        (["--smtp", "smtp://127.0.0.1:1"], {"CI": "true"}),
    ]:
        code, said = run_program(trial.program, trial.folder, "email", trial.workspace, "--send", *more, **environment)
        checks.same(code, 2, f"{more}: {said}")
        checks.that("secret" not in said, f"a password is on the terminal: {said}")
        checks.that(not (trial.folder / "mail").exists(), f"{more}: mail was written before the misuse was told")


def run(program, folder, checks):
    # Of its own accord it tells of every connection that we make it break.
    logging.getLogger("mail.log").setLevel(logging.CRITICAL + 1)
    warnings.simplefilter("ignore")
    ca, tls = certificate(folder, "ours", "IP:127.0.0.1")
    for n, (what, function) in enumerate(CASES):
        checks.subject = f"sending, {what}"
        function(Trial(program, folder / str(n), checks, ca), tls, checks)
