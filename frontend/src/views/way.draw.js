import { measured, percent } from '../wording.js';
import { CIVIDIS } from './cividis.js';
import { laneOf, say } from './drawing.js';
import { sheetOf } from './picture.js';
import { columnsOf, mapAt, tileOf } from './way.layout.js';

/** @typedef {import('./drawing.js').Scene} Scene */
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
    const column = columns[i];
    g.textAlign = 'left';
    g.fillStyle = theme.ink;
    g.fillText(title, column.left, column.top, column.width - 4);
    g.fillStyle = theme.quiet;
    const last = i === shown.length - 1;
    const [maps, high, wide] = i ? shape : way.image;
    if (!last) g.fillText(high * wide > 1 ? `${high}×${wide}×${maps}` : `${maps}`, column.left,
      column.top + theme.fontSize * 1.25, column.width - 4);
    if (last) return;
    for (let map = 0; map < column.shown; map++) {
      const [x, y, w, h] = tileOf(column, shape, map);
      if (!i) g.drawImage(memory.photo, x, y, w, h);
      else g.drawImage(memory.sheets[i - 1], 0, map * high, wide, high, x, y, w, h);
    }
    const { asked } = scene.options;
    if (asked?.layer === i - 1 && asked.map < column.shown) {
      const [x, y, w, h] = tileOf(column, shape, asked.map);
      g.strokeStyle = theme.ink;
      g.lineWidth = 2;
      g.strokeRect(x - 1, y - 1, w + 2, h + 2);
    }
  });
  drawScores(g, scene, way, columns[columns.length - 1]);
  return undefined;
}

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

/** A bar a class; the truth is marked. @param {OffscreenCanvasRenderingContext2D} g @param {Scene} scene
 * @param {NonNullable<ReturnType<typeof wayOf>>} way
 * @param {import('./way.layout.js').Column} column */
function drawScores(g, scene, { scores }, { left, top, width, height }) {
  const { theme } = scene;
  const [truth, ...sure] = scores.values;
  const first = top + theme.fontSize * 1.4;
  const line = Math.min(theme.fontSize * 1.9, (top + height - first - 4) / sure.length);
  const best = sure.indexOf(Math.max(...sure));
  g.textBaseline = 'middle';
  sure.forEach((share, k) => {
    const y = first + line * (k + 0.5);
    const name = scene.data?.classes?.[k] ?? String(k);
    g.fillStyle = theme.grid;
    g.fillRect(left, y - line * 0.42, width - 4, line * 0.84);
    g.globalAlpha = k === best ? 0.75 : 0.4;
    g.fillStyle = theme.lanes[laneOf(scene)?.slot ?? 0].colour;
    g.fillRect(left, y - line * 0.42, (width - 4) * share, line * 0.84);
    g.globalAlpha = 1;
    g.font = k === truth ? `bold ${theme.font}` : theme.font;
    g.fillStyle = theme.ink;
    g.textAlign = 'left';
    const told = percent(share);
    g.fillText(k === truth ? `truth: ${name}` : name, left + 3, y, width - 18 - g.measureText(told).width);
    g.textAlign = 'right';
    g.fillText(told, left + width - 7, y);
  });
  g.font = theme.font;
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
  return `${said}, ${percent(sure[best])} sure, after ${way.steps.length} layers.`;
}
