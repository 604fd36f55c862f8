// Each kind of page at a server's root and in a sub-folder of one, the same as from file:// (which `links` opens): no
// console message, no failed request, no request off the server, as much text, and at most 6 requests.
import { each, listen } from '../browser.mjs';
import { ofEachKind, serve } from '../site.mjs';

const mostRequests = 6;

export async function run({ browser, sample, fail, figure }) {
  let looked = 0;
  let most = 0;
  for (const edition of sample) {
    for (const prefix of ['', '/reports/2026/our site']) {
      const server = await serve(edition.root, prefix);
      const base = new URL(encodeURI(server.base)).href;
      const current = new Map();
      const asked = new Map();
      await each(browser, ofEachKind(edition.pages), async (tab, page) => {
        const say = (what) => fail(`${page.label} at ${prefix || '/'}`, what);
        if (!current.has(tab)) {
          listen(tab, (what) => current.get(tab)(what));
          tab.on('request', (request) => asked.set(tab, [...(asked.get(tab) ?? []), request.url()]));
        }
        current.set(tab, say);
        await tab.goto(page.url);
        const local = await tab.evaluate(() => document.body.innerText);
        await tab.goto('about:blank');
        asked.set(tab, []);
        await tab.goto(new URL(page.name, base).href, { waitUntil: 'networkidle' });
        const served = await tab.evaluate(() => document.body.innerText);
        if (served !== local) say('reads otherwise than from file://');
        const urls = asked.get(tab);
        for (const url of urls) if (!url.startsWith(base) && !url.startsWith('data:')) say(`asks for ${url}`);
        most = Math.max(most, urls.length);
        if (urls.length > mostRequests) say(`${urls.length} requests: ${urls.join(' ')}`);
        looked += 1;
      });
      const tab = await browser.newPage();
      const answer = await tab.goto(new URL('no-such-page.html', base).href);
      if (answer.status() !== 404) fail(edition.label, 'the test server has no 404');
      await tab.close();
      server.close();
    }
  }
  figure(`at most ${most} requests`);
  return looked;
}
