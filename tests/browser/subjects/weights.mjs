// No page weighs more than 100 KB, the register no more than 150 KB: of the sample and of the workspace of 200, every page.
// (Requests are counted by `hosts`, scripts by `scripts`.)
export function run({ sample, large, fail, figure }) {
  const pages = [...sample, ...large].flatMap((edition) => edition.pages);
  for (const page of pages) {
    const most = (page.isRegister ? 150 : 100) * 1024;
    if (page.bytes > most) fail(page.label, `${page.bytes} bytes, at most ${most}`);
  }
  const heaviest = (list) => list.reduce((a, b) => (a.bytes > b.bytes ? a : b));
  const register = heaviest(pages.filter((page) => page.isRegister));
  const other = heaviest(pages.filter((page) => !page.isRegister));
  figure(`the register of 200 ${register.bytes} bytes`);
  figure(`the heaviest other ${other.label} ${other.bytes}`);
  return pages.length;
}
