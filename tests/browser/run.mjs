// Builds the sample and a workspace of 200 stakeholders and looks at them in Chromium: `node run.mjs PROGRAM [SUBJECT ..]`
// PROGRAM is the built `rapporteur`; `examples/workspace` must be built beside it. Each file of `subjects/` is a subject: it exports
// `run({ browser, sample, large, program, fail, figure })` and returns how many things it looked at. `sample` and `large` are lists of editions
// (see site.mjs); `fail(where, why)` records a failure, `figure(text)` adds to the closing line. KEEP=1 keeps the built sites.
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { launch } from './browser.mjs';
import { editions } from './site.mjs';

const here = dirname(fileURLToPath(import.meta.url));
const [programGiven = 'target/release/rapporteur', ...wanted] = process.argv.slice(2);
const program = resolve(programGiven);
const subjects = readdirSync(join(here, 'subjects')).map((name) => name.replace('.mjs', '')).sort();
for (const name of wanted) if (!subjects.includes(name)) throw new Error(`no subject ${name}; there are ${subjects.join(', ')}`);

const temporary = mkdtempSync(join(tmpdir(), 'browser-'));
const quiet = { stdio: ['ignore', 'ignore', 'inherit'] };
const build = (workspace, name) => {
  const out = join(temporary, name);
  execFileSync(program, ['build', workspace, '--out', out], { stdio: 'ignore' });
  return editions(out, name);
};
execFileSync(join(dirname(program), 'examples/workspace'), ['2000', join(temporary, 'workspace')], quiet);
const sample = build(resolve(here, '../../content'), 'sample');
const large = build(join(temporary, 'workspace'), 'large');

const browser = await launch();
const most = Number(process.env.MOST ?? 20);
let failed = false;
for (const name of wanted.length ? wanted : subjects) {
  const failures = [];
  const figures = [];
  const started = Date.now();
  const { run } = await import(`./subjects/${name}.mjs`);
  let looked = 0;
  try {
    looked = await run({ browser, sample, large, program, fail: (where, why) => failures.push(`${where}: ${why}`), figure: (text) => figures.push(text) });
    if (!(looked > 0)) failures.push('nothing was looked at');
  } catch (error) {
    failures.push(`did not finish: ${error.stack}`);
  }
  for (const line of failures.slice(0, most)) console.log(`${name}: ${line}`);
  if (failures.length > most) console.log(`${name}: ${failures.length - most} more`);
  const seconds = ((Date.now() - started) / 1000).toFixed(0);
  console.log(`browser, ${name}: ${[`${looked} looked at`, `${failures.length} failed`, ...figures].join(', ')} (${seconds} s)`);
  failed ||= failures.length > 0;
}
await browser.close();
if (process.env.KEEP) console.log(temporary);
else rmSync(temporary, { recursive: true });
process.exit(failed ? 1 : 0);
