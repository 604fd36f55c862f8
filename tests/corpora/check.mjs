// Builds a workspace around each set of real meeting notes that comes with its truth, and compares the program's figures
// with it: `node check.mjs PROGRAM CORPORA`. Nothing of the notes is kept: the workspaces lie in a temporary folder.
import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative, resolve } from 'node:path';

const [program, corpora] = process.argv.slice(2).map((path) => resolve(path));
let passed = 0;
const failures = [];
const expect = (what, actual, expected) => {
  if (JSON.stringify(actual) === JSON.stringify(expected)) passed += 1;
  else failures.push(`${what}: ${JSON.stringify(actual)}, expected ${JSON.stringify(expected)}`);
};
const toml = (text) => JSON.stringify(text);

for (const set of readdirSync(corpora).sort()) {
  const notes = join(corpora, set, 'notes');
  const file = join(corpora, set, 'truth.json');
  if (!existsSync(notes)) continue;
  const truth = existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')) : undefined;
  const dir = mkdtempSync(join(tmpdir(), 'rapporteur-'));
  try {
    mkdirSync(join(dir, 'stakeholders'));
    writeFileSync(join(dir, 'rapporteur.toml'), `product = ${toml(set)}\n[[notes.source]]\npath = ${toml(relative(dir, notes))}\n`);
    const ten = truth?.top10 ?? [];
    ten.forEach((person, n) => {
      const aliases = [...Object.keys(person.name_spellings ?? {}), ...Object.keys(person.handle_spellings ?? {}).map((h) => `@${h}`)];
      writeFileSync(join(dir, 'stakeholders', `person-${n}.toml`),
        `name = ${toml(person.display_name)}\nkind = "external"\naliases = ${JSON.stringify(aliases)}\n`);
    });
    const run = (...args) => execFileSync(program, args, { cwd: dir, encoding: 'utf8', maxBuffer: 1 << 28, stdio: ['ignore', 'pipe', 'ignore'], env: { ...process.env, CI: '' } });
    const asOf = truth?.last_date ?? '2026-11-01';
    const started = Date.now();
    run('build', '--as-of', asOf);
    const seconds = ((Date.now() - started) / 1000).toFixed(2);
    const status = JSON.parse(run('status', '--format', 'json', '--as-of', asOf));
    if (truth) {
      expect(`${set}: dated`, status.notes.dated, truth.notes_with_date);
      expect(`${set}: with attendees`, status.notes.with_attendees, truth.notes_with_at_least_one_attendee);
      expect(`${set}: first`, status.notes.first, truth.first_date);
      expect(`${set}: last`, status.notes.last, truth.last_date);
      const boxes = truth.checkboxes ?? {};
      const tasks = 'open_empty' in boxes ? { open: boxes.open_text, done: boxes.closed_text } : { open: 0, done: 0 };
      expect(`${set}: tasks`, status.tasks, tasks);
      ten.forEach((person, n) => {
        const found = status.stakeholders.find((s) => s.id === `person-${n}`);
        expect(`${set}: person ${n}`, [found?.touchpoints, found?.last_touchpoint], [person.meetings_attended, person.last_attended]);
      });
    }
    console.log(`${set}: ${status.notes.dated} of ${status.notes.files} files dated, ${status.notes.with_attendees} with attendees, ${status.notes.first} to ${status.notes.last}, built in ${seconds} s`);
  } finally {
    rmSync(dir, { recursive: true, force: true });
  }
}
for (const line of failures) console.log(line);
console.log(`corpora: ${passed} passed, ${failures.length} failed`);
process.exit(failures.length ? 1 : 0);
