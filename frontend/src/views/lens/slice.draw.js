import { count, measured, percent } from '../../wording.js';
import { say, strokeLane } from '../drawing.js';
import { CIVIDIS_SCALE, dashed, plain } from '../plotly_style.js';
import { valueAt } from '../surface.draw.js';
import { STRENGTH, drawGround } from '../surface.ground.js';
import { drawHeads } from '../trails.js';
import { boxOf, scalesOf } from '../window.js';

/** @typedef {import('../drawing.js').Scene} Scene */
/** @typedef {import('../drawing.js').Size} Size */
/** @typedef {import('../window.js').Window} Window */
/** @typedef {import('../../worker/frames.js').Block} Block */
/** @typedef {import('../../generated/types.js').Sliced} Sliced */
/** @typedef {import('../../generated/types.js').SlicePath} SlicePath */

/** What it draws is in its options. @type {string[]} */
export const blocks = [];

const NEAR = 14; // pixels from a path that the pointer still means

/** What the server said last. @param {Scene} scene @returns {Sliced | null} */
const slicedOf = ({ options }) => options.sliced ?? null;

/** The loss as a field, and the edges of its outermost cells: the server gives their middles. The same one for the
 * same answer, so that what is painted of it is kept. @param {Sliced} sliced */
function groundOf({ loss, x, y }) {
  const [rows, cols] = [loss.length, loss[0]?.length ?? 0];
  const values = Float64Array.from(loss.flat(), (value) => value ?? NaN);
  const edges = (/** @type {[number, number]} */ [low, high], /** @type {number} */ cells) => {
    const half = (high - low) / Math.max(1, cells - 1) / 2;
    return /** @type {[number, number]} */ ([low - half, high + half]);
  };
  const field = /** @type {Block} */ ({ name: 'field', lane: 0, rows, cols, start: 0, width: 0, values });
  const window = /** @type {Window} */ ([edges(x, cols), edges(y, rows)]);
  return { field, window, ground: /** @type {any} */ ({ axes: ['', ''], minima: [], saddles: [] }) };
}

/** @param {Scene} scene @param {Sliced} sliced @returns {ReturnType<typeof groundOf>} */
function held({ memory }, sliced) {
  if (memory.sliced !== sliced) Object.assign(memory, { sliced, held: groundOf(sliced) });
  return memory.held;
}

/** @param {Size} size @param {Scene} scene @param {Window} window */
function frame(size, scene, window) {
  const box = boxOf(size, scene.theme.fontSize);
  return { box, ...scalesOf(window, box) };
}

/** The lanes whose paths are known, in the order of the paths. @param {Scene} scene @param {Sliced} sliced
 * @returns {{lane: Scene['lanes'][number], path: SlicePath}[]} */
function walkers({ lanes }, { paths }) {
  return paths.flatMap((path) => {
    const lane = lanes.find(({ id }) => id === path.lane);
    return lane && path.x.length ? [{ lane, path }] : [];
  });
}

/** @type {import('../drawing.js').Drawing['draw']} */
export function draw(g, size, scene) {
  const sliced = slicedOf(scene);
  if (!sliced) return say(g, size, scene.theme, 'The slice is being computed.');
  const { field, window, ground } = held(scene, sliced);
  const place = frame(size, scene, window);
  const walking = walkers(scene, sliced);
  const inner = { ...scene, ground, lanes: walking.map(({ lane }) => lane), options: { window } };
  const sheet = { g, scene: inner, ...place };
  drawGround(sheet, size, { field, window });
  nameAxes(g, scene, place.box, sliced.axes);
  const { box, x, y } = place;
  g.save();
  g.beginPath();
  g.rect(box.left, box.top, box.right - box.left, box.bottom - box.top);
  g.clip();
  for (const { lane, path } of walking) {
    g.beginPath();
    path.x.forEach((at, i) => (i ? g.lineTo(x.at(at), y.at(path.y[i])) : g.moveTo(x.at(at), y.at(path.y[i]))));
    Object.assign(g, { strokeStyle: scene.theme.paper, lineWidth: scene.theme.stroke * 2, lineJoin: 'round' });
    g.stroke();
    strokeLane(g, scene.theme, lane.slot);
  }
  const heads = walking.map(({ path: { x: xs, y: ys } }) =>
    /** @type {[number, number]} */ ([xs[xs.length - 1], ys[ys.length - 1]]));
  drawHeads(sheet, heads, []);
  g.restore();
  return undefined;
}

/** The name of a direction is too long to stand beside the axis. @param {OffscreenCanvasRenderingContext2D} g
 * @param {Scene} scene @param {import('../drawing.js').Box} box @param {[string, string]} names */
function nameAxes(g, { theme }, { left, right, top, bottom }, names) {
  const high = theme.fontSize * 1.6;
  g.font = theme.font;
  Object.assign(g, { textAlign: 'left', textBaseline: 'middle' });
  names.forEach((name, i) => {
    const wide = g.measureText(name).width + 10;
    const [x, y] = i ? [left, top] : [right - wide, bottom - high];
    g.globalAlpha = 0.86;
    g.fillStyle = theme.paper;
    g.fillRect(x, y, wide, high);
    g.globalAlpha = 1;
    g.fillStyle = theme.ink;
    g.fillText(name, x + 5, y + high * 0.53);
  });
}

/** @type {import('../drawing.js').Drawing['pick']} */
export function pick(size, scene, px, py) {
  const sliced = slicedOf(scene);
  if (!sliced) return null;
  const { field, window } = held(scene, sliced);
  const { box, x, y } = frame(size, scene, window);
  if (px < box.left || px > box.right || py < box.top || py > box.bottom) return null;
  const loss = measured(valueAt({ field, window }, [x.value(px), y.value(py)]));
  const lines = [{ label: 'loss, between cells', value: loss }];
  for (const { lane, path } of walkers(scene, sliced)) {
    let [best, away] = [-1, NEAR];
    path.x.forEach((at, i) => {
      const off = Math.hypot(x.at(at) - px, y.at(path.y[i]) - py);
      if (off < away) [best, away] = [i, off];
    });
    if (best >= 0) lines.push(/** @type {any} */ ({
      label: `${lane.name}, update ${count(path.updates[best])}`, slot: lane.slot,
      value: `${measured(path.distance[best])} from the plane`,
    }));
  }
  const title = `${sliced.axes[0]} ${measured(x.value(px))}, ${sliced.axes[1]} ${measured(y.value(py))}`;
  return { x: px, y: py, title, lines };
}

/** @type {import('../drawing.js').Drawing['inspect']} */
export function inspect(scene) {
  const sliced = slicedOf(scene);
  const [across, up] = sliced?.axes ?? ['x', 'y'];
  const walking = sliced ? walkers(scene, sliced) : [];
  const ground = sliced && groundOf(sliced);
  return {
    columns: ['lane', 'update', across, up, 'distance from the plane'],
    rows: walking.flatMap(({ lane, path }) => path.updates.map((update, i) => [
      lane.name, update, path.x[i], path.y[i], path.distance[i],
    ])),
    axes: [across, up], update: sliced?.update ?? null, plane: sliced?.plane ?? null,
    explained: sliced?.explained ?? null,
    field: ground && {
      rows: ground.field.rows, cols: ground.field.cols, values: Array.from(ground.field.values), window: ground.window,
    },
    lanes: walking.map(({ lane: { id, name, slot } }) => ({ id, name, slot })),
    levels: scene.memory.contours?.map((/** @type {{level: number}} */ { level }) => level) ?? [],
  };
}

/** @type {import('../drawing.js').Drawing['describe']} */
export function describe(scene) {
  const sliced = slicedOf(scene);
  if (!sliced) return 'The slice of the loss has not come yet.';
  const { field } = groundOf(sliced);
  const finite = Array.from(field.values).filter(Number.isFinite);
  const share = sliced.explained === null ? '' : ` ${percent(sliced.explained)} of the path’s movement lies in it.`;
  const lanes = walkers(scene, sliced).map(({ lane, path: { x, y, distance } }) => {
    const last = x.length - 1;
    const away = measured(distance[last]);
    return `${lane.name} is at ${measured(x[last])}, ${measured(y[last])}, ${away} away from the plane`;
  });
  const range = `from ${measured(Math.min(...finite))} to ${measured(Math.max(...finite))}`;
  return `Loss over a plane through the weights at update ${count(sliced.update)}, ${range}.${
    share} ${lanes.join('; ')}.`;
}

/** @type {NonNullable<import('../drawing.js').Drawing['plotly']>} */
export function plotly({ rows, field, axes, lanes }, theme) {
  if (!field) return { data: [], layout: {} };
  const { rows: high, cols, values, window: [across, up] } = field;
  const middles = (/** @type {[number, number]} */ [from, to], /** @type {number} */ n) =>
    Array.from({ length: n }, (_, i) => from + ((to - from) * (i + 0.5)) / n);
  const z = Array.from({ length: high }, (_, row) => values.slice((high - 1 - row) * cols, (high - row) * cols)
    .map((/** @type {number} */ value) => (Number.isFinite(value) ? value : null)));
  return {
    data: [
      {
        type: 'contour', x: middles(across, cols), y: middles(up, high), z,
        colorscale: CIVIDIS_SCALE, opacity: STRENGTH,
        line: { width: 0.7, color: theme.ink }, contours: { coloring: 'heatmap' },
        hovertemplate: '%{x:.4g}, %{y:.4g}<br>loss %{z:.6g}<extra></extra>',
      },
      ...lanes.map((/** @type {any} */ { name, slot }) => {
        const mine = /** @type {any[][]} */ (rows).filter((row) => row[0] === name);
        return {
          type: 'scatter', mode: 'lines', name: plain(name), x: mine.map((row) => row[2]), y: mine.map((row) => row[3]),
          customdata: mine.map((row) => [row[1], row[4]]),
          line: { color: theme.lanes[slot].colour, width: theme.stroke, dash: dashed(slot, theme) },
          hovertemplate:
            'update %{customdata[0]:,}<br>%{customdata[1]:.4g} from the plane<extra>%{fullData.name}</extra>',
        };
      }),
    ],
    layout: { xaxis: { title: { text: plain(axes[0]) } }, yaxis: { title: { text: plain(axes[1]) } } },
  };
}
