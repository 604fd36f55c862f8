// `check --format sarif` by the published schema: the sample, every case directory and a workspace with names made to break out,
// for each audience; and what code scanning asks beyond the schema. Mistakes made in a good one must be refused.
import { execFileSync } from 'node:child_process';
import { mkdtempSync, mkdirSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

const require = createRequire(import.meta.url);
// The schema is of draft 4, which only this one's own validator knows.
const beside = createRequire(require.resolve('@microsoft/jest-sarif/package.json'));
const Ajv = beside('ajv');
const repository = resolve(dirname(fileURLToPath(import.meta.url)), '../../..');
const schemaFile = join(dirname(require.resolve('@microsoft/jest-sarif/package.json')), 'lib/schemas/sarif-2.1.0-rtm.5.json');

// Findings are exit code 1; anything else is not what is asked here.
const check = (program, workspace, more) => {
  const args = ['check', workspace, '--format', 'sarif', '--as-of', '2026-11-22', ...more];
  try {
    return execFileSync(program, args, { cwd: repository, encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] });
  } catch (error) {
    if (error.status !== 1) throw error;
    return error.stdout;
  }
};

const hostile = (folder) => {
  mkdirSync(join(folder, 'stakeholders'), { recursive: true });
  mkdirSync(join(folder, 'notes'));
  const names = ['::error::x%0A', '@everyone #1 <b>', 'a"b\\c', 'née\u2028漢字'];
  writeFileSync(join(folder, 'rapporteur.toml'), 'product = "::error::x%0A"\nstart = 2026-01-01\n');
  names.forEach((name, i) => writeFileSync(join(folder, 'stakeholders', `p${i}.toml`), `name = ${JSON.stringify(name)}\nkind = "exective"\n`));
  writeFileSync(join(folder, 'notes', '2026-02-30 a#b%20c?.md'), '- [ ] @nobody -> @p1: ::warning::%0D%0A @team #7\n');
};

// What is left out of a good report, or put in it, and must be refused.
const mistakes = [
  ['no version', (log) => { delete log.version; }],
  ['a level that is none', (log) => { log.runs[0].results[0].level = 'fatal'; }],
  ['a line before the first', (log) => { log.runs[0].results[0].locations[0].physicalLocation.region.startLine = 0; }],
  ['a tool without a name', (log) => { delete log.runs[0].tool.driver.name; }],
  ['a key that does not exist', (log) => { log.runs[0].results[0].colour = 'red'; }],
];

export async function run({ program, fail, figure }) {
  const ajv = new Ajv({ schemaId: 'auto', meta: false, allErrors: true });
  const draft = beside('ajv/lib/refs/json-schema-draft-04.json');
  ajv.addMetaSchema(draft);
  ajv._opts.defaultMeta = draft.id;
  const uri = (text) => /^[A-Za-z0-9\-._~:/?#[\]@!$&'()*+,;=%]*$/.test(text) && !/%(?![0-9A-Fa-f]{2})/.test(text);
  ajv.addFormat('uri-reference', uri);
  ajv.addFormat('uri', (text) => uri(text) && /^[a-z][a-z0-9+.-]*:/i.test(text));
  ajv.addFormat('date-time', (text) => /^\d{4}-\d{2}-\d{2}T/.test(text));
  const validate = ajv.compile(JSON.parse(readFileSync(schemaFile, 'utf8')));
  const temporary = mkdtempSync(join(tmpdir(), 'sarif-'));
  hostile(temporary);
  const cases = join(repository, 'tests/cases');
  const workspaces = ['content', temporary, ...readdirSync(cases).map((name) => join('tests/cases', name, 'workspace'))];
  let looked = 0;
  let results = 0;
  let good;
  for (const workspace of workspaces) {
    for (const more of [[], ['--audience', 'pm'], ['--audience', 'leadership']]) {
      const where = [workspace, ...more].join(' ');
      const log = JSON.parse(check(program, workspace, more));
      looked += 1;
      if (!validate(log)) fail(where, validate.errors.slice(0, 3).map((e) => `${e.instancePath} ${e.message}`).join('; '));
      for (const run of log.runs) {
        const rules = new Set(run.tool.driver.rules.map((rule) => rule.id));
        for (const result of run.results) {
          results += 1;
          const says = (what) => fail(where, `${result.ruleId}: ${what}`);
          if (!rules.has(result.ruleId)) says('its rule is not listed');
          if (!result.message?.text) says('no message');
          if (!Object.keys(result.partialFingerprints ?? {}).length) says('no fingerprint: the next run could not tell it again');
          for (const { physicalLocation: at } of result.locations ?? []) {
            const path = at.artifactLocation.uri;
            if (path.startsWith('/') && !workspace.startsWith('/')) says(`an absolute path: ${path}`);
          }
          if (workspace === 'content' || result.locations?.[0]?.physicalLocation?.region) good ??= log;
        }
      }
    }
  }
  for (const [what, change] of mistakes) {
    const log = structuredClone(good);
    const at = log.runs[0].results.findIndex((result) => result.locations?.[0]?.physicalLocation?.region);
    log.runs[0].results = [log.runs[0].results[at]];
    change(log);
    looked += 1;
    if (validate(log)) fail(what, 'was not refused');
  }
  rmSync(temporary, { recursive: true });
  figure(`${results} results by the schema`);
  return looked;
}
