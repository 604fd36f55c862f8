// `serve` in a browser: an edit shows by itself (how fast is a figure, half a second is the aim), a broken record shows what is wrong over the page from
// before, and that list passes axe.
import { spawn } from 'node:child_process';
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { listen } from '../browser.mjs';

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const content = resolve(dirname(fileURLToPath(import.meta.url)), '../../../content');
const rounds = 10;

const median = (list) => list.toSorted((a, b) => a - b)[Math.floor(list.length / 2)];

export async function run({ browser, program, fail, figure }) {
  const dir = mkdtempSync(join(tmpdir(), 'preview-'));
  const workspace = join(dir, 'content');
  cpSync(content, workspace, { recursive: true });
  const child = spawn(program, ['serve', workspace, '--port', '0'], { stdio: ['ignore', 'ignore', 'pipe'] });
  try {
    const url = await new Promise((found, lost) => {
      let said = '';
      child.stderr.on('data', (data) => {
        said += data;
        const url = /http:\/\/127\.0\.0\.1:\d+\//.exec(said);
        if (url) found(url[0]);
      });
      child.on('exit', () => lost(new Error(said)));
    });
    const record = join(workspace, 'stakeholders/helene-marsh.toml');
    const good = readFileSync(record, 'utf8');
    const context = await browser.newContext();
    const page = await context.newPage();
    listen(page, (what) => fail('preview', what));
    await page.goto(`${url}stakeholders/helene-marsh.html`);
    const home = page.url();
    const served = [];
    const seen = [];
    for (let round = 0; round < rounds; round += 1) {
      const name = `Helene Round${round}`;
      const fetched = (async () => {
        for (;;) {
          if ((await (await fetch(home)).text()).includes(name)) return performance.now();
          await new Promise((later) => setTimeout(later, 5));
        }
      })();
      // A round that fails is told by the page's wait below.
      fetched.catch(() => {});
      const from = performance.now();
      writeFileSync(record, good.replace(/^name = .*$/m, `name = "${name}"`));
      await page.waitForFunction((text) => document.body?.innerHTML.includes(text), name, { polling: 'raf', timeout: 10_000 });
      seen.push(performance.now() - from);
      served.push((await fetched) - from);
    }
    figure(`edit to bytes ${median(served).toFixed(0)} ms (at most ${Math.max(...served).toFixed(0)}), to the page ${median(seen).toFixed(0)} ms (at most ${Math.max(...seen).toFixed(0)})`);

    const before = await page.title();
    writeFileSync(record, good.replace(/^name = /m, 'nmae = "<img src=x onerror=alert(1)>" # '));
    const alert = page.getByRole('alert');
    await page.waitForFunction(() => document.getElementById('rapporteur-problems').textContent !== '', null, { timeout: 10_000 });
    // The count comes first, the list follows.
    await page.waitForFunction(() => document.getElementById('rapporteur-problems').textContent.includes('unknown-key'), null, { timeout: 10_000 })
      .catch(() => {});
    const text = await alert.innerText();
    if (!text.includes('unknown-key') || !text.includes('helene-marsh.toml')) fail('preview', `the overlay says ${text}`);
    if (await alert.locator('img').count()) fail('preview', 'content became an element of the overlay');
    if (await page.title() !== before) fail('preview', 'the page from before did not stay');
    await page.reload();
    await page.waitForFunction(() => document.getElementById('rapporteur-problems').textContent !== '');
    const session = await context.newCDPSession(page);
    await session.send('Runtime.evaluate', { expression: axe });
    for (const colorScheme of ['light', 'dark']) {
      for (const width of [1440, 320]) {
        await page.emulateMedia({ colorScheme });
        await page.setViewportSize({ width, height: 900 });
        const expression = "axe.run(document, { runOnly: ['wcag2a', 'wcag2aa', 'wcag21aa', 'wcag22aa', 'best-practice'] }).then((r) => JSON.stringify(r.violations.map((v) => [v.id, v.nodes[0].html.slice(0, 160)])))";
        const { result } = await session.send('Runtime.evaluate', { expression, awaitPromise: true, returnByValue: true });
        for (const [id, html] of JSON.parse(result.value)) fail('preview', `${colorScheme}, ${width}: axe ${id}: ${html}`);
        if (process.env.SHOTS) await page.screenshot({ path: join(process.env.SHOTS, `preview-${colorScheme}-${width}.png`) });
      }
    }
    writeFileSync(record, good);
    await page.waitForFunction(() => document.getElementById('rapporteur-problems').textContent === '', null, { timeout: 10_000 });
    await context.close();
    return rounds + 6;
  } finally {
    child.kill();
    rmSync(dir, { recursive: true });
  }
}
