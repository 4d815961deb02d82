import { count, percent, roughly } from '../wording.js';
import { laneOf, say } from './drawing.js';
import { colourAt, sheetOf } from './picture.js';
import { plain } from './plotly_style.js';

/** @typedef {import('./drawing.js').Scene} Scene */
/** @typedef {import('./drawing.js').Size} Size */

export const blocks = ['misclassified', 'misclassified_labels'];

const GAP = 6; // pixels between two pictures
const SMALLEST = 26; // pixels: a digit smaller than that is not read
const SHORT = 4; // letters of names that stand side by side
const LONG = 14; // letters that there is room for
const LETTER = 0.58; // of its height: how wide a letter is, at most on average
const LINE = 1.15; // letters' heights

/** The pictures and what is said of them, as far as both have come. @param {Scene} scene */
function mistakesOf(scene) {
  const newest = laneOf(scene)?.numbers.newest;
  const [pictures, labels] = [newest?.get('misclassified'), newest?.get('misclassified_labels')];
  const image = scene.data?.image;
  if (!pictures || !labels || !image || image.reduce((a, b) => a * b) !== pictures.cols) return null;
  return { pictures, labels, image, shown: Math.min(pictures.rows, labels.rows) };
}

/** Letters of the longest name. @param {Scene} scene @param {NonNullable<ReturnType<typeof mistakesOf>>} mistakes */
function longestOf(scene, { labels, shown }) {
  const all = Array.from({ length: shown }, (_, i) => said(scene, labels, i));
  return Math.min(LONG, Math.max(...all.map(({ truth, answer }) => Math.max(truth.length, answer.length))));
}

/** As large as they may be so that all are seen; when they would be too small to read, only the first ones.
 * @param {Size} size @param {Scene} scene @param {NonNullable<ReturnType<typeof mistakesOf>>} mistakes */
function frame(size, scene, mistakes) {
  const { fontSize } = scene.theme;
  const { shown, image: [, rows, columns] } = mistakes;
  const longest = longestOf(scene, mistakes);
  const under = Math.round(fontSize * (longest > SHORT ? 3 : 2) * LINE) + 4;
  const words = fontSize * LETTER * (longest > SHORT ? longest + 2 : 2 * longest + 3); // the widest line below
  const narrowest = Math.min(size.width - GAP, Math.round(words));
  let best = { across: 1, side: 0, shown: 0 };
  for (let across = 1; across <= shown; across++) {
    const lines = Math.ceil(shown / across);
    const wide = Math.floor(size.width / across) - GAP;
    const side = Math.min(wide, ((Math.floor(size.height / lines) - under - GAP) * columns) / rows);
    if (wide >= narrowest && side > best.side) best = { across, side: Math.floor(side), shown };
  }
  if (best.side < SMALLEST) {
    const across = Math.max(1, Math.floor(size.width / (Math.max(SMALLEST, narrowest) + GAP)));
    const down = Math.max(1, Math.floor(size.height / (SMALLEST + under + GAP)));
    const side = Math.min(size.width / across - GAP, ((size.height / down - under - GAP) * columns) / rows);
    best = { across, side: Math.max(SMALLEST, Math.floor(side)), shown: Math.min(shown, across * down) };
  }
  const high = Math.round((best.side * rows) / columns);
  return { ...best, high, column: size.width / best.across, line: high + under + GAP, beside: longest <= SHORT };
}

/** @type {import('./drawing.js').Drawing['draw']} */
export function draw(g, size, scene) {
  const { theme, memory } = scene;
  const mistakes = mistakesOf(scene);
  if (!mistakes) return say(g, size, theme, 'Waiting for the first evaluation.');
  const { pictures, labels, image } = mistakes;
  if (!mistakes.shown) return say(g, size, theme, 'Not one is taken for another class.');
  const place = frame(size, scene, mistakes);
  memory.visible = place.shown;
  if (memory.pictures !== pictures)
    Object.assign(memory, { pictures, sheet: sheetOf(pictures.values, image, pictures.rows) });
  const [, rows, columns] = image;
  g.font = theme.font;
  g.textAlign = 'center';
  g.textBaseline = 'top';
  g.imageSmoothingEnabled = false;
  for (let i = 0; i < place.shown; i++) {
    const middle = Math.round(((i % place.across) + 0.5) * place.column);
    const top = Math.floor(i / place.across) * place.line;
    const left = middle - Math.round(place.side / 2);
    g.drawImage(memory.sheet, 0, i * rows, columns, rows, left, top, place.side, place.high);
    const marked = i === scene.options.marked;
    g.strokeStyle = marked ? theme.ink : theme.line;
    g.lineWidth = marked ? 3 : 1;
    const out = marked ? 2 : 0;
    g.strokeRect(left - 0.5 - out, top + 0.5 - out, place.side + 1 + 2 * out, place.high + 2 * out);
    const { truth, answer, sure } = said(scene, labels, i);
    const words = place.beside ? [`${truth} → ${answer}`] : [truth, `→ ${answer}`];
    [...words, `${roughly(sure)} sure`].forEach((line, k) => {
      g.fillStyle = k < words.length ? theme.ink : theme.quiet;
      g.fillText(fitted(g, line, place.column - 2), middle, top + place.high + 4 + k * theme.fontSize * LINE);
    });
  }
  return undefined;
}

/** @param {Scene} scene @param {import('../worker/frames.js').Block} labels @param {number} i */
function said({ data }, { values, cols }, i) {
  const [truth, answer, sure] = values.subarray(i * cols, i * cols + 3);
  const named = (/** @type {number} */ k) => data?.classes?.[k] ?? String(k);
  return { truth: named(truth), answer: named(answer), sure };
}

/** Where a mistake stands in its part of the data.
 * @param {import('../worker/frames.js').Block} labels @param {number} i */
const rowOf = ({ values, cols }, i) => values[i * cols + 3];

/** As many of the first letters as fit. @param {OffscreenCanvasRenderingContext2D} g @param {string} text
 * @param {number} width */
function fitted(g, text, width) {
  let kept = text;
  while (kept.length > 2 && g.measureText(kept).width > width) kept = `${kept.slice(0, -2)}…`;
  return kept;
}

/** @type {import('./drawing.js').Drawing['pick']} */
export function pick(size, scene, px, py) {
  const lane = laneOf(scene);
  const mistakes = mistakesOf(scene);
  if (!lane || !mistakes?.shown) return null;
  const { across, column, line, shown } = frame(size, scene, mistakes);
  const i = Math.floor(py / line) * across + Math.min(across - 1, Math.floor(px / column));
  if (px < 0 || py < 0 || i >= shown) return null;
  const { truth, answer, sure } = said(scene, mistakes.labels, i);
  return {
    x: px, y: py, title: `truth ${truth}`, row: rowOf(mistakes.labels, i),
    lines: [
      { label: `${lane.name} says`, value: answer, slot: lane.slot },
      { label: 'probability', value: percent(sure) },
    ],
  };
}

/** @type {import('./drawing.js').Drawing['inspect']} */
export function inspect(scene) {
  const mistakes = mistakesOf(scene);
  const rows = Array.from({ length: mistakes?.shown ?? 0 }, (_, i) => {
    const { truth, answer, sure } = said(scene, /** @type {NonNullable<typeof mistakes>} */ (mistakes).labels, i);
    return [truth, answer, sure];
  });
  return {
    columns: ['truth', 'the net says', 'probability'], rows, of: laneOf(scene)?.name,
    places: rows.map((_, i) => rowOf(/** @type {NonNullable<typeof mistakes>} */ (mistakes).labels, i)),
    visible: scene.memory.visible ?? 0, image: mistakes?.image ?? [1, 1, 1],
    pictures: Array.from(mistakes?.pictures.values ?? []),
  };
}

/** @type {import('./drawing.js').Drawing['describe']} */
export function describe(scene) {
  const lane = laneOf(scene);
  const mistakes = mistakesOf(scene);
  if (!lane || !mistakes) return 'Pictures taken for another class: no evaluation yet.';
  if (!mistakes.shown) return `${lane.name} takes not one picture for another class.`;
  const all = Array.from({ length: mistakes.shown }, (_, i) => said(scene, mistakes.labels, i));
  const told = all.map(({ truth, answer, sure }) => `${truth} as ${answer} with ${roughly(sure)}`);
  return `${count(mistakes.shown)} pictures that ${lane.name} takes for another class: ${told.join(', ')}.`;
}

/** All pictures in one, ten in a line. @type {NonNullable<import('./drawing.js').Drawing['plotly']>} */
export function plotly({ rows, image, pictures }, theme) {
  const [, high, wide] = image;
  const across = Math.min(10, Math.max(1, rows.length));
  const down = Math.ceil(rows.length / across);
  const line = high + Math.max(4, Math.ceil(high / 3)); // room for two lines of text
  const paper = [0, 0, 0, 0];
  const blank = Array.from({ length: down * line }, () => new Array(across * (wide + 2)).fill(paper));
  const text = blank.map((line) => line.map(() => ''));
  rows.forEach(([truth, answer, sure], i) => {
    const [top, left] = [Math.floor(i / across) * line, (i % across) * (wide + 2)];
    const told = plain(`truth ${truth}, the net says ${answer} (${percent(Number(sure))})`);
    for (let y = 0; y < high; y++)
      for (let x = 0; x < wide; x++) {
        blank[top + y][left + x] = [...colourAt(pictures, image, i, y * wide + x), 255];
        text[top + y][left + x] = told;
      }
  });
  const annotations = rows.map(([truth, answer], i) => ({
    x: (i % across) * (wide + 2) + wide / 2, y: Math.floor(i / across) * line + high, yanchor: 'top',
    text: `${plain(`${truth}`)}<br>→ ${plain(`${answer}`)}`, showarrow: false, font: { color: theme.ink },
  }));
  return {
    data: [{ type: 'image', colormodel: 'rgba', z: blank, text, hovertemplate: '%{text}<br>%{color}<extra></extra>' }],
    layout: {
      annotations, xaxis: { visible: false, scaleanchor: 'y' }, yaxis: { visible: false, autorange: 'reversed' },
    },
  };
}
