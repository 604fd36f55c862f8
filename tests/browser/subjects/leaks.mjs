// What leadership may not see changes nothing that is looked at or printed: twenty changes to the workspace of the proof, each with a token in it,
// and after each the same files, the same pictures and the same PDFs, and the token in none. The changes in all fields are `cargo test`'s.
import { execFileSync } from 'node:child_process';
import { appendFileSync, cpSync, mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { inflateSync } from 'node:zlib';
import { getDocument } from 'pdfjs-dist/legacy/build/pdf.mjs';
import { edition, longestOfEachKind } from '../site.mjs';

const proof = resolve(dirname(fileURLToPath(import.meta.url)), '../../proof/workspace');
const token = 'zqxvelvet';

const append = (file, text) => (dir) => {
  mkdirSync(dirname(join(dir, file)), { recursive: true });
  appendFileSync(join(dir, file), text);
};
const replace = (file, from, to) => (dir) => {
  const before = readFileSync(join(dir, file), 'utf8');
  const after = before.replace(from, to);
  if (after === before) throw new Error(`${file} has no ${from}: the change would be none`);
  writeFileSync(join(dir, file), after);
};
const ada = (from, to) => replace('stakeholders/ada.toml', from, to);
const changes = {
  'an address': ada('ada@ports', `${token}@ports`),
  'an alias': ada('["adam"]', `["adam", "${token}"]`),
  'a priority': ada('No surprises', `No ${token}`),
  'a concern': ada('Feed costs', token),
  'an expectation': ada('A cost model', token),
  'a preference': ada('channel = "email"', `channel = "${token}"`),
  'a position': ada('topic = "Opening"', `topic = "${token}"`),
  'a stance': ada('stance = -1', `stance = 2, note = "${token}"`),
  'an objective': ada('Approves the budget', token),
  'power and interest': ada(/power = 5\ninterest = 4/, `power = 1\ninterest = 1\nrationale = "${token}"`),
  'a mark': append('notes/2026-10-05-desk.md', `\n- (sentiment) @ada -2: "${token}"\n`),
  'a candid section': append('notes/2026-10-05-desk.md', `\n## Candid {visibility=pm}\n\nAda is ${token}.\n`),
  'a note': append(`notes/2026-10-24-${token}.md`, `+++\nattendees = ["me", "ada"]\n+++\n# ${token}\n\n- [ ] @me -> @ada: ${token}  [due:: 2026-10-28]\n`),
  'a note of the overlay': append(`private/notes/2026-10-25-${token}.md`, `+++\nattendees = ["me", "ada"]\n+++\n${token}\n`),
  'a minute': append(`minutes/2026-10-26-${token}.md`, `# ${token}\n\n## Attendees\n\n- Robin Berg\n- Ada Moss\n`),
  'a person for the managers': append(`stakeholders/${token}.toml`, `name = "${token}"\nkind = "external"\nvisibility = "pm"\n`),
  'a person for the team': append(`stakeholders/${token}.toml`, `name = "${token}"\nkind = "external"\nvisibility = "team"\ngroup = "finance"\n`),
  'a file for the managers': append(`static/pm/${token}.txt`, token),
  'a promise': append('commitments.toml', `\n[[commitment]]\nfrom = "me"\nto = "ada"\ntext = "${token}"\nmade = 2026-10-01\ndue = 2026-10-20\n`),
  'feedback': append('feedback.toml', `\n[[feedback]]\nid = "f-${token}"\nfrom = "ada"\ndate = 2026-10-01\ntext = "${token}"\nseverity = "high"\nkind = "complaint"\n`),
};

// A PDF says when it was made; its elements are numbered on from those of the pages before.
const dateless = (pdf) => Buffer.from(pdf).toString('latin1').replace(/\/(CreationDate|ModDate) ?\([^)]*\)|\(node\d+\)/g, '');

// Everything in a PDF that may be text: its bytes, its streams inflated, what a reader extracts.
async function text(bytes) {
  const raw = Buffer.from(bytes).toString('latin1');
  let all = raw;
  for (const stream of raw.matchAll(/stream\r?\n([\s\S]*?)endstream/g)) {
    try {
      all += inflateSync(Buffer.from(stream[1], 'latin1')).toString('latin1');
    } catch {
      // Not a deflated stream.
    }
  }
  const pdf = await getDocument({ data: new Uint8Array(bytes), verbosity: 0, useSystemFonts: true }).promise;
  for (let n = 1; n <= pdf.numPages; n += 1) all += (await (await pdf.getPage(n)).getTextContent()).items.map((item) => item.str ?? '').join('');
  all += JSON.stringify(await pdf.getMetadata());
  await pdf.destroy();
  return all.toLowerCase();
}

export async function run({ browser, program, fail, figure }) {
  const dir = mkdtempSync(join(tmpdir(), 'leaks-'));
  const context = await browser.newContext({ viewport: { width: 1440, height: 900 } });
  const tab = await context.newPage();
  const env = { ...process.env };
  // Lines that are not counted are part of the proof.
  delete env.CI;
  // Each state at the same place, so that no address differs.
  const site = join(dir, 'site');
  const build = (change) => {
    const workspace = join(dir, 'workspace');
    for (const old of [workspace, site]) rmSync(old, { recursive: true, force: true });
    cpSync(proof, workspace, { recursive: true });
    change(workspace);
    execFileSync(program, ['build', workspace, '--edition', 'leadership', '--out', site], { stdio: ['ignore', 'ignore', 'pipe'], env });
    return new Map(readdirSync(site, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile()).map((entry) => {
      const path = join(entry.parentPath ?? entry.path, entry.name);
      return [path.slice(site.length + 1), readFileSync(path)];
    }));
  };
  const look = async (url) => {
    await tab.goto(url);
    return { picture: await tab.screenshot({ fullPage: true, animations: 'disabled' }), pdf: await tab.pdf({ tagged: true }) };
  };
  try {
    const base = build(() => {});
    // What is looked at and printed; the bytes of every file are compared besides.
    const wanted = ['index.html', 'register.html', 'stakeholders', 'updates', 'notes'];
    const kinds = longestOfEachKind(edition(site, 'proof').pages).filter((page) => wanted.includes(page.kind));
    if (kinds.length < wanted.length) fail('the proof', `has only ${kinds.map((page) => page.name).join(', ')}`);
    const before = new Map();
    for (const page of kinds) before.set(page.name, await look(page.url));
    let pictures = 0;
    for (const [what, change] of Object.entries(changes)) {
      const files = build(change);
      const names = [...new Set([...base.keys(), ...files.keys()])];
      const differ = names.filter((name) => !base.has(name) || !files.has(name) || !base.get(name).equals(files.get(name)));
      if (differ.length) fail(what, `changes ${differ.join(', ')}`);
      for (const [name, bytes] of files) if (`${name}\n${bytes.toString('latin1')}`.toLowerCase().includes(token)) fail(what, `${name} holds its token`);
      for (const page of kinds) {
        const was = before.get(page.name);
        let now = await look(page.url);
        // A tile that wasn't painted yet is no difference: it is there the next time.
        for (let again = 0; again < 3 && !now.picture.equals(was.picture); again += 1) now = await look(page.url);
        if (!now.picture.equals(was.picture)) fail(what, `${page.name} looks otherwise`);
        if (dateless(now.pdf) !== dateless(was.pdf)) fail(what, `${page.name} prints otherwise`);
        if ((await text(now.pdf)).includes(token)) fail(what, `${page.name} prints its token`);
        pictures += 1;
      }
    }
    // What it may see does show: the proof could fail.
    const seen = build(ada('Chief financial officer', token));
    const page = kinds.find(({ name }) => name.includes('ada'));
    const shows = page && [...seen.values()].some((bytes) => bytes.toString('latin1').includes(token)) && (await text((await look(page.url)).pdf)).includes(token);
    if (!shows) fail('a title', 'leadership may see it, and it shows nowhere: the proof could not fail');
    figure(`${Object.keys(changes).length} changes, ${pictures} pictures and as many PDFs`);
    return Object.keys(changes).length + 1;
  } finally {
    await context.close();
    rmSync(dir, { recursive: true });
  }
}
