// The update as mail, of the sample and of the workspace of 200: axe, 320 pixels, pictures blocked, styles stripped, and the page on which
// one looks at it. `examples/mail` must be built beside the program.
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { listen } from '../browser.mjs';

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const rules = "axe.run(document, { runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'], preload: false }).then((r) => JSON.stringify(r.violations.map((v) => [v.id, v.nodes.length, v.nodes[0].html.slice(0, 160)])))";
const content = resolve(dirname(fileURLToPath(import.meta.url)), '../../../content');
const most = 80_000;

// Numbers as they are written; those of the letters' links and of the content's mark are the text's own.
const figures = (text) => new Set(text.split(/[\s()/→]+/u).filter((word) => /\d/.test(word)).map((word) => word.replace(/^[^\p{L}\p{N}]+|[^\p{L}\p{N}%]+$/gu, '')));
// The HTML part of a message as the program writes it: one part, quoted-printable.
const htmlPart = (message) => {
  const [, part] = message.split(/^Content-Type: text\/html.*\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\n/m);
  const bytes = part.slice(0, part.search(/^--/m)).replace(/=\r\n/g, '').replace(/=([0-9A-F]{2})/g, (_, hex) => String.fromCharCode(Number.parseInt(hex, 16)));
  return Buffer.from(bytes, 'latin1').toString('utf8');
};
const lacks = (text, wanted) => [...wanted].filter((word) => !figures(text).has(word));

export async function run({ browser, large, program, fail, figure }) {
  const dir = mkdtempSync(join(tmpdir(), 'mail-'));
  let looked = 0;
  const context = await browser.newContext();
  try {
    for (const [label, workspace] of [['sample', content], ['large', join(large[0].root, '../../workspace')]]) {
      const out = join(dir, label);
      execFileSync(join(dirname(program), 'examples/mail'), [workspace, out], { stdio: ['ignore', 'ignore', 'inherit'] });
      const html = readFileSync(join(out, 'mail.html'));
      figure(`${label} ${(html.length / 1000).toFixed(1)} KB`);
      if (html.length > most) fail(label, `the HTML part has ${html.length} bytes`);
      const text = readFileSync(join(out, 'mail.txt'), 'utf8');
      const wanted = figures(text.slice(0, text.search(/^TO ANSWER$/m)).replace(/\[\d+\]/g, '').replace(/^\d\. /gm, '').replace(/<\S+>|https?:\S+/g, ''));
      const check = async (page, what) => {
        looked += 1;
        const session = await context.newCDPSession(page);
        await session.send('Runtime.evaluate', { expression: axe });
        const { result } = await session.send('Runtime.evaluate', { expression: rules, awaitPromise: true, returnByValue: true });
        for (const [id, count, where] of JSON.parse(result.value)) fail(label, `${what}: axe ${id} (${count}): ${where}`);
        await session.detach();
        const wide = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
        if (wide > 0) fail(label, `${what}: scrolls sideways by ${wide} px`);
        if (process.env.SHOTS) await page.screenshot({ path: join(process.env.SHOTS, `mail-${label}-${what.replace(/\W+/g, '-')}.png`), fullPage: true });
      };
      const visible = (page) => page.evaluate(() => document.body.innerText.replaceAll('\u00a0', ' '));

      const page = await context.newPage();
      listen(page, (what) => fail(label, what));
      for (const width of [720, 320]) {
        await page.setViewportSize({ width, height: 900 });
        await page.goto(pathToFileURL(join(out, 'mail.html')).href);
        await check(page, `${width} px`);
      }
      const missing = lacks(await visible(page), wanted);
      if (missing.length) fail(label, `the HTML part lacks ${missing}`);

      // Without pictures every figure is there, and each picture's words stand in its place.
      const blocked = await context.newPage();
      await blocked.route('**/*.png', (route) => route.abort());
      await blocked.setViewportSize({ width: 720, height: 900 });
      await blocked.goto(pathToFileURL(join(out, 'mail.html')).href);
      await check(blocked, 'pictures blocked');
      const pictures = await blocked.evaluate(() => [...document.images].map((i) => [i.naturalWidth, i.alt.length, i.getBoundingClientRect().height]));
      for (const [loaded, words] of pictures) if (loaded || words < 20) fail(label, 'a blocked picture says nothing');
      const unseen = lacks(await visible(blocked), wanted);
      if (unseen.length) fail(label, `without pictures it lacks ${unseen}`);

      // Without styles too.
      await blocked.evaluate(() => {
        for (const e of document.querySelectorAll('*')) for (const name of ['style', 'bgcolor', 'width', 'height', 'align', 'valign']) e.removeAttribute(name);
      });
      looked += 1;
      const bare = lacks(await visible(blocked), wanted);
      if (bare.length) fail(label, `without styles it lacks ${bare}`);
      if (process.env.SHOTS) await blocked.screenshot({ path: join(process.env.SHOTS, `mail-${label}-stripped.png`), fullPage: true });
      await blocked.close();

      for (const [width, what] of [[1440, 'preview'], [320, 'preview, narrow']]) {
        await page.setViewportSize({ width, height: 900 });
        await page.goto(pathToFileURL(join(out, 'preview.html')).href);
        const frames = await page.locator('iframe').count();
        if (frames !== 5) fail(label, `${frames} panes`);
        await check(page, what);
      }
      if (label === 'sample') {
        // With what concerns each reader.
        execFileSync(program, ['email', workspace, '--out', join(dir, 'mail')], { stdio: 'ignore' });
        const picture = pathToFileURL(join(out, readdirSync(out).find((name) => name.endsWith('.png')))).href;
        for (const name of readdirSync(join(dir, 'mail')).filter((name) => name.endsWith('.eml'))) {
          const html = htmlPart(readFileSync(join(dir, 'mail', name), 'latin1'));
          writeFileSync(join(dir, 'one.html'), html.replace(/cid:[^"]+/g, picture));
          for (const width of [720, 320]) {
            await page.setViewportSize({ width, height: 900 });
            await page.goto(pathToFileURL(join(dir, 'one.html')).href);
            await check(page, `${name}, ${width} px`);
          }
        }
      }
      await page.close();
    }
  } finally {
    await context.close();
    rmSync(dir, { recursive: true, force: true });
  }
  return looked;
}
