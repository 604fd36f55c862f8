// Every page of the sample, from file://: no console message, no failed request, a style sheet, no id twice, no link or
// anchor that leads nowhere, and nothing loaded from elsewhere.
import { existsSync } from 'node:fs';
import { relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { each, listen } from '../browser.mjs';

export async function run({ browser, sample, fail }) {
  const idsOf = new Map();
  const links = [];
  const pages = sample.flatMap((edition) => edition.pages);
  const current = new Map();
  await each(browser, pages, async (tab, page) => {
    if (!current.has(tab)) listen(tab, (what) => fail(current.get(tab), what));
    current.set(tab, page.label);
    await tab.goto(page.url);
    const found = await tab.evaluate(() => ({
      ids: [...document.querySelectorAll('[id]')].map((e) => e.id),
      hrefs: [...document.querySelectorAll('a[href]')].map((e) => e.href),
      loaded: [...document.querySelectorAll('link[href],[src]')].map((e) => e.getAttribute('href') ?? e.getAttribute('src')),
      styled: document.styleSheets.length,
    }));
    idsOf.set(fileURLToPath(page.url), new Set(found.ids));
    for (const id of new Set(found.ids.filter((id, at) => found.ids.indexOf(id) < at))) fail(page.label, `the id ${id} stands twice`);
    if (found.styled === 0) fail(page.label, 'has no style');
    // An icon that is none asks for nothing.
    for (const raw of found.loaded) if (raw !== 'data:,' && /^\w+:|^\//.test(raw)) fail(page.label, `loads ${raw}`);
    for (const href of found.hrefs) links.push([page, href]);
  });
  for (const [{ label, root }, href] of links) {
    const url = new URL(href);
    if (url.protocol !== 'file:') continue;
    const target = fileURLToPath(new URL(url.pathname, 'file:///'));
    const anchor = decodeURIComponent(url.hash.slice(1));
    if (!target.startsWith(`${root}/`) || !existsSync(target)) fail(label, `leads nowhere: ${relative(root, target)}`);
    else if (anchor && idsOf.has(target) && !idsOf.get(target).has(anchor)) fail(label, `no such anchor: ${relative(root, target)}#${anchor}`);
  }
  return pages.length;
}
