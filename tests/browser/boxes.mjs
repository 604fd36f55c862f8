// Where the texts of a drawing lie, measured in the page.

// Runs in the page: `{ texts, frame }` of one svg element. A glyph's ink is lower than the line that a box spans:
// 10% is taken off above and below. Texts without letters are left out.
export const measure = (svg) => {
  const box = (e) => { const { left, top, right, bottom } = e.getBoundingClientRect(); return { left, top, right, bottom }; };
  const texts = [...svg.querySelectorAll('text')].filter((e) => e.textContent.trim()).map((e) => {
    const b = box(e);
    const off = (b.bottom - b.top) * 0.1;
    return { text: e.textContent.trim(), left: b.left, right: b.right, top: b.top + off, bottom: b.bottom - off };
  });
  return { texts, frame: box(svg), page: document.documentElement.clientWidth };
};

// What is wrong with it: texts that overlap, leave the drawing or the page. A glyph's box is rounded outwards to whole pixels,
// so a text that starts at the edge may seem to start before it: `slack` px are let pass.
const slack = 1.5;

export function faults({ texts, frame, page }) {
  const found = [];
  texts.forEach((a, i) => {
    if (a.left < frame.left - slack || a.right > frame.right + slack || a.top < frame.top - slack || a.bottom > frame.bottom + slack || a.right > page + 0.5) found.push(`"${a.text}" is clipped`);
    for (const b of texts.slice(0, i)) {
      if (a.left < b.right && b.left < a.right && a.top < b.bottom && b.top < a.bottom) found.push(`"${a.text}" lies on "${b.text}"`);
    }
  });
  return found;
}
