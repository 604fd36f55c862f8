// Contrast by arithmetic over the tokens of each edition's style sheet and of every theme, light and dark: text 4.5:1, marks 3:1. Then how far
// apart the status colours are for those who see colours otherwise; they needn't be far, since `statuses` asserts shape and word.
import { readFileSync, readdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const templates = join(dirname(fileURLToPath(import.meta.url)), '../../../templates');
const text = ['ink', 'ink-2', 'ink-3', 'link', 'accent', 'ok', 'watch', 'risk', 'none'];
const marks = ['ok', 'watch', 'risk', 'none', 'axis', 'ink', 'ink-2', 'ink-3'];
// What text and marks lie on: the page, tinted rows, the banner, the map's key region. Within a chart's band only its own status is written.
const grounds = ['paper', 'tint', 'wash', 'key'];
const statuses = ['ok', 'watch', 'risk', 'none'];

const tokensIn = (css) => Object.fromEntries([...css.matchAll(/--([\w-]+):\s*(#[0-9a-f]{6})\b/gi)].map(([, name, value]) => [name, value]));
// The dark tokens are those of blocks that ask for a dark scheme, up to the brace that closes each; the light ones are all others.
function split(css) {
  let [light, dark, rest] = ['', '', css];
  for (let found; (found = rest.match(/@media[^{]*prefers-color-scheme:\s*dark[^{]*\{/));) {
    let at = found.index + found[0].length;
    for (let depth = 1; depth > 0 && at < rest.length; at += 1) depth += { '{': 1, '}': -1 }[rest[at]] ?? 0;
    light += rest.slice(0, found.index);
    dark += rest.slice(found.index, at);
    rest = rest.slice(at);
  }
  return [light + rest, dark];
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

const cssOf = ({ root, files }) => files.filter((name) => name.endsWith('.css')).map((name) => readFileSync(join(root, name), 'utf8')).join('\n');

export function run({ sample, fail, figure }) {
  const styles = sample.map((edition) => [edition.label, cssOf(edition)]);
  // Themes that no edition of the sample has, over the style of the first one.
  const themes = readdirSync(templates).filter((name) => /^theme-.*\.css$/.test(name));
  if (themes.length < 3) throw new Error('the themes were not found');
  for (const name of themes) styles.push([name, styles[0][1] + readFileSync(join(templates, name), 'utf8')]);
  return styles.reduce((looked, [label, css], n) => looked + look(label, css, fail, n === 0 ? figure : () => {}), 0);
}

function look(label, styleSheet, fail, figure) {
  let looked = 0;
  const [inLight, inDark] = split(styleSheet.replace(/\/\*[\s\S]*?\*\//g, ''));
  const [light, dark] = [tokensIn(inLight), tokensIn(inDark)];
  if (Object.keys(dark).length < 10) throw new Error('the dark tokens were not found');
  for (const [scheme, tokens] of [['light', light], ['dark', { ...light, ...dark }]]) {
    for (const name of Object.keys(light)) if (!dark[name]) fail(`${label} ${scheme}`, `--${name} has no dark value`);
    let lowest = Infinity;
    for (const [names, least] of [[text, 4.5], [marks, 3]]) {
      for (const name of names) {
        for (const ground of grounds.filter((ground) => tokens[ground])) {
          const ratio = contrast(tokens[name], tokens[ground]);
          looked += 1;
          if (least === 4.5) lowest = Math.min(lowest, ratio);
          if (ratio < least) fail(`${label} ${scheme}`, `--${name} on --${ground} has ${ratio.toFixed(2)}:1, needs ${least}`);
        }
      }
    }
    for (const status of statuses.filter((status) => tokens[`${status}-band`])) {
      const ratio = contrast(tokens[status], tokens[`${status}-band`]);
      looked += 1;
      if (ratio < 3) fail(`${label} ${scheme}`, `--${status} on its band has ${ratio.toFixed(2)}:1`);
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
