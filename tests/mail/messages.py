"""Every .eml of the sample and of a workspace with hard names, by Python's strict parser: no defect in any part, the
headers there should be and no others, limits, Content-IDs, the same bytes the second time."""

import email
import email.policy
import re
from pathlib import Path

from workspace import NAMES, ROOT, SENDER, make
from workspace import run as run_program

STRICT = email.policy.strict.clone(linesep="\r\n")
ONCE = ["From", "To", "Reply-To", "Subject", "Date", "Message-ID", "MIME-Version", "Content-Type", "Auto-Submitted"]
HTML_LIMIT = 80_000
CID = re.compile(r"cid:([^\"'\s)>]+)")


def run_all(program, folder, checks, workspace, extra=()):
    out = folder / "mail"
    code, said = run_program(program, folder, "email", workspace, "--out", out, *extra)
    if not checks.same(code, 0, f"email {workspace.name}: {said}"):
        return {}
    checks.same(out.stat().st_mode & 0o777, 0o700, "the mode of the folder")
    mails = {path.stem: path.read_bytes() for path in sorted(out.glob("*.eml"))}
    again = folder / "again"
    run_program(program, folder, "email", workspace, "--out", again, *extra, TZ="America/Lima", LANG="C")
    second = {path.stem: path.read_bytes() for path in sorted(again.glob("*.eml"))}
    checks.that(mails == second, f"{workspace.name}: a second build gives other bytes")
    return mails


def look(raw, name, checks):
    """One message; gives it parsed."""
    says = lambda holds, what: checks.that(holds, f"{name}: {what}")
    says(raw.isascii(), "it is not ASCII")
    says(b"\0" not in raw, "it holds NUL")
    says(not re.search(rb"(?<!\r)\n|\r(?!\n)", raw), "a line end is not CR LF")
    says(raw.endswith(b"\r\n"), "its last line has no end")
    head = raw.split(b"\r\n\r\n", 1)[0]
    longest = max(raw.split(b"\r\n"), key=len)
    says(len(longest) <= 998, f"a line of {len(longest)} characters")
    for line in head.split(b"\r\n"):
        says(len(line) <= 78, f"a header line of {len(line)} characters: {line!r}")
    for word in re.findall(rb"=\?[^?\s]+\?[^?\s]+\?[^?]*\?=", head):
        says(len(word) <= 75, f"an encoded word of {len(word)} characters: {word!r}")
    try:
        message = email.message_from_bytes(raw, policy=STRICT)
        for part in message.walk():
            for key, value in part.items():
                says(not getattr(value, "defects", ()), f"{key}: {getattr(value, 'defects', ())}")
            says(not part.defects, f"defects: {part.defects}")
            if not part.is_multipart():
                part.get_content()
    except Exception as error:
        says(False, f"the strict parser: {error!r}")
        return None
    for key in ONCE:
        says(len(message.get_all(key, [])) == 1, f"{key} is there {len(message.get_all(key, []))} times")
    for key in ("Bcc", "Cc", "Sender", "X-Mailer"):
        says(key not in message, f"{key} is there")
    says(re.fullmatch(r"<[0-9a-f]{40}@[a-z.-]+>", message["Message-ID"].strip()), f"Message-ID {message['Message-ID']}")
    structure(message, says)
    return message


def structure(message, says):
    parts = list(message.iter_parts())
    says(message.get_content_type() == "multipart/alternative" and len(parts) == 2, "no alternative of two parts")
    text, second = parts
    says(text.get_content_type() == "text/plain" and text.get_content_charset() == "utf-8", "the text part's type")
    for line in text.get_content().splitlines():
        # The address of a page can't be folded.
        says(len(line) <= 78 or line.strip().startswith("https://"), f"a line of text of {len(line)} characters: {line}")
    pictures = []
    if second.get_content_type() == "multipart/related":
        html, *pictures = second.iter_parts()
        says(bool(pictures), "related to nothing")
    else:
        html = second
    says(html.get_content_type() == "text/html" and html.get_content_charset() == "utf-8", "the HTML part's type")
    source = html.get_content()
    says(len(source.encode()) <= HTML_LIMIT, f"HTML of {len(source.encode())} bytes")
    ids = [part["Content-ID"].strip().strip("<>") for part in pictures]
    says(len(set(ids)) == len(ids), f"a Content-ID twice: {ids}")
    says(sorted(CID.findall(source)) == sorted(ids), f"Content-IDs {ids}, shown {CID.findall(source)}")
    for part in pictures:
        says(part.get_content_type() == "image/png", f"a picture is {part.get_content_type()}")
        says(part.get_content().startswith(b"\x89PNG\r\n\x1a\n"), "a picture is no PNG")
    says(not re.search(r"(?:src|href)=[\"'](?:data|file|javascript):", source, re.I), "a link that no mail should hold")


def run(program, folder, checks):
    hard(program, folder / "hard", checks)
    sample(program, folder / "sample", checks)


def hard(program, folder, checks):
    folder.mkdir()
    extra = (
        'reply_to = "Häfen, desk <desk@ports.example>"\nunsubscribe = "https://ports.example/stop?who=a%20b"\n'
        "one_click = true\nunsent = true\n"
    )
    mails = run_all(program, folder, checks, make(folder, extra=extra))
    checks.same(sorted(mails), sorted([*NAMES, "leadership"]), "the mails")
    for name, raw in mails.items():
        message = look(raw, name, checks)
        if message is None:
            continue
        sender = message["From"].addresses
        checks.same([(a.display_name, a.addr_spec) for a in sender], [(SENDER, "robin@ports.example")], f"{name}: From")
        # Between two encoded words of a name Python 3.11 leaves the space that RFC 2047 has it drop.
        to = [(a.display_name.replace(" ", ""), a.addr_spec) for a in message["To"].addresses]
        expected = [(NAMES[name].replace(" ", ""), f"{name}@ports.example")] if name in NAMES else []
        checks.same(to, expected, f"{name}: To")
        checks.same(str(message["Reply-To"]).endswith("<desk@ports.example>"), True, f"{name}: {message['Reply-To']}")
        checks.same(message["Date"].datetime.isoformat(), "2026-11-01T00:00:00+01:00", f"{name}: Date")
        checks.that("港湾の予算は三か月遅れ" in message["Subject"], f"{name}: Subject {message['Subject']}")
        checks.same(message["List-Unsubscribe"], "<https://ports.example/stop?who=a%20b>", f"{name}: List-Unsubscribe")
        checks.same(message["List-Unsubscribe-Post"], "List-Unsubscribe=One-Click", f"{name}: List-Unsubscribe-Post")
        checks.same(message["X-Unsent"], "1", f"{name}: X-Unsent")
        whole = "".join(part.get_content() for part in message.walk() if part.get_content_maintype() == "text")
        for other in NAMES:
            told = f"{other}@ports.example" in whole + str(message.as_bytes()) and other != name
            checks.that(not told, f"{name}: it has the address of {other}")
    texts = [b"\r\n." in raw for raw in mails.values()]
    checks.that(any(texts), "no line begins with a dot: the round trip would show nothing")


def sample(program, folder, checks):
    folder.mkdir()
    mails = run_all(program, folder, checks, Path(ROOT) / "content")
    checks.that(len(mails) >= 4, f"mails of the sample: {sorted(mails)}")
    ids = set()
    for name, raw in mails.items():
        message = look(raw, name, checks)
        if message is None:
            continue
        ids.add(message["Message-ID"])
        for key in ("List-Unsubscribe", "List-Unsubscribe-Post", "X-Unsent"):
            checks.that(key not in message, f"{name}: {key}, which nobody configured")
    checks.same(len(ids), len(mails), "Message-IDs")
