// Contrast by arithmetic over the tokens of the published style sheet, light and dark: text 4.5:1, marks 3:1. Then how far
// apart the status colours are for those who see colours otherwise; they needn't be far, since `statuses` asserts shape and word.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

const text = ['ink', 'ink-2', 'ink-3', 'link', 'ok', 'watch', 'risk', 'none'];
const marks = ['ok', 'watch', 'risk', 'none', 'axis', 'ink', 'ink-2', 'ink-3'];
// What text and marks lie on: the page, tinted rows, the map's key region. Within a chart's band only its own status is written.
const grounds = ['paper', 'tint', 'key'];
const statuses = ['ok', 'watch', 'risk', 'none'];

const tokensIn = (css) => Object.fromEntries([...css.matchAll(/--([\w-]+):\s*(#[0-9a-f]{6})\b/gi)].map(([, name, value]) => [name, value]));
// The dark tokens are those of blocks that ask for a dark scheme: everything up to the brace that closes the block.
function darkBlocks(css) {
  let found = '';
  for (const { index } of css.matchAll(/@media[^{]*prefers-color-scheme:\s*dark[^{]*\{/g)) {
    let depth = 0;
    let at = css.indexOf('{', index);
    const from = at;
    do { depth += { '{': 1, '}': -1 }[css[at]] ?? 0; at += 1; } while (depth > 0);
    found += css.slice(from, at);
  }
  return found;
}

const linear = (hex) => [1, 3, 5].map((at) => parseInt(hex.slice(at, at + 2), 16) / 255).map((c) => (c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4));
const luminance = ([r, g, b]) => 0.2126 * r + 0.7152 * g + 0.0722 * b;
const contrast = (a, b) => {
  const [low, high] = [luminance(linear(a)), luminance(linear(b))].sort((x, y) => x - y);
  return (high + 0.05) / (low + 0.05);
};

const times = (matrix, [x, y, z]) => matrix.map(([a, b, c]) => a * x + b * y + c * z);
// Linear sRGB to the responses of the long, middle and short cones (Viénot, Brettel, Mollon 1999) and back.
const toCones = [[0.17886, 0.43997, 0.03597], [0.03380, 0.27515, 0.03621], [0.00031, 0.00192, 0.01528]];
const fromCones = [[8.00533, -12.88195, 11.68065], [-0.97821, 5.26945, -10.18300], [-0.03905, -0.40025, 66.48079]];
const cone = (missing) => (rgb) => {
  const white = times(toCones, [1, 1, 1]);
  const blue = times(toCones, [0, 0, 1]);
  const red = times(toCones, [1, 0, 0]);
  const lms = times(toCones, rgb);
  // The missing response is set so that white and one primary look as they do to everybody: blue where long or middle
  // cones are missing, red where the short ones are (one plane for the tritanope, where Brettel has two: enough for a distance).
  const anchor = missing === 2 ? red : blue;
  const [i, j] = [0, 1, 2].filter((at) => at !== missing);
  const det = white[i] * anchor[j] - white[j] * anchor[i];
  const a = (white[missing] * anchor[j] - anchor[missing] * white[j]) / det;
  const b = (white[i] * anchor[missing] - anchor[i] * white[missing]) / det;
  lms[missing] = a * lms[i] + b * lms[j];
  return times(fromCones, lms).map((c) => Math.min(1, Math.max(0, c)));
};
const sights = { everybody: (rgb) => rgb, greyscale: (rgb) => Array(3).fill(luminance(rgb)), protanopia: cone(0), deuteranopia: cone(1), tritanopia: cone(2) };

// CIE Lab, D65; the distance is CIE76, where about 2 can just be told.
const lab = (rgb) => {
  const [x, y, z] = times([[0.4124, 0.3576, 0.1805], [0.2126, 0.7152, 0.0722], [0.0193, 0.1192, 0.9505]], rgb)
    .map((v, at) => v / [0.9505, 1, 1.089][at]).map((v) => (v > 0.008856 ? Math.cbrt(v) : 7.787 * v + 16 / 116));
  return [116 * y - 16, 500 * (x - y), 200 * (y - z)];
};
const distance = (a, b) => Math.hypot(...lab(a).map((v, at) => v - lab(b)[at]));

export function run({ sample, fail, figure }) {
  let looked = 0;
  const { root, files } = sample[0];
  const css = files.filter((name) => name.endsWith('.css')).map((name) => readFileSync(join(root, name), 'utf8')).join('\n').replace(/\/\*[\s\S]*?\*\//g, '');
  const inDark = darkBlocks(css);
  const dark = tokensIn(inDark);
  const light = tokensIn(css.replaceAll(inDark, ''));
  // The first value of a token is the light one: the dark blocks come after.
  for (const [, name, value] of [...css.matchAll(/--([\w-]+):\s*(#[0-9a-f]{6})\b/gi)].toReversed()) light[name] = value;
  if (Object.keys(dark).length < 10) throw new Error('the dark tokens were not found');
  for (const [scheme, tokens] of [['light', light], ['dark', { ...light, ...dark }]]) {
    for (const name of Object.keys(light)) if (!dark[name]) fail(scheme, `--${name} has no dark value`);
    let lowest = Infinity;
    for (const [names, least] of [[text, 4.5], [marks, 3]]) {
      for (const name of names) {
        for (const ground of grounds.filter((ground) => tokens[ground])) {
          const ratio = contrast(tokens[name], tokens[ground]);
          looked += 1;
          if (least === 4.5) lowest = Math.min(lowest, ratio);
          if (ratio < least) fail(scheme, `--${name} on --${ground} has ${ratio.toFixed(2)}:1, needs ${least}`);
        }
      }
    }
    for (const status of statuses.filter((status) => tokens[`${status}-band`])) {
      const ratio = contrast(tokens[status], tokens[`${status}-band`]);
      looked += 1;
      if (ratio < 3) fail(scheme, `--${status} on its band has ${ratio.toFixed(2)}:1`);
    }
    figure(`${scheme}: text at least ${lowest.toFixed(2)}:1`);
    let nearest = [Infinity];
    for (const [sight, see] of Object.entries(sights)) {
      statuses.forEach((a, i) => statuses.slice(0, i).forEach((b) => {
        const far = distance(see(linear(tokens[a])), see(linear(tokens[b])));
        if (far < nearest[0]) nearest = [far, `${b} and ${a} under ${sight}`];
      }));
    }
    figure(`nearest statuses ${nearest[1]}, ${nearest[0].toFixed(1)} in Lab`);
  }
  return looked;
}
