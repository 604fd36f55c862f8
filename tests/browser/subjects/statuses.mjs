// A status is a word and a shape, not only a colour. In tables and text: each coloured status has a word and a drawn mark
// from the sprite, and no mark stands for two colours. In charts: no shape (its outline, hollow or filled) is drawn in two
// status colours; bars are left out, whose side of the axis and number say what the colour says.
import { each } from '../browser.mjs';
import { ofEachKind } from '../site.mjs';

const probe = () => {
  const classes = ['ok', 'watch', 'risk', 'none'];
  const wrong = [];
  const markOf = new Map();
  let looked = 0;
  for (const e of document.querySelectorAll('.st')) {
    const status = classes.find((name) => e.classList.contains(name));
    if (!status) continue;
    looked += 1;
    const mark = e.querySelector('use')?.getAttribute('href');
    const word = e.textContent.trim();
    if (!/\p{L}/u.test(word)) wrong.push(`no word: ${e.outerHTML.slice(0, 120)}`);
    if (!mark) wrong.push(`no mark: ${e.outerHTML.slice(0, 120)}`);
    else if (!document.querySelector(mark)?.firstElementChild) wrong.push(`the mark ${mark} is nowhere`);
    if (mark && (markOf.get(mark) ?? status) !== status) wrong.push(`${mark} is both ${markOf.get(mark)} and ${status}: "${word}"`);
    if (mark) markOf.set(mark, status);
  }
  const shape = (e) => {
    const hollow = [...e.classList].some((name) => name.startsWith('s-')) ? 'hollow ' : '';
    if (e.tagName === 'circle') return `${hollow}circle`;
    const d = e.tagName === 'use' ? e.getAttribute('href') : (e.getAttribute('d') ?? '');
    const first = d.split(/(?=M)/)[0];
    if (e.tagName === 'use') return d;
    const letters = first.replace(/[^a-z]/gi, '');
    // A horizontal and a vertical edge, closed: a bar. A line without an end: a stroke in the colour of what it leads to.
    if (/^M?[hHvV]+z?$/.test(letters)) return null;
    const { width, height } = e.getBBox();
    const slope = [...first.matchAll(/l\s*(-?[\d.]+)\s*(-?[\d.]+)/g)].map(([, x, y]) => `${Math.sign(x)}${Math.sign(y)}`).join(' ');
    return `${hollow}${letters.length > 12 ? 'round' : letters} ${letters.length > 12 ? '' : slope} ${width === 0 || height === 0 ? 'line' : ''}`;
  };
  const describe = (e) => e.closest('svg').getAttribute('aria-labelledby') ?? e.closest('svg').getAttribute('class');
  for (const svg of document.querySelectorAll('svg[role=img]')) {
    const colourOf = new Map();
    for (const e of svg.querySelectorAll('path,circle,use,polygon')) {
      const status = classes.find((name) => e.classList.contains(`f-${name}`) || e.classList.contains(`s-${name}`));
      if (!status) continue;
      looked += 1;
      const drawn = shape(e);
      if (!drawn) continue;
      if ((colourOf.get(drawn) ?? status) !== status) wrong.push(`${describe(e)}: ${colourOf.get(drawn)} and ${status} are both "${drawn}"`);
      colourOf.set(drawn, status);
    }
  }
  return { wrong: [...new Set(wrong)], looked };
};

export async function run({ browser, sample, large, fail }) {
  let looked = 0;
  await each(browser, [...sample.flatMap((edition) => edition.pages), ...large.flatMap((edition) => ofEachKind(edition.pages))], async (tab, page) => {
    if (!/class="st |role="img"/.test(page.source())) return;
    await tab.goto(page.url);
    const found = await tab.evaluate(probe);
    looked += found.looked;
    for (const what of found.wrong) fail(page.label, what);
  });
  return looked;
}
