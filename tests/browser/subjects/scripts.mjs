// Each kind of page of the sample reads the same with JavaScript off as with it on, but for what scripts add themselves:
// that lies within an element with `data-scripted` (so does what stands in for them without). Scripts weigh at most 15 KB an
// edition; `search-index.js` holds the words of the pages and no code, and only the search page loads it.
import { each } from '../browser.mjs';
import { ofEachKind } from '../site.mjs';

const mostBytes = 15 * 1024;
const index = 'search-index.js';
const read = () => {
  for (const added of document.querySelectorAll('[data-scripted], noscript')) added.remove();
  return document.body.innerText.replace(/\s+/g, ' ').trim();
};

export async function run({ browser, sample, large, fail, figure }) {
  const pages = [...sample, ...large].flatMap((edition) => ofEachKind(edition.pages)).filter((page) => page.source().includes('<script'));
  const text = new Map();
  const take = async (tab, page) => {
    await tab.goto(page.url);
    const found = await tab.evaluate(read);
    if (!text.has(page.label)) { text.set(page.label, found); return; }
    const before = text.get(page.label);
    if (found === before) return;
    let at = 0;
    while (found[at] === before[at]) at += 1;
    fail(page.label, `with scripts "${before.slice(Math.max(0, at - 20), at + 40)}", without "${found.slice(Math.max(0, at - 20), at + 40)}"`);
  };
  await each(browser, pages, take);
  await each(browser, pages, take, { javaScriptEnabled: false });
  for (const { label, files, size } of [...sample, ...large]) {
    const weigh = (names) => names.reduce((sum, name) => sum + size(name), 0);
    const bytes = weigh(files.filter((name) => name.endsWith('.js') && name !== index));
    if (bytes > mostBytes) fail(label, `${bytes} bytes of JavaScript`);
    figure(`${label} ${bytes} bytes of script, ${weigh(files.filter((name) => name === index))} of index`);
  }
  return pages.length;
}
