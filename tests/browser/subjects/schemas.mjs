// The JSON Schemas by an independent validator: they take every file of the sample and of docs/format.md's kinds, and refuse
// mistakes made in them.
import { execFileSync } from 'node:child_process';
import { readFileSync, readdirSync, statSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join, relative, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parse as toml } from 'smol-toml';
import { parse as yaml } from 'yaml';

const Ajv = createRequire(import.meta.url)('ajv/dist/2020.js');
const content = resolve(dirname(fileURLToPath(import.meta.url)), '../../../content');

// Every file below a folder.
const files = (dir) => readdirSync(dir).sort().flatMap((name) => {
  const path = join(dir, name);
  return statSync(path).isDirectory() ? files(path) : [path];
});

// Dates as text, which is what the schemas take them for.
const plain = (value) => JSON.parse(JSON.stringify(value, (_, v) => (typeof v === 'bigint' ? Number(v) : v)));
const front = (text) => {
  const [, mark, inner] = /^(\+\+\+|---)[^\S\n]*\n([\s\S]*?)^\1[^\S\n]*$/m.exec(text) ?? [];
  if (!mark) return {};
  return plain(mark === '+++' ? toml(inner) : yaml(inner, { schema: 'core' }) ?? {});
};

const lists = { 'groups.toml': 'group', 'goals.toml': 'goal', 'milestones.toml': 'milestone', 'decisions.toml': 'decision', 'risks.toml': 'risk', 'feedback.toml': 'feedback', 'commitments.toml': 'commitment', 'pulse.toml': 'pulse' };
const kindOf = (path) => {
  if (path === 'rapporteur.toml') return 'config';
  if (path.startsWith('stakeholders/')) return 'stakeholder';
  if (path.startsWith('notes/')) return 'note';
  if (path.startsWith('updates/')) return 'update';
  return lists[path];
};

// Ten mistakes and a few more: what is changed in a good file of a kind, and where it is refused.
const mistakes = [
  ['a key that does not exist', 'stakeholder', (r) => { r.nmae = r.name; }, ''],
  ['a required key left out', 'stakeholder', (r) => { delete r.kind; }, ''],
  ['a word that is none', 'stakeholder', (r) => { r.kind = 'exective'; }, '/kind'],
  ['a number out of its range', 'stakeholder', (r) => { r.assessment[0].power = 6; }, '/assessment/0/power'],
  ['a number as text', 'stakeholder', (r) => { r.plan = { cadence_days: '14' }; }, '/plan/cadence_days'],
  ['a date that is none', 'stakeholder', (r) => { r.since = 'last spring'; }, '/since'],
  ['a month that does not exist', 'milestone', (r) => { r.milestone[0].baseline_date = '2026-13-01'; }, '/milestone/0/baseline_date'],
  ['an id with capitals', 'goal', (r) => { r.goal[0].id = 'Leaks'; }, '/goal/0/id'],
  ['an empty name', 'group', (r) => { r.group[0].name = ' '; }, '/group/0/name'],
  ['a key of the wrong list', 'risk', (r) => { r.risks = r.risk; }, ''],
  ['a decision taken by nobody', 'decision', (r) => { const d = r.decision.find((one) => one.status === 'accepted'); delete d.approver; }, '/decision/'],
  ['a promise kept and cancelled', 'commitment', (r) => { Object.assign(r.commitment[0], { done: '2026-01-01', cancelled: '2026-01-01' }); }, '/commitment/0'],
  ['a mean over five', 'pulse', (r) => { r.pulse[0].mean = 5.5; }, '/pulse/0/mean'],
  ['attendees as a sentence', 'note', (r) => { r.attendees = 'ada and bo'; }, '/attendees'],
  ['an update without a headline', 'update', (r) => { delete r.headline; }, ''],
  ['an audience that is none', 'config', (r) => { r.editions = { board: { audience: 'bord' } }; }, '/editions/board/audience'],
];

export async function run({ program, fail, figure }) {
  const all = JSON.parse(execFileSync(program, ['schema'], { encoding: 'utf8' }));
  const ajv = new Ajv({ strict: true, allErrors: true, allowUnionTypes: true, strictRequired: false, strictTypes: false });
  ajv.addFormat('date', (text) => /^\d{4}-\d{2}-\d{2}$/.test(text) && new Date(`${text}T00:00:00Z`).toJSON()?.startsWith(text) === true);
  const validators = Object.fromEntries(Object.keys(all.$defs).map((kind) => {
    const schema = JSON.parse(execFileSync(program, ['schema', kind], { encoding: 'utf8' }));
    if (!ajv.validateSchema(schema)) fail(kind, `no valid JSON Schema: ${ajv.errorsText()}`);
    return [kind, ajv.compile(schema)];
  }));
  const told = (validate) => validate.errors.slice(0, 3).map((e) => `${e.instancePath} ${e.message}`).join('; ');
  let looked = 0;
  const samples = {};
  for (const path of files(content)) {
    const name = relative(content, path);
    const kind = kindOf(name);
    if (!kind) continue;
    const text = readFileSync(path, 'utf8');
    const record = name.endsWith('.md') ? front(text) : plain(toml(text));
    if (!validators[kind](record)) fail(name, told(validators[kind]));
    if (!samples[kind] || JSON.stringify(record).length > JSON.stringify(samples[kind]).length) samples[kind] = record;
    looked += 1;
  }
  for (const kind of Object.keys(validators)) if (!samples[kind]) fail(kind, 'the sample has none');
  let refused = 0;
  for (const [what, kind, make, where] of mistakes) {
    const record = structuredClone(samples[kind]);
    make(record);
    const validate = validators[kind];
    if (validate(record)) fail(kind, `takes ${what}`);
    else if (!validate.errors.some((error) => error.instancePath.startsWith(where))) fail(kind, `${what} is refused elsewhere: ${told(validate)}`);
    else refused += 1;
  }
  figure(`${refused} of ${mistakes.length} mistakes refused`);
  return looked + mistakes.length;
}
