// The map as full as it gets, laid out with the fonts that are there: workspaces of 50, 200 and 1,000 stakeholders (a tenth of each on one point)
// are written, built for the pm and opened wide and narrow. Fails where two texts of the drawing overlap, a text leaves it, somebody of the 50
// has no name or number, or a page of the whole list is over 100 KB.
import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { faults, measure } from '../boxes.mjs';
import { edition } from '../site.mjs';

const first = ['Ann', 'Bartholomew', 'Cy', 'Dorothea', 'Evangeline', 'Flo', 'Gundula', 'Hal', 'Ines', 'Wilhelmina', 'Jo'];
const last = ['Featherstone', 'Li', 'Okonkwo', 'Marsh', 'Berg-Mansoori', 'Ng', 'Adeyo', 'Quist', 'Wolkenstein'];
let seed = 11;
const roll = (of) => { seed = (seed * 1103515245 + 12345) % 2147483648; return Math.floor(seed / 65536) % of; };
const day = (n) => new Date(Date.UTC(2026, 0, 5 + n)).toISOString().slice(0, 10);

function workspace(dir, n) {
  for (const folder of ['stakeholders', 'notes']) mkdirSync(join(dir, folder), { recursive: true });
  writeFileSync(join(dir, 'rapporteur.toml'), 'product = "Map"\nas_of = 2026-11-01\n');
  for (let i = 0; i < n; i += 1) {
    const id = `p-${i}`;
    const assess = (date, power, interest) => `[[assessment]]\ndate = ${date}\nby = "me"\npower = ${power}\ninterest = ${interest}\ncurrent = "neutral"\ndesired = "supportive"\n`;
    const at = i % (n / 10) === 0 ? [4, 4] : [1 + roll(5), 1 + roll(5)];
    const before = i % 6 === 1 ? assess('2026-02-01', 1 + roll(5), 1 + roll(5)) : '';
    writeFileSync(join(dir, `stakeholders/${id}.toml`),
      `name = "${first[i % first.length]} ${last[Math.floor(i / 2) % last.length]}"\nkind = "external"\n[plan]\ncadence_days = 30\n${before}${assess('2026-08-01', ...at)}`);
    if (i % 5 === 0) continue;
    // Late promises and rare talks make some of them at risk or on watch.
    const lines = [0, 1, 2].map((k) => `- [${(i + k) % 3 ? 'x' : ' '}] @me -> @${id}: send part ${k}  [due:: ${day(180 + 20 * k)}]${(i + k) % 3 ? `  [completion:: ${day(178 + 20 * k + (i % 4) * 9)}]` : ''}`);
    writeFileSync(join(dir, `notes/${day(150 + (i % 4) * 45)}-${id}.md`), `+++\nattendees = ["me", "${id}"]\n+++\n\n# Talk\n\n${lines.join('\n')}\n`);
  }
}

const most = 100 * 1024;

export async function run({ browser, program, fail }) {
  const temporary = mkdtempSync(join(tmpdir(), 'map-'));
  let looked = 0;
  for (const n of [50, 200, 1000]) {
    const dir = join(temporary, `w${n}`);
    workspace(dir, n);
    execFileSync(program, ['build', dir, '--edition', 'pm', '--out', join(temporary, `s${n}`)], { stdio: 'ignore' });
    const site = edition(join(temporary, `s${n}`), `${n} people`);
    for (const page of site.pages) if (page.bytes > most && !page.isRegister) fail(page.label, `${page.bytes} bytes`);
    const page = site.pages.find(({ kind }) => kind === 'map.html');
    const tab = await browser.newPage();
    await tab.goto(page.url);
    for (const [label, width] of [['wide', 1400], ['narrow', 380]]) {
      await tab.setViewportSize({ width, height: 900 });
      const svg = tab.locator(`svg.map.${label}`);
      looked += 1;
      if (!(await svg.isVisible())) { fail(page.label, `${label}: not shown`); continue; }
      const drawn = await svg.evaluate(measure);
      for (const what of faults(drawn)) fail(page.label, `${label}: ${what}`);
      if (n > 50) continue;
      const wanted = label === 'wide' ? /[a-z] [A-Z]|…$|^[a-z-]+$/i : /^\d+$/;
      const named = drawn.texts.filter(({ text }) => wanted.test(text)).length;
      if (named < n) fail(page.label, `${label}: ${named} have a name or number`);
    }
    await tab.close();
  }
  rmSync(temporary, { recursive: true });
  return looked;
}
