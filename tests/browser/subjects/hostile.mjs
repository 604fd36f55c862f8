// No script of a record or a note runs. Each vector stands in notes (as prose, item, heading, cell, link, quote) and in the fields of records;
// every page is opened as it is, and again without its policy, so that the markup itself has to be safe; links that leave the site are clicked.
// So are the single file, the record with somebody, the page of differences, the mail and its preview, and the live preview.
import { execFileSync, spawn } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { each } from '../browser.mjs';
import { edition } from '../site.mjs';
import { vectors } from '../vectors.mjs';

// Text for TOML. Control characters are refused in a record, and in a name whatever no header of a mail may hold: both tested elsewhere.
const quoted = (text) => JSON.stringify(text.replace(/[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069]/g, ''));
const oneLine = (text) => quoted(text.replace(/[\u0000-\u001f\u2028\u2029]+/g, ' ').replace(/%0[ad]|%00/gi, '%20').replace(/=\?/g, '= ?'));
const month = (n) => String(1 + (n % 9)).padStart(2, '0');
const day = (n) => `2026-${month(n)}-${String(1 + (n % 27)).padStart(2, '0')}`;

function write(dir) {
  const put = (path, text) => {
    mkdirSync(dirname(join(dir, path)), { recursive: true });
    writeFileSync(join(dir, path), text);
  };
  const all = vectors.map((make, n) => make(`canary(${n})`));
  const pick = (n) => oneLine(all[n % all.length]);
  put('rapporteur.toml', `product = ${pick(0)}\norganisation = ${pick(1)}\nas_of = 2026-11-01\n[[team]]\nid = "me"\nname = ${pick(2)}\nemail = "robin@ports.example"
[health]\nprofile = "full"\npurpose = ${pick(3)}\n[editions.pm]\ntitle = ${pick(4)}\npurpose = ${pick(5)}\n[editions.leadership]\ntitle = ${pick(6)}\npurpose = ${pick(7)}
[email]\nfrom = "Robin <robin@ports.example>"\nto = "Leaders <leaders@ports.example>"\nrecipients = ["s-0", "s-1"]\nsite = "https://reports.ports.example/"\n`);
  const lists = { groups: '', goals: '', milestones: '', decisions: '', risks: '', feedback: '', commitments: '', pulse: '' };
  all.forEach((vector, n) => {
    const text = quoted(vector);
    const line = oneLine(vector);
    put(`stakeholders/s-${n}.toml`, `name = ${line}\nkind = "external"\ntitle = ${line}\norganisation = ${line}\nemail = "s${n}@ports.example"\naudience = "leadership"\npriorities = [${text}]\nconcerns = [${text}]
expectations = [{ what = ${text}, on = ${day(n)} }]\npreferences = { channel = ${text}, format = ${text} }\npositions = [{ topic = ${text}, stance = -1, on = ${day(n)}, note = ${text} }]
[plan]\nobjective = ${text}\nstrategy = ${text}\nmeeting_format = ${text}\nreporting_style = ${text}\nkey_messages = [${text}]
[[assessment]]\ndate = 2026-01-05\nby = "me"\npower = ${1 + (n % 5)}\ninterest = ${1 + (n % 4)}\ncurrent = "neutral"\ndesired = "supportive"\nrationale = ${text}
[[override]]\nband = "watch"\nreason = ${text}\nby = "me"\non = 2026-10-10\nuntil = 2026-11-20\n[[pause]]\nfrom = 2026-02-01\nto = 2026-02-03\nreason = ${text}\n`);
    lists.groups += `[[group]]\nid = "g-${n}"\nname = ${line}\n`;
    lists.goals += `[[goal]]\nid = "goal-${n}"\ntitle = ${line}\nowner = "me"\nstrategic_goal = ${text}\nmetric = { name = ${text}, unit = ${text}, baseline = 1, targets = [{ on = 2026-01-01, target = 5 }] }\nreadings = [{ date = 2026-09-01, value = 3, source = ${text} }]\n`;
    lists.milestones += `[[milestone]]\nid = "m-${n}"\ntitle = ${line}\nowner = "me"\nbaseline_date = 2026-11-15\nforecasts = [{ on = 2026-09-01, date = 2026-12-01, reason = ${text} }]\n`;
    lists.decisions += `[[decision]]\nid = "d-${n}"\ntitle = ${line}\nstatus = "accepted"\nproposed = ${day(n)}\ndecided = 2026-10-01\napprover = "me"\noptions = [${text}, "b"]\nrecommendation = ${text}\noutcome = ${text}\nrationale = ${text}\nconsulted = []\n`;
    lists.risks += `[[risk]]\nid = "r-${n}"\nevent = ${line}\nowner = "me"\nopened = ${day(n)}\ncause = ${text}\neffect = ${text}\ncategory = ${text}\nreadings = [{ on = ${day(n)}, probability = 3, impact = 3 }]\npath_to_green = ${text}\n`;
    lists.feedback += `[[feedback]]\nid = "f-${n}"\nfrom = "s-${n}"\ndate = ${day(n)}\ntext = ${text}\nresponse = ${text}\noutcome = "declined"\nreason = ${text}\ntold = 2026-10-05\nvisibility = "leadership"\n`;
    lists.commitments += `[[commitment]]\nid = "c-${n}"\nfrom = "me"\nto = "s-${n}"\ntext = ${text}\nmade = ${day(n)}\ndue = 2026-10-20\nvisibility = "leadership"\n`;
    lists.pulse += `[[pulse]]\ndate = ${day(n)}\nquestion = ${line}\nn = 9\nmean = 3.5\n`;
    // A comment that doesn't end is an error; that is the vector's end for notes.
    const open = vector.lastIndexOf('<!--') > vector.lastIndexOf('-->') ? `${vector} -->` : vector;
    const flat = open.replace(/[\r\n\u0085]+/g, ' ');
    put(`notes/${day(n)}-v${n}.md`, `+++\ntitle = ${line}\nattendees = ["s-${n}", "me"]\nvisibility = "leadership"\n+++\n\n${open}\n\n- item ${flat}\n- [ ] @me -> @s-${n}: ${flat}  [due:: 2026-12-01]\n- (feedback) @s-${n}: ${flat}  [kind:: concern]
- (sentiment) @s-${n} -1: "${flat}"\n\n## ${flat} end\n\n| a | b |\n|---|---|\n| ${flat.replaceAll('|', '\\|')} | x |\n\n> ${flat}\n\n**${flat}** _${flat}_ \`${flat.replaceAll('`', '')}\`\n\n[words](${flat.replace(/[\s()<>]/g, '')}) ![words](<${flat.replace(/[<>]/g, '')}> "${flat.replaceAll('"', '')}")
[ref${n}] <${flat.replace(/[\s<>]/g, '')}>\n\n[ref${n}]: ${flat.replace(/\s/g, '') || 'x'} '${flat.replaceAll("'", '')}'\n\n\`\`\`${flat.replaceAll('`', '')}\n${open.replaceAll('```', '')}\n\`\`\`\n`);
  });
  for (const [name, text] of Object.entries(lists)) put(`${name}.toml`, text);
  for (let n = 0; n < 3; n += 1) {
    const ask = (k) => `[[asks]]\nid = "a-${n}-${k}"\nwhat = ${pick(n * 9 + k)}\nfrom = "s-${k}"\nneeded_by = 2026-11-0${k + 2}\noptions = [${pick(n * 9 + k + 1)}, ${pick(n * 9 + k + 2)}]\nrecommendation = ${pick(n * 9 + k + 3)}\ncost_of_delay = ${pick(n * 9 + k + 4)}\n`;
    const body = all.slice(n * 9, n * 9 + 9).map((vector) => `- ${vector.replace(/[\r\n\u0085]+/g, ' ').replaceAll('<!--', '<!-')}`).join('\n');
    put(`updates/2026-10-${10 + n}.md`, `+++\nheadline = ${pick(n * 11 + 8)}\nperiod = ${pick(n * 5 + 9)}\nstatus_reported = "amber"\n${[0, 1, 2].map(ask).join('')}+++\n\n## What changed\n\n${body}\n\n## Results\n\n${body}\n`);
  }
  return all;
}

// What a page must not hold, looked for in the browser's own tree; what it links to by the browser's own reading of it.
const look = ({ ours, isBare }) => {
  const faults = [];
  for (const el of document.querySelectorAll('*')) {
    const tag = el.localName;
    if (['object', 'embed', 'applet', 'form', 'base', 'frame', 'frameset', 'marquee', 'video', 'audio', 'foreignObject', 'animate', 'set', 'math', 'portal'].includes(tag)) faults.push(`<${tag}>`);
    if (tag === 'iframe' && !isBare && el.getAttribute('sandbox') !== '') faults.push('a frame without a sandbox');
    if (tag === 'meta' && /refresh|set-cookie/i.test(el.httpEquiv)) faults.push(`meta ${el.httpEquiv}`);
    if (tag === 'script' && !(el.src ? el.src.endsWith('.js') : ours)) faults.push(`script ${el.outerHTML.slice(0, 80)}`);
    if (tag === 'link' && !['icon', 'stylesheet'].includes(el.rel)) faults.push(`link ${el.rel}`);
    for (const { name, value } of el.attributes) {
      if (/^on/i.test(name)) faults.push(`${name} of <${tag}>`);
      if (name === 'style' && /url\(|expression|import|behavior|javascript/i.test(value)) faults.push(`style ${value}`);
      if (/canary/.test(name)) faults.push(`an attribute ${name}`);
    }
    // `:` is an address that leads nowhere.
    if (['a', 'area'].includes(tag) && el.hasAttribute('href') && !['file:', 'http:', 'https:', 'mailto:', ':'].includes(el.protocol)) faults.push(`a link to ${el.href.slice(0, 80)}`);
    if (tag === 'img' && el.hasAttribute('src') && !/^(data:image\/png;base64,|data:,$|cid:)/.test(el.getAttribute('src'))) faults.push(`a picture ${el.getAttribute('src').slice(0, 80)}`);
    if (el.namespaceURI === 'http://www.w3.org/2000/svg' && tag === 'use' && !el.getAttribute('href').startsWith('#')) faults.push(`use ${el.getAttribute('href')}`);
  }
  return faults;
};

const policy = /<meta http-equiv="Content-Security-Policy"[^>]*>/;

export async function run({ browser, program, fail, figure }) {
  const dir = mkdtempSync(join(tmpdir(), 'hostile-'));
  const env = { ...process.env };
  delete env.CI;
  const rapporteur = (...words) => execFileSync(program, words, { cwd: dir, env, stdio: ['ignore', 'pipe', 'pipe'], maxBuffer: 1 << 28 });
  let looked = 0;
  let clicked = 0;
  try {
    const all = write(join(dir, 'content'));
    try {
      rapporteur('build', 'content', '--out', 'out', '--single-file');
    } catch (error) {
      throw new Error(`${error.stderr}`.slice(0, 2000));
    }
    for (const n of [0, 7, 19]) rapporteur('build', 'content', '--about', `s-${n}`, '--complete', '--out', `about-${n}`);
    rapporteur('email', 'content', '--preview', '--out', 'mail');
    writeFileSync(join(dir, 'diff.html'), rapporteur('diff', '2026-09-01', '2026-11-01', 'content', '--format', 'html'));
    const others = ['diff.html', 'mail/preview.html'];
    for (const n of [0, 7, 19]) {
      for (const name of readdirSync(join(dir, `about-${n}`)).filter((file) => file.endsWith('.html'))) others.push(`about-${n}/${name}`);
    }
    for (const name of readdirSync(join(dir, 'mail')).filter((file) => file.endsWith('.eml'))) {
      const [, part] = readFileSync(join(dir, 'mail', name), 'utf8').split(/^Content-Type: text\/html.*\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\n/m);
      const bytes = part.slice(0, part.search(/^--/m)).replace(/=\r\n/g, '').replace(/=([0-9A-F]{2})/g, (_, hex) => String.fromCharCode(Number.parseInt(hex, 16)));
      writeFileSync(join(dir, 'mail', `${name}.html`), Buffer.from(bytes, 'latin1'));
      others.push(`mail/${name}.html`);
    }
    // The same without a policy.
    const bare = join(dir, 'bare');
    for (const name of ['out', ...new Set(others.map((path) => path.split('/')[0]))]) cpSync(join(dir, name), join(bare, name), { recursive: true });
    const strip = (root) => {
      for (const entry of readdirSync(root, { recursive: true })) {
        if (!entry.endsWith('.html')) continue;
        const text = readFileSync(join(root, entry), 'utf8');
        const without = text.replace(policy, '');
        if (without === text && !entry.includes('.eml.') && !entry.includes('404')) fail(entry, 'has no policy');
        writeFileSync(join(root, entry), without.replace(/sandbox=""/g, 'sandbox="allow-scripts allow-same-origin"'));
      }
    };
    strip(bare);
    const items = [];
    for (const [root, kind] of [[dir, 'with policy'], [bare, 'without']]) {
      for (const name of readdirSync(join(root, 'out'))) {
        if (name !== 'pm' && (root === dir || name !== 'leadership')) continue;
        items.push(...edition(join(root, 'out', name), `${kind}, ${name}`).pages.map(({ url, label }) => ({ url, label, isBare: root === bare })));
      }
      items.push(...others.filter((path) => existsSync(join(root, path))).map((path) => ({ url: pathToFileURL(join(root, path)).href, label: `${kind}, ${path}`, isBare: root === bare })));
    }
    const followed = new Set();
    const prepared = new WeakSet();
    let now = new WeakMap();
    const prepare = async (page) => {
      prepared.add(page);
      const say = (what) => fail(now.get(page)?.label ?? 'a page', what);
      await page.exposeFunction('canary', (n) => say(`vector ${n} ran: ${all[n]?.slice(0, 100)}`));
      page.on('dialog', (dialog) => { say(`a dialog: ${dialog.message()}`); dialog.dismiss(); });
      page.on('popup', () => say('a window opened'));
      // The pictures of a mail lie in the mail; frames have lost their sandbox, and there is no mail program to launch.
      const known = /^An iframe which has both|^(Not allowed to launch|Launched external handler for) 'mailto:/;
      page.on('console', (message) => { if (!message.location().url.startsWith('cid:') && !known.test(message.text())) say(`console: ${message.text()}`); });
      page.on('pageerror', (error) => say(`script: ${error.message}`));
      await page.route((url) => !['file:', 'data:'].includes(url.protocol), (route) => {
        // What was clicked may come late.
        if (now.get(page)?.clicks || followed.has(route.request().url())) return route.fulfill({ status: 204 });
        if (!route.request().url().startsWith('cid:')) say(`asks for ${route.request().url().slice(0, 100)}`);
        return route.abort();
      });
      page.on('framenavigated', (frame) => {
        const { url } = now.get(page) ?? {};
        if (frame === page.mainFrame() && url && frame.url().split('#')[0] !== url && frame.url() !== 'about:blank' && !now.get(page).clicks) say(`went to ${frame.url().slice(0, 100)}`);
      });
    };
    await each(browser, items, async (page, item) => {
      now.set(page, {});
      if (!prepared.has(page)) await prepare(page);
      now.set(page, item);
      await page.goto(item.url);
      const isOurs = item.label.endsWith('report.html');
      for (const frame of page.frames()) for (const fault of await frame.evaluate(look, { ours: isOurs, isBare: item.isBare })) fail(item.label, fault);
      // Whatever waits for a reader's hand.
      await page.evaluate(() => {
        for (const el of document.querySelectorAll('main *, .page *')) for (const type of ['mouseover', 'pointerenter', 'focus', 'toggle', 'animationstart', 'error', 'load']) el.dispatchEvent(new Event(type));
        for (const el of document.querySelectorAll('details')) el.open = true;
      });
      looked += 1;
      const away = await page.evaluate(() => [...document.querySelectorAll('a[href]')].filter((a) => a.protocol !== 'file:').map((a) => a.getAttribute('href')));
      for (const href of new Set(away)) {
        // What isn't an address leads nowhere but to the browser's own page of errors.
        if (followed.has(href) || !item.isBare || !URL.canParse(href)) continue;
        followed.add(href);
        followed.add(new URL(href).href);
        clicked += 1;
        now.set(page, { ...item, clicks: true });
        const leads = /^https?:/i.test(href);
        const asked = leads ? page.waitForRequest((request) => request.isNavigationRequest(), { timeout: 2000 }).catch(() => {}) : page.waitForTimeout(30);
        await page.evaluate((wanted) => [...document.querySelectorAll('a[href]')].find((a) => a.getAttribute('href') === wanted)?.click(), href);
        await asked;
        await page.waitForTimeout(20);
        now.set(page, item);
      }
    });
    // The live preview, with a record that can't be read, too.
    const child = spawn(program, ['serve', join(dir, 'content'), '--port', '0'], { stdio: ['ignore', 'ignore', 'pipe'], env });
    try {
      const url = await new Promise((found, lost) => {
        let said = '';
        child.stderr.on('data', (data) => {
          said += data;
          const at = /http:\/\/127\.0\.0\.1:\d+\//.exec(said);
          if (at) found(at[0]);
        });
        child.on('exit', () => lost(new Error(said)));
      });
      const page = await browser.newPage();
      let where = '';
      await page.exposeFunction('canary', (n) => fail(`preview, ${where}`, `vector ${n} ran`));
      page.on('dialog', (dialog) => { fail(`preview, ${where}`, 'a dialog'); dialog.dismiss(); });
      page.on('request', (request) => { if (!request.url().startsWith(url)) fail(`preview, ${where}`, `asks for ${request.url().slice(0, 100)}`); });
      for (where of ['index.html', 'register.html', 'stakeholders/s-3.html', 'promises.html', 'risks.html', 'notes/index.html', '<script>canary(0)</script>', '%3Cimg%20src=x%20onerror=canary(0)%3E']) {
        await page.goto(url + where);
        for (const fault of await page.evaluate(look, {})) fail(`preview, ${where}`, fault);
        looked += 1;
      }
      where = 'index.html';
      await page.goto(url + where);
      all.forEach((vector, n) => writeFileSync(join(dir, `content/stakeholders/s-${n}.toml`), `name = "x"\nkind = ${oneLine(vector)}\n${oneLine(vector)} = 1\n`));
      await page.waitForFunction(() => document.getElementById('rapporteur-problems')?.textContent.includes('canary'), null, { timeout: 20_000 }).catch(() => fail('preview', 'the problems are not told'));
      for (const fault of await page.evaluate(look, {})) fail('preview, problems', fault);
      looked += 1;
      await page.close();
    } finally {
      child.kill();
    }
    figure(`${all.length} vectors`);
    figure(`${clicked} links clicked`);
    return looked;
  } finally {
    if (!process.env.KEEP) rmSync(dir, { recursive: true });
  }
}
