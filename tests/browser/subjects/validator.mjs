// The Nu validator on every page, style sheet and picture of the sample and on each kind of page of the workspace of 200: no errors.
// What it is not believed on, and why, is listed below; its warnings are not counted, because it takes each file as of an
// origin of its own and so warns on every page that `'self'` blocks the style sheet (the browser, in `links`, says the truth).
import { spawnSync } from 'node:child_process';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { ofEachKind } from '../site.mjs';

const jar = join(dirname(createRequire(import.meta.url).resolve('vnu-jar/package.json')), 'build/dist/vnu.jar');
// Its table of CSS is older than these three; Chromium, Firefox and Safari have had them since 2023.
const notKnownToIt = new Set([
  'CSS: Unrecognized at-rule “@container”',
  'CSS: “container-type”: Property “container-type” doesn\'t exist.',
  'CSS: “paint-order”: Property “paint-order” doesn\'t exist.',
]);

export function run({ sample, large, fail }) {
  let looked = 0;
  const lists = [
    ...sample.map(({ root, files }) => files.filter((name) => /\.(html|css|svg)$/.test(name)).map((name) => join(root, name))),
    large.flatMap(({ root, pages }) => ofEachKind(pages).map((page) => join(root, page.name))),
  ];
  for (const files of lists) {
    const { stderr, error, status } = spawnSync('java', ['-jar', jar, '--also-check-css', '--also-check-svg', '--exit-zero-always', '--format', 'json', ...files], { encoding: 'utf8', maxBuffer: 1 << 28 });
    if (error) throw error;
    if (status !== 0) throw new Error(`the validator ended with ${status}: ${stderr.slice(0, 400)}`);
    for (const { type, message, url = '', lastLine, extract = '' } of JSON.parse(stderr).messages) {
      if (type === 'info' || notKnownToIt.has(message)) continue;
      fail(`${url.replace(/^.*\/browser-[^/]+\//, '')}:${lastLine}`, `${message} ${JSON.stringify(extract.slice(0, 120))}`);
    }
    looked += files.length;
  }
  return looked;
}
