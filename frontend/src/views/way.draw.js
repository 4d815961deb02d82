import { measured, roughly, shortNumber } from '../wording.js';
import { CIVIDIS, cividis } from './cividis.js';
import { laneOf, say, wrap } from './drawing.js';
import { sheetOf } from './picture.js';
import { LINE, columnsOf, mapAt, tileOf } from './way.layout.js';

/** @typedef {import('./drawing.js').Scene} Scene */
/** @typedef {import('./drawing.js').Theme} Theme */
/** @typedef {import('./way.layout.js').Column} Column */
/** @typedef {import('./way.layout.js').Step} Step */

export const blocks = ['picture', 'feature_maps', 'feature_ranges', 'scores'];

/** What has come of the way, if it is that of the network that the options describe.
 * @param {Scene} scene */
function wayOf(scene) {
  const newest = laneOf(scene)?.numbers.newest;
  /** @type {Step[]} */ const steps = scene.options.steps ?? [];
  const image = scene.data?.image;
  const [picture, maps, ranges, scores] = blocks.map((name) => newest?.get(name));
  if (!picture || !maps || !ranges || !scores || !image || !steps.length) return null;
  const sizes = steps.map(({ shape }) => shape[0] * shape[1] * shape[2]);
  const starts = sizes.map((_, i) => sizes.slice(0, i).reduce((sum, size) => sum + size, 0));
  const whole = sizes.reduce((sum, size) => sum + size, 0);
  if (whole !== maps.values.length || image[0] * image[1] * image[2] !== picture.values.length) return null;
  return { picture, maps, ranges, scores, image, steps, starts };
}

/** The picture, then each layer but the last, then the classes. @param {NonNullable<ReturnType<typeof wayOf>>} way
 * @returns {Step[]} */
const shownOf = ({ image, steps }) => [
  { title: 'picture', shape: [1, image[1], image[2]] }, ...steps.slice(0, -1),
  { title: 'classes', shape: [1, 1, 1] },
];

/** @type {import('./drawing.js').Drawing['draw']} */
export function draw(g, size, scene) {
  const { theme, memory } = scene;
  const way = wayOf(scene);
  if (!way) return say(g, size, theme, 'Waiting for the first picture.');
  const shown = shownOf(way);
  const columns = columnsOf(size, theme.fontSize, shown);
  if (memory.maps !== way.maps) {
    const sheets = shown.slice(1, -1).map(({ shape }, i) => mapsOf(way.maps.values, way.starts[i], shape));
    Object.assign(memory, { maps: way.maps, sheets, photo: sheetOf(way.picture.values, way.image, 1) });
  }
  g.font = theme.font;
  g.textBaseline = 'top';
  g.imageSmoothingEnabled = false;
  shown.forEach(({ title, shape }, i) => {
    if (i === shown.length - 1) return;
    const column = columns[i];
    const [maps, high, wide] = i ? shape : way.image;
    const range = i ? [...way.ranges.values].slice(2 * i - 2, 2 * i) : [0, 1];
    drawHead(g, theme, column, title, high * wide > 1 ? `${high}×${wide}×${maps}` : `${maps}`);
    drawScale(g, theme, column, range, i ? cividis : grey);
    for (let map = 0; map < column.shown; map++) {
      const [x, y, w, h] = tileOf(column, shape, map);
      if (!i) g.drawImage(memory.photo, x, y, w, h);
      else g.drawImage(memory.sheets[i - 1], 0, map * high, wide, high, x, y, w, h);
    }
    const { asked } = scene.options;
    if (asked?.layer === i - 1 && asked.map < column.shown) {
      const [x, y, w, h] = tileOf(column, shape, asked.map);
      for (const [colour, wide] of /** @type {[string, number][]} */ ([[theme.paper, 5], [theme.ink, 2]])) {
        g.strokeStyle = colour; // seen on dark maps and on light ones
        g.lineWidth = wide;
        g.strokeRect(x + 1, y + 1, w - 2, h - 2);
      }
    }
  });
  drawScores(g, scene, way, columns[columns.length - 1]);
  return undefined;
}

/** What a layer is called, and the shape of what it hands on, close above its scale.
 * @param {OffscreenCanvasRenderingContext2D} g @param {Theme} theme @param {Column} column @param {string} title
 * @param {string} shape */
function drawHead(g, { ink, quiet, fontSize }, { left, top, width, lines }, title, shape) {
  g.textAlign = 'left';
  g.fillStyle = ink;
  const words = wrap(g, title, width - fontSize);
  const titles = [...words.slice(0, lines - 1), words.slice(lines - 1).join(' ')].filter(Boolean);
  titles.forEach((line, k) => g.fillText(line, left, top + (lines - titles.length + k) * LINE * fontSize, width - 4));
  g.fillStyle = quiet;
  g.fillText(shape, left, top + lines * LINE * fontSize, width - 4);
}

/** Which number is how light: lowest and highest, with the colours between them.
 * @param {OffscreenCanvasRenderingContext2D} g @param {Theme} theme @param {Column} column @param {number[]} range
 * @param {(share: number) => string} colour */
function drawScale(g, { quiet, fontSize }, { left, top, tiles }, range, colour) {
  const [low, high] = range.map((value) => shortNumber(Number(value.toPrecision(2))));
  const y = top + tiles - LINE * fontSize - 4;
  const first = left + g.measureText(low).width + 4;
  const [width, height] = [3 * fontSize, 0.7 * fontSize];
  const ramp = g.createLinearGradient(first, 0, first + width, 0);
  for (let k = 0; k <= 8; k++) ramp.addColorStop(k / 8, colour(k / 8));
  g.fillStyle = quiet;
  g.fillText(low, left, y);
  g.fillText(high, first + width + 4, y);
  g.fillRect(first - 1, y + 0.1 * fontSize - 1, width + 2, height + 2); // a line around it
  g.fillStyle = ramp;
  g.fillRect(first, y + 0.1 * fontSize, width, height);
}

/** @param {number} share 0..1 */
const grey = (share) => `rgb(${255 * share} ${255 * share} ${255 * share})`;

/** All maps of a layer under each other, dark to light over the layer's range.
 * @param {ArrayLike<number>} bytes @param {number} start @param {import('./way.layout.js').Shape} shape */
function mapsOf(bytes, start, [maps, high, wide]) {
  const sheet = new OffscreenCanvas(wide, high * maps);
  const ink = /** @type {OffscreenCanvasRenderingContext2D} */ (sheet.getContext('2d'));
  const drawn = ink.createImageData(wide, high * maps);
  for (let i = 0; i < maps * high * wide; i++) {
    const colour = bytes[start + i] * 3;
    drawn.data.set([CIVIDIS[colour], CIVIDIS[colour + 1], CIVIDIS[colour + 2], 255], i * 4);
  }
  ink.putImageData(drawn, 0, 0);
  return sheet;
}

/** What the network says and how sure it is, whether that is right, and a bar a class.
 * @param {OffscreenCanvasRenderingContext2D} g @param {Scene} scene
 * @param {NonNullable<ReturnType<typeof wayOf>>} way @param {Column} column */
function drawScores(g, scene, { scores }, { left, top, width, height }) {
  const { theme: { ink, quiet, grid, lanes, font, fontSize } } = scene;
  const [truth, ...sure] = scores.values;
  const best = sure.indexOf(Math.max(...sure));
  const named = (/** @type {number} */ k) => scene.data?.classes?.[k] ?? String(k);
  const wide = width - 4;
  const first = top + 3 * LINE * fontSize + 4; // below three lines of words
  const down = height - (first - top) - 4;
  g.textAlign = 'left';
  g.fillStyle = ink;
  g.font = `bold ${font}`;
  g.fillText(named(best), left, top, wide);
  if (truth >= 0 && truth !== best) g.fillText(`truth: ${named(truth)}`, left, top + 2 * LINE * fontSize, wide);
  g.font = font;
  g.fillStyle = quiet;
  g.fillText(`${roughly(sure[best])} sure`, left, top + LINE * fontSize, wide);
  if (truth < 0) g.fillText('truth: not known', left, top + 2 * LINE * fontSize, wide);
  if (truth === best) g.fillText('and right', left, top + 2 * LINE * fontSize, wide);
  const room = Math.max(1, Math.floor(down / (fontSize * LINE)));
  const ranked = sure.map((_, k) => k).sort((a, b) => Number(b === truth) - Number(a === truth) || sure[b] - sure[a]);
  const all = room >= sure.length; // else the truth, and the largest
  const rows = ranked.slice(0, all ? room : Math.max(1, room - 1)).sort((a, b) => a - b);
  const line = Math.min(fontSize * 1.9, down / (rows.length + Number(!all)));
  g.textBaseline = 'middle';
  if (!all) g.fillText(`${sure.length - rows.length} more, less sure`, left, first + line * (rows.length + 0.5), wide);
  rows.forEach((k, at) => {
    const [y, high] = [first + line * (at + 0.5), line - 2];
    g.fillStyle = grid;
    g.fillRect(left, y - high / 2, wide, high);
    g.globalAlpha = k === best ? 0.6 : 0.4;
    g.fillStyle = lanes[laneOf(scene)?.slot ?? 0].colour;
    g.fillRect(left, y - high / 2, wide * sure[k], high);
    g.globalAlpha = 1;
    g.font = k === truth ? `bold ${font}` : font;
    g.fillStyle = ink;
    const told = roughly(sure[k]);
    g.textAlign = 'right';
    g.fillText(told, left + wide - 5, y);
    g.textAlign = 'left';
    g.fillText(named(k), left + 5, y, wide - 16 - g.measureText(told).width);
    if (k !== truth) return;
    g.strokeStyle = ink;
    g.lineWidth = 2;
    g.strokeRect(left + 1, y - high / 2 + 1, wide - 2, high - 2);
  });
  g.font = font;
}

/** @type {import('./drawing.js').Drawing['pick']} */
export function pick(size, scene, x, y) {
  const way = wayOf(scene);
  if (!way) return null;
  const shown = shownOf(way);
  const at = mapAt(columnsOf(size, scene.theme.fontSize, shown), shown, x, y);
  if (!at || at.step === 0 || at.step === shown.length - 1) return null;
  const layer = at.step - 1;
  const { title, shape } = shown[at.step];
  const [low, high] = [...way.ranges.values].slice(layer * 2, layer * 2 + 2);
  const of = (/** @type {number} */ byte) => measured(low + (byte / 255) * (high - low));
  const area = shape[1] * shape[2];
  const cells = way.maps.values.subarray(way.starts[layer] + at.map * area, way.starts[layer] + (at.map + 1) * area);
  const [least, most] = [Math.min(...cells), Math.max(...cells)];
  return {
    x, y, title: `${title}, ${area > 1 ? 'map' : 'neuron'} ${at.map + 1}`, way: { layer, map: at.map },
    lines: area > 1
      ? [{ label: 'lowest', value: of(least) }, { label: 'highest', value: of(most) }]
      : [{ label: 'gives', value: of(most) }],
  };
}

/** @type {import('./drawing.js').Drawing['inspect']} */
export function inspect(scene) {
  const way = wayOf(scene);
  const [truth, ...sure] = way?.scores.values ?? [];
  const rows = sure.map((share, k) => [scene.data?.classes?.[k] ?? k, share, k === truth ? 'yes' : '']);
  return {
    columns: ['class', 'probability', 'truth'], rows, of: laneOf(scene)?.name,
    picture: [...(way?.picture.values ?? [])], maps: [...(way?.maps.values ?? [])],
  };
}

/** @type {import('./drawing.js').Drawing['describe']} */
export function describe(scene) {
  const way = wayOf(scene);
  const lane = laneOf(scene);
  if (!way || !lane) return 'The way of a picture through the network: none yet.';
  const [truth, ...sure] = way.scores.values;
  const named = (/** @type {number} */ k) => scene.data?.classes?.[k] ?? String(k);
  const best = sure.indexOf(Math.max(...sure));
  const said = `${lane.name} takes ${truth < 0 ? 'your picture' : `a picture of ${named(truth)}`} for ${named(best)}`;
  return `${said}, ${roughly(sure[best])} sure, after ${way.steps.length} layers.`;
}
