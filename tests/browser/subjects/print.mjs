// What Chromium prints: each kind of page as a tagged PDF with its heading in it; the register's, of the sample and of the
// workspace of 200, names everybody who has a page. Printed from a dark screen, every colour is that of a light one.
import { getDocument } from 'pdfjs-dist/legacy/build/pdf.mjs';
import { each } from '../browser.mjs';
import { longestOfEachKind } from '../site.mjs';

// Lines are broken and kerned anywhere: only the letters are compared.
const letters = (text) => text.normalize('NFKC').replace(/[\s\u00ad]+/g, '');
const colours = () => JSON.stringify([...document.querySelectorAll('body, body *')].map((e) => {
  const style = getComputedStyle(e);
  return [e.tagName, style.color, style.backgroundColor, style.borderTopColor, style.fill, style.stroke];
}));

async function read(bytes) {
  const pdf = await getDocument({ data: new Uint8Array(bytes), verbosity: 0, useSystemFonts: true }).promise;
  let text = '';
  let tagged = 0;
  for (let n = 1; n <= pdf.numPages; n += 1) {
    const page = await pdf.getPage(n);
    text += (await page.getTextContent()).items.map((item) => item.str ?? '').join('');
    tagged += (await page.getStructTree())?.children?.length ? 1 : 0;
  }
  const marked = (await pdf.getMarkInfo())?.Marked === true;
  const pages = pdf.numPages;
  await pdf.destroy();
  return { text: letters(text), marked, tagged, pages };
}

export async function run({ browser, sample, large, fail, figure }) {
  const of = (edition) => longestOfEachKind(edition.pages).map((page) => ({ label: page.label, page, edition }));
  const work = [...sample.flatMap(of), ...large.flatMap(of).filter(({ page }) => page.kind === 'register.html')];
  await each(browser, work, async (tab, { page, edition }) => {
    await tab.emulateMedia({ media: 'print', colorScheme: 'light' });
    await tab.goto(page.url);
    const light = await tab.evaluate(colours);
    await tab.emulateMedia({ media: 'print', colorScheme: 'dark' });
    const dark = await tab.evaluate(colours);
    if (dark !== light) {
      const [from, to] = [JSON.parse(light), JSON.parse(dark)];
      const at = from.findIndex((one, i) => JSON.stringify(one) !== JSON.stringify(to[i]));
      fail(page.label, `printed from dark ${JSON.stringify(to[at])} instead of ${JSON.stringify(from[at])}`);
    }
    const heading = await tab.evaluate(() => document.querySelector('h1').innerText);
    const pdf = await read(await tab.pdf({ tagged: true, preferCSSPageSize: true }));
    if (!pdf.marked || pdf.tagged === 0) fail(page.label, `the PDF is not tagged (${pdf.tagged} of ${pdf.pages} pages)`);
    if (!pdf.text.includes(letters(heading))) fail(page.label, `the PDF lacks its heading "${heading}"`);
    // The update is read on paper, too: two sheets at most.
    if (page.kind === 'index.html' && pdf.pages > 2) fail(page.label, `the update takes ${pdf.pages} sheets`);
    if (page.kind !== 'register.html') return;
    // Everybody with a page of their own, and everybody the register names.
    const people = edition.pages.filter((other) => other.kind === 'stakeholders').map((other) => other.source().match(/<h1[^>]*>(.*?)<\/h1>/s)[1].replace(/<[^>]+>/g, ''));
    const decoded = await tab.evaluate((list) => list.map((html) => new DOMParser().parseFromString(html, 'text/html').body.textContent), people);
    const named = await tab.evaluate(() => [...document.querySelectorAll('#register [scope=row]')].map((cell) => cell.firstChild.textContent));
    if (named.length < decoded.length) fail(page.label, `lists ${named.length} people, ${decoded.length} have a page`);
    const missing = [...new Set([...decoded, ...named])].filter((name) => !pdf.text.includes(letters(name)));
    if (missing.length) fail(page.label, `the PDF lacks ${missing.length} of ${named.length}: ${missing.slice(0, 5).join(', ')}`);
    figure(`${edition.label}: ${named.length} people on ${pdf.pages} sheets`);
  });
  return work.length;
}
