"""Exports as others read them: DuckDB takes the facts and the tables as they are, and finds what the program says.

    python tests/export/run.py PROGRAM

Prints what failed, then one closing line.
"""

import csv
import json
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import duckdb

ROOT = Path(__file__).resolve().parent.parent.parent
# A kind of facts, and the table whose rows they are.
KINDS = {
    "touchpoint": "touchpoints",
    "attendance": "attendance",
    "promise": "promises",
    "feedback": "feedback",
    "sentiment": "sentiment",
    "position": "positions",
    "planned": "planned",
    "assessment": "assessments",
    "decision": "decisions",
    "reading": "readings",
    "target": "targets",
    "forecast": "forecasts",
    "status": "statuses",
    "risk": "risks",
    "pulse": "pulses",
    "update": "updates",
    "ask": "asks",
    "week": "weeks",
}
TYPES = {"date": "DATE", "due": "DATE", "people": "VARCHAR[]", "value": "DOUBLE", "text": "VARCHAR"}
failed = 0
done = 0


def same(found, expected, what):
    global failed, done
    done += 1
    if found != expected:
        failed += 1
        print(f"{what}: {found!r}, expected {expected!r}")


def run(program, *arguments):
    environment = {"PATH": os.environ["PATH"]}
    answer = subprocess.run([program, *arguments], env=environment, capture_output=True, text=True, check=False)
    if answer.returncode != 0:
        sys.exit(f"{' '.join(map(str, arguments))}: {answer.stderr}")
    return answer.stdout


def undated(folder):
    """A workspace with a note that has no date, a name that looks like a formula, and text of several lines."""
    (folder / "stakeholders").mkdir(parents=True)
    (folder / "notes").mkdir()
    (folder / "minutes").mkdir()
    (folder / "rapporteur.toml").write_text('as_of = 2026-11-01\n[[notes.source]]\npath = "minutes"\n')
    (folder / "stakeholders" / "ada.toml").write_text('name = "=1+2, \\"Ada\\""\nkind = "external"\n')
    (folder / "minutes" / "talk.md").write_text("# Talk\n\n## Attendees\n\n- Ada\n\nWords.\n")
    (folder / "notes" / "2025-12-31-a.md").write_text('+++\nattendees = ["ada"]\n+++\n\n- [ ] @me -> @ada: one\n')
    (folder / "notes" / "2026-01-01-b.md").write_text('+++\nattendees = ["ada"]\n+++\n\nWords.\n')
    return folder


def look(program, workspace, edition, folder):
    what = f"{workspace.name}, {edition}"
    for form in ("facts", "csv", "json"):
        run(program, "export", form, workspace, "--edition", edition, "--out", folder / form)
    status = json.loads(run(program, "status", workspace, "--edition", edition, "--format", "json"))
    document = json.loads((folder / "json" / "engagement.json").read_text())
    base = duckdb.connect()
    base.sql(f"CREATE TABLE facts AS FROM read_json_auto('{folder}/facts/**/*.ndjson', hive_partitioning = true)")
    counts = dict(base.sql("SELECT kind, count(*) FROM facts GROUP BY kind").fetchall())
    for kind, table in KINDS.items():
        found = counts.pop(kind, 0)
        same(found, len(document.get(table, [])), f"{what}: facts of {kind} against {table} of the document")
        path = folder / "csv" / f"{table}.csv"
        if not path.exists():
            same((table, edition == "pm"), ("weeks", False), f"{what}: no file of {table}")
            continue
        read = base.sql(f"SELECT count(*) FROM read_csv('{path}', header = true, strict_mode = true)").fetchall()[0][0]
        same(read, found, f"{what}: rows of {table} against facts of {kind}")
        with path.open(newline="") as file:
            rows = list(csv.reader(file, strict=True))
        same({len(row) for row in rows}, {len(rows[0])}, f"{what}: columns of {table}")
    same(counts, {}, f"{what}: facts of no kind known")

    same(base.sql("SELECT count(*) FROM facts WHERE kind = 'touchpoint'").fetchall()[0][0], status["notes"]["meetings"],
         f"{what}: touchpoints against status")
    by_person = dict(base.sql("""
        SELECT person, count(*) FROM (SELECT unnest(people) AS person, state, date FROM facts WHERE kind = 'attendance')
        WHERE state = 'present' AND date IS NOT NULL GROUP BY person""").fetchall())
    for who in status["stakeholders"]:
        same(by_person.get(who["id"], 0), who["touchpoints"], f"{what}: touchpoints of {who['id']}")
    if edition == "pm":
        scores = dict(base.sql("""
            SELECT people[1], value FROM facts WHERE kind = 'week'
            QUALIFY row_number() OVER (PARTITION BY people[1] ORDER BY date DESC) = 1""").fetchall())
        for who in status["stakeholders"]:
            same(scores.get(who["id"]), who["score"], f"{what}: score of {who['id']}")
    same(base.sql("SELECT count(*) FROM facts WHERE year IS DISTINCT FROM year(date)").fetchall()[0][0], 0, f"{what}: years")
    return base


def main():
    program = Path(sys.argv[1]).resolve()
    started = time.monotonic()
    with tempfile.TemporaryDirectory(prefix="rapporteur-export-") as name:
        folder = Path(name)
        for edition in ("pm", "team", "leadership"):
            base = look(program, ROOT / "content", edition, folder / "sample" / edition)
            columns = {row[0]: row[1] for row in base.sql("DESCRIBE facts").fetchall()}
            for column, kind in TYPES.items():
                same(columns.get(column), kind, f"{edition}: type of {column}")
        workspace = undated(folder / "undated")
        base = look(program, workspace, "pm", folder / "out")
        same(base.sql("SELECT count(*) FROM facts WHERE date IS NULL AND kind = 'touchpoint'").fetchall()[0][0], 1, "undated")
        name = base.sql(f"SELECT name FROM read_csv('{folder}/out/csv/stakeholders.csv', header = true)").fetchall()[0][0]
        same(name, "'=1+2, \"Ada\"", "a name like a formula")
    print(f"export: {done} checks, {failed} failed, in {time.monotonic() - started:.0f} s")
    return 1 if failed or not done else 0


if __name__ == "__main__":
    sys.exit(main())
