// Lays the map out in Chromium, with the fonts that are there: `node map.mjs PROGRAM`
// Workspaces of 50, 200 and 1,000 stakeholders (ten of the first on one point) are written, built for the pm and opened
// wide and narrow. Fails where two texts of a drawing overlap, a text leaves it, somebody of the 50 has no name or number,
// or the page is over 100 KB.
import { chromium } from 'playwright-core';
import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';

const program = resolve(process.argv[2] ?? 'target/release/rapporteur');
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

const browser = await chromium.launch({
  executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
  args: ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking',
    '--disable-component-update', '--disable-sync'],
});
const failures = [];
const temporary = mkdtempSync(join(tmpdir(), 'map-'));
for (const n of [50, 200, 1000]) {
  const dir = join(temporary, `w${n}`);
  workspace(dir, n);
  execFileSync(program, ['build', dir, '--edition', 'pm', '--out', join(temporary, `s${n}`)], { stdio: ['ignore', 'ignore', 'inherit'] });
  const file = join(temporary, `s${n}`, 'map.html');
  for (const other of ['engagement.html', 'portfolio.html']) {
    const bytes = statSync(join(temporary, `s${n}`, other)).size;
    if (bytes > 100_000) failures.push(`${n}: ${other} has ${bytes} bytes`);
  }
  if (process.env.KEEP) console.log(file);
  const size = statSync(file).size;
  if (size > 100_000) failures.push(`${n}: the page has ${size} bytes`);
  const page = await browser.newPage();
  await page.goto(pathToFileURL(file).href);
  for (const [label, width] of [['wide', 1400], ['narrow', 380]]) {
    await page.setViewportSize({ width, height: 900 });
    const drawing = await page.evaluate((label) => {
      const svg = document.querySelector(`svg.map.${label}`);
      const box = (e) => { const { left, top, right, bottom } = e.getBoundingClientRect(); return { left, top, right, bottom }; };
      // A glyph's ink is lower than the line that a box spans: 10% is taken off above and below.
      const text = (e) => { const b = box(e); const off = (b.bottom - b.top) * 0.1; return { text: e.textContent, left: b.left, right: b.right, top: b.top + off, bottom: b.bottom - off }; };
      return { shown: getComputedStyle(svg).display !== 'none', frame: box(svg), texts: [...svg.querySelectorAll('text')].map(text) };
    }, label);
    if (!drawing.shown) failures.push(`${n}, ${label}: not shown`);
    const { frame, texts } = drawing;
    texts.forEach((a, i) => {
      if (a.left < frame.left - 0.5 || a.right > frame.right + 0.5 || a.top < frame.top || a.bottom > frame.bottom) failures.push(`${n}, ${label}: ${a.text} is clipped`);
      for (const b of texts.slice(0, i)) {
        if (a.left < b.right && b.left < a.right && a.top < b.bottom && b.top < a.bottom) failures.push(`${n}, ${label}: ${a.text} lies on ${b.text}`);
      }
    });
    if (n === 50) {
      const wanted = label === 'wide' ? /[a-z] [A-Z]|…$|^[a-z-]+$/i : /^\d+$/;
      const named = texts.filter((t) => wanted.test(t.text)).length;
      if (named < 50) failures.push(`${n}, ${label}: ${named} have a name or number`);
    }
  }
  await page.close();
}
await browser.close();
if (!process.env.KEEP) rmSync(temporary, { recursive: true });
for (const line of failures.slice(0, 40)) console.log(line);
console.log(`map: ${failures.length} failed`);
process.exit(failures.length ? 1 : 0);
