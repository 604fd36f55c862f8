// axe-core on each kind of page of the sample: WCAG 2.2 AA and best practice, wide and narrow, light, dark and print.
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { each } from '../browser.mjs';
import { ofEachKind } from '../site.mjs';

const source = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const tags = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];
// Paper has no targets.
const options = (media) => ({ runOnly: { type: 'tag', values: tags }, rules: { 'target-size': { enabled: media !== 'print' } }, resultTypes: ['violations'], preload: false });
const expression = (media) => `axe.run(document, ${JSON.stringify(options(media))}).then((r) => JSON.stringify(r.violations.map((v) => [v.id, v.nodes.length, v.nodes[0].html.slice(0, 160)])))`;
const variants = [
  ['light', { media: 'screen', colorScheme: 'light' }, 1440], ['dark', { media: 'screen', colorScheme: 'dark' }, 1440],
  ['dark, narrow', { media: 'screen', colorScheme: 'dark' }, 320], ['light, narrow', { media: 'screen', colorScheme: 'light' }, 320],
  ['print', { media: 'print', colorScheme: 'light' }, 794],
];

export async function run({ browser, sample, fail }) {
  const pages = sample.flatMap((edition) => ofEachKind(edition.pages));
  await each(browser, pages, async (tab, page) => {
    await tab.goto(page.url);
    // By the protocol, not by a script element: the page's own policy forbids those.
    const session = await tab.context().newCDPSession(tab);
    await session.send('Runtime.evaluate', { expression: source });
    for (const [label, media, width] of variants) {
      await tab.emulateMedia(media);
      await tab.setViewportSize({ width, height: 900 });
      const { result } = await session.send('Runtime.evaluate', { expression: expression(media.media), awaitPromise: true, returnByValue: true });
      for (const [id, count, html] of JSON.parse(result.value)) fail(page.label, `${label}: axe ${id} (${count}): ${html}`);
    }
    await session.detach();
  });
  return pages.length * variants.length;
}
