// What was built: the editions under a folder, their pages and the kinds of those. Nothing here lists a page by name.
import { readFileSync, readdirSync, statSync } from 'node:fs';
import { createServer } from 'node:http';
import { dirname, join, normalize } from 'node:path';
import { pathToFileURL } from 'node:url';
import { gzipSync } from 'node:zlib';

// The editions a build wrote under `dir`: `of` names the workspace.
export function editions(dir, of) {
  return readdirSync(dir).sort().map((name) => edition(join(dir, name), `${of}/${name}`));
}

export function edition(root, label) {
  const files = readdirSync(root, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath ?? entry.path, entry.name).slice(root.length + 1)).sort();
  if (!files.includes('index.html')) throw new Error(`${root} has no index.html`);
  const size = (name) => statSync(join(root, name)).size;
  const pages = files.filter((name) => name.endsWith('.html')).map((name) => ({
    name, root, label: `${label}/${name}`, bytes: size(name), kind: kind(name), url: pathToFileURL(join(root, name)).href,
    source: () => readFileSync(join(root, name), 'utf8'),
    // The front page is the register where there is no update.
    get isRegister() { return this.kind === 'register.html' || (this.kind === 'index.html' && this.source().includes('id="register"')); },
  }));
  return { root, label, files, pages, size };
}

// A page's kind is its folder; at the top its name, without the number of a list in several pages.
const kind = (name) => (name.includes('/') ? dirname(name) : name.replace(/-\d+(?=\.html$)/, ''));

// The longest and the shortest page of each kind.
export function ofEachKind(pages) {
  const kinds = new Map();
  for (const page of pages) kinds.set(page.kind, [...(kinds.get(page.kind) ?? []), page]);
  return [...kinds.values()].flatMap((list) => {
    const sorted = list.toSorted((a, b) => b.bytes - a.bytes);
    return sorted.length > 1 ? [sorted[0], sorted.at(-1)] : sorted;
  });
}

export const longestOfEachKind = (pages) => {
  const seen = new Set();
  return pages.toSorted((a, b) => b.bytes - a.bytes).filter((page) => !seen.has(page.kind) && seen.add(page.kind));
};

const types = { html: 'text/html; charset=utf-8', css: 'text/css', js: 'text/javascript', svg: 'image/svg+xml', txt: 'text/plain',
  json: 'application/json', png: 'image/png', ics: 'text/calendar', xml: 'application/atom+xml', csv: 'text/csv', woff2: 'font/woff2' };

// Serves a folder below `prefix` on loopback, compressed as static hosts do it: `{ base, close }`.
export async function serve(root, prefix = '') {
  const server = createServer((request, response) => {
    const path = decodeURIComponent(new URL(request.url, 'http://x').pathname);
    let status = 200;
    let body;
    let name = normalize(path.slice(prefix.length + 1) || 'index.html');
    try {
      if (!path.startsWith(`${prefix}/`) || name.startsWith('..')) throw new Error('outside');
      body = readFileSync(join(root, name));
    } catch {
      [status, name, body] = [404, '404.html', readFileSync(join(root, '404.html'))];
    }
    const type = types[name.split('.').pop()] ?? 'application/octet-stream';
    response.writeHead(status, { 'content-type': type, 'content-encoding': 'gzip', 'cache-control': 'max-age=600' });
    response.end(gzipSync(body));
  });
  await new Promise((done) => { server.listen(0, '127.0.0.1', done); });
  return { base: `http://127.0.0.1:${server.address().port}${prefix}/`, close: () => server.close() };
}
