// No page scrolls sideways: every page of the sample, each kind of the workspace of 200, at four widths.
import { each } from '../browser.mjs';
import { ofEachKind } from '../site.mjs';

const widths = [1440, 768, 380, 320];

export async function run({ browser, sample, large, fail }) {
  const pages = [...sample.flatMap((edition) => edition.pages), ...large.flatMap((edition) => ofEachKind(edition.pages))];
  await each(browser, pages, async (tab, page) => {
    await tab.goto(page.url);
    for (const width of widths) {
      await tab.setViewportSize({ width, height: 900 });
      const wide = await tab.evaluate(() => {
        const root = document.documentElement;
        if (root.scrollWidth <= root.clientWidth) return null;
        const out = [...document.querySelectorAll('main *')].find((e) => e.getBoundingClientRect().right > root.clientWidth + 0.5);
        return `${root.scrollWidth - root.clientWidth} px, by ${out ? out.outerHTML.slice(0, 120) : 'nothing in main'}`;
      });
      if (wide) fail(page.label, `scrolls sideways at ${width} px: ${wide}`);
    }
  });
  return pages.length * widths.length;
}
