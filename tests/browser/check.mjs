// Opens every page of built sites from file:// in Chromium: `node check.mjs DIR...`
// A page fails on a console message, a failed request, a link or anchor that leads nowhere, a blocked style or script,
// an axe violation or overflow (a sample of each page kind, light, dark and 320 px wide; overflow at 768 px too). Prints what failed, then a closing line.
import { chromium } from 'playwright-core';
import { readFileSync, readdirSync, existsSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import { createRequire } from 'node:module';
import { fileURLToPath, pathToFileURL } from 'node:url';

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const roots = process.argv.slice(2).map((dir) => resolve(dir));
const failures = [];
const fail = (page, what) => failures.push(`${page}: ${what}`);

const pagesOf = (root) =>
  readdirSync(root, { recursive: true }).map(String).filter((name) => name.endsWith('.html')).sort();
// A page kind is its folder, and each page at the top.
const kind = (name) => (name.includes('/') ? dirname(name) : name);

const browser = await chromium.launch({
  executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
  args: ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking',
    '--disable-component-update', '--disable-sync'],
});
const idsOf = new Map();
const links = [];
let passed = 0;
for (const root of roots) {
  const context = await browser.newContext({ viewport: { width: 1440, height: 900 }, bypassCSP: false });
  const page = await context.newPage();
  const seen = new Set();
  let current = '';
  page.on('console', (message) => fail(current, `console: ${message.text()}`));
  page.on('pageerror', (error) => fail(current, `script: ${error.message}`));
  // Going on to the next page aborts what is still on its way (the icon): no fault of the page.
  page.on('requestfailed', (request) => {
    const why = request.failure()?.errorText ?? 'no reason given';
    if (why !== 'net::ERR_ABORTED') fail(current, `request failed: ${relative(root, fileURLToPath(request.url()))}: ${why}`);
  });
  const names = pagesOf(root);
  if (!names.includes('index.html')) fail(root, 'has no index.html');
  for (const name of names) {
    const before = failures.length;
    current = `${root.split('/').pop()}/${name}`;
    await page.goto(pathToFileURL(join(root, name)).href);
    const found = await page.evaluate(() => ({
      ids: [...document.querySelectorAll('[id]')].map((e) => e.id),
      hrefs: [...document.querySelectorAll('a[href]')].map((e) => e.href),
      raw: [...document.querySelectorAll('[href],[src]')].map((e) => e.getAttribute('href') ?? e.getAttribute('src')),
      styled: document.styleSheets.length,
      charts: [...document.querySelectorAll('svg[role=img]')].filter((e) => !e.getAttribute('aria-label') && !e.querySelector('title')).length,
    }));
    const path = join(root, name);
    idsOf.set(path, new Set(found.ids));
    if (new Set(found.ids).size !== found.ids.length) fail(current, 'an id stands twice');
    if (found.styled === 0) fail(current, 'has no style');
    if (found.charts > 0) fail(current, `${found.charts} charts without a name`);
    for (const href of found.hrefs) links.push([current, root, href]);
    for (const raw of found.raw) {
      if (/^\w+:\/\//.test(raw) && name !== '404.html' && !found.hrefs.some((h) => h.startsWith(raw))) fail(current, `loads ${raw}`);
    }
    if (!seen.has(kind(name))) {
      seen.add(kind(name));
      for (const [label, scheme, width] of [['light', 'light', 1440], ['dark', 'dark', 1440], ['tablet', 'light', 768], ['narrow', 'light', 320]]) {
        await page.emulateMedia({ colorScheme: scheme });
        await page.setViewportSize({ width, height: 900 });
        const overflow = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
        if (overflow > 0) fail(current, `${label}: overflows by ${overflow} px`);
        if (label === 'tablet') continue;
        const session = await context.newCDPSession(page);
        await session.send('Runtime.evaluate', { expression: axe });
        const { result } = await session.send('Runtime.evaluate', {
          expression: 'axe.run(document, { preload: false }).then((r) => JSON.stringify(r.violations.map((v) => [v.id, v.nodes.length, v.nodes[0].html.slice(0, 160)])))',
          awaitPromise: true, returnByValue: true,
        });
        for (const [id, count, html] of JSON.parse(result.value)) fail(current, `${label}: axe ${id} (${count}): ${html}`);
        await session.detach();
      }
      await page.emulateMedia({ colorScheme: 'light' });
      await page.setViewportSize({ width: 1440, height: 900 });
    }
    if (failures.length === before) passed += 1;
  }
  await context.close();
}
for (const [from, root, href] of links) {
  const url = new URL(href);
  if (url.protocol !== 'file:') continue;
  const target = fileURLToPath(new URL(url.pathname, 'file:///'));
  const anchor = decodeURIComponent(url.hash.slice(1));
  if (!existsSync(target) || !target.startsWith(root)) fail(from, `leads nowhere: ${relative(root, target)}`);
  else if (anchor && idsOf.has(target) && !idsOf.get(target).has(anchor)) fail(from, `no such anchor: ${relative(root, target)}#${anchor}`);
}
await browser.close();
for (const line of failures.slice(0, 60)) console.log(line);
if (failures.length > 60) console.log(`${failures.length - 60} more`);
console.log(`browser: ${passed} passed, ${failures.length} failed`);
process.exit(failures.length ? 1 : 0);
