// One Chromium for all subjects, and a way to look at many pages with it.
import { chromium } from 'playwright-core';

export const executable = process.env.CHROMIUM ?? '/usr/bin/chromium';
export const flags = ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking',
  '--disable-component-update', '--disable-sync'];
// Tabs at once: more than cores gains nothing.
const tabs = 3;

export const launch = () => chromium.launch({ executablePath: executable, args: flags });

// Calls `look(page, item)` for each item, a few at a time, each in a tab of its own.
export async function each(browser, items, look, options = {}) {
  const left = [...items];
  await Promise.all(Array.from({ length: tabs }, async () => {
    const context = await browser.newContext({ viewport: { width: 1440, height: 900 }, ...options });
    const page = await context.newPage();
    for (let item = left.shift(); item; item = left.shift()) {
      try {
        await look(page, item);
      } catch (error) {
        throw new Error(`${item.label ?? item.page?.label}: ${error.message}`, { cause: error });
      }
    }
    await context.close();
  }));
}

// Says what goes wrong on the tab from now on: `say(what)`; call it before the first page.
export function listen(page, say) {
  page.on('console', (message) => say(`console: ${message.text()}`));
  page.on('pageerror', (error) => say(`script: ${error.message}`));
  page.on('response', (response) => { if (response.status() >= 400) say(`${response.status()}: ${response.url()}`); });
  // Going on to the next page aborts what is still on its way (the icon): no fault of the page.
  page.on('requestfailed', (request) => {
    const why = request.failure()?.errorText ?? 'no reason given';
    if (why !== 'net::ERR_ABORTED') say(`request failed: ${request.url()}: ${why}`);
  });
}
