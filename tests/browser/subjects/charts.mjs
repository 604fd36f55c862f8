// Every drawing with `role="img"`, on every page of the sample and of the workspace of 200 that has one, wide and narrow:
// it has a name; the same is said in words or figures beside it; none of its texts overlap or are clipped.
import { each } from '../browser.mjs';
import { faults, measure } from '../boxes.mjs';

const widths = [1400, 768, 380];

export async function run({ browser, sample, large, fail, figure }) {
  const pages = [...sample, ...large].flatMap((edition) => edition.pages).filter((page) => page.source().includes('role="img"'));
  let drawings = 0;
  await each(browser, pages, async (tab, page) => {
    await tab.goto(page.url);
    for (const unnamed of await tab.evaluate(() => [...document.querySelectorAll('svg[role=img]')].filter((svg) => {
      const by = (svg.getAttribute('aria-labelledby') ?? '').split(' ').filter(Boolean);
      const named = by.length ? by.every((id) => document.getElementById(id)?.textContent.trim()) : (svg.getAttribute('aria-label') ?? svg.querySelector('title')?.textContent ?? '').trim();
      return !named;
    }).map((svg) => svg.outerHTML.slice(0, 80)))) fail(page.label, `no name: ${unnamed}`);
    // In a table's row it stands beside its figures. Any other stands in a figure or list item that says more than the drawing
    // does, in a section with a table or sentence.
    for (const alone of await tab.evaluate(() => [...document.querySelectorAll('svg[role=img]')].filter((svg) => {
      const says = (e) => e.textContent.replace(svg.textContent, '').trim() !== '';
      const row = svg.closest('tr');
      if (row) return !says(row);
      const around = svg.closest('figure, li, dd, article, div') ?? svg.parentElement;
      return !says(around) || !(svg.closest('section') ?? document.querySelector('main')).querySelector('table, p');
    }).map((svg) => svg.outerHTML.slice(0, 80)))) fail(page.label, `nothing in words beside ${alone}`);
    for (const width of widths) {
      await tab.setViewportSize({ width, height: 900 });
      const shown = await tab.$$('svg[role=img]:has(text)');
      for (const svg of shown) {
        if (!(await svg.isVisible())) continue;
        drawings += 1;
        for (const what of faults(await svg.evaluate(measure))) fail(page.label, `${width} px: ${await svg.evaluate((e) => e.getAttribute('aria-labelledby') ?? e.getAttribute('class'))}: ${what}`);
      }
      if (await tab.evaluate(() => [...document.querySelectorAll('figure:not(details *)')].some((figure) => {
        const drawn = [...figure.querySelectorAll('svg[role=img]')];
        return drawn.length > 0 && drawn.every((svg) => svg.getBoundingClientRect().width === 0);
      }))) fail(page.label, `${width} px: a figure shows no drawing`);
    }
  });
  figure(`${drawings} drawings measured`);
  return pages.length;
}
