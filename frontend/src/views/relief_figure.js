import { heightsOfField } from './heights.js';
import { CIVIDIS_SCALE, plain } from './plotly_style.js';
import { gridOf, tableOf } from './surface.draw.js';

/** @typedef {import('./drawing.js').Theme} Theme */

const SIDE = 80; // cells along a side: more is only slower
const LIFT = 0.006; // of the height, so that a way lies on the ground and not in it
const MOST = 1500; // points of a way

/**
 * What the map shows, as a landscape of Plotly's.
 * @param {import('./drawing.js').Inspection} values of the map @param {Theme} theme
 * @param {boolean} log heights as the colours of the map have them; else as they are
 */
export function reliefOf({ field, rows, lanes, axes, ground }, theme, log) {
  const heights = heightsOfField(field);
  const [across, up] = field.window;
  const height = (/** @type {number} */ value) => {
    if (!Number.isFinite(value)) return null;
    return log ? heights.share(value) : value;
  };
  const small = thinned(field);
  const lift = LIFT * (log ? 1 : heights.high - heights.low);
  const inside = (/** @type {number} */ x, /** @type {number} */ y) =>
    x >= across[0] && x <= across[1] && y >= up[0] && y <= up[1];
  const raised = (/** @type {number} */ x, /** @type {number} */ y, /** @type {number} */ value) => {
    const z = inside(x, y) ? height(Math.min(value, heights.high)) : null;
    return z === null ? null : z + lift;
  };
  const ways = lanes.map((/** @type {any} */ { name, slot }) => {
    const mine = /** @type {any[][]} */ (rows).filter((row) => row[0] === name);
    const skip = Math.ceil(mine.length / MOST);
    const some = mine.filter((_, i) => i % skip === 0 || i === mine.length - 1);
    const shown = (/** @type {number} */ column) =>
      some.map((row) => (inside(row[3], row[4]) ? row[column] : null));
    return {
      type: 'scatter3d', mode: 'lines+markers', name: plain(name), x: shown(3), y: shown(4),
      z: some.map((row) => raised(row[3], row[4], row[5])), 
      customdata: some.map((row) => [row[1], row[5]]), connectgaps: false,
      line: { color: theme.lanes[slot].colour, width: 6 },
      marker: { color: theme.lanes[slot].colour, size: some.map((_, i) => (i === some.length - 1 ? 6 : 1.8)) },
      hovertemplate:
        'update %{customdata[0]:,}<br>%{x:.5g}, %{y:.5g}<br>f %{customdata[1]:.6g}<extra>%{fullData.name}</extra>',
    };
  });
  const minima = (ground?.minima ?? []).filter((/** @type {any} */ { x, y }) => inside(x, y));
  const axis = { color: theme.quiet, gridcolor: theme.grid, backgroundcolor: theme.paper, showbackground: false };
  return {
    data: [
      {
        type: 'surface', ...gridOf(small),
        z: tableOf(small).map((line) => line.map(height)), customdata: tableOf(small),
        surfacecolor: tableOf(small).map((line) =>
          line.map((value) => (Number.isFinite(value) ? heights.share(value) : null))),
        colorscale: CIVIDIS_SCALE, cmin: 0, cmax: 1, showscale: false, opacity: 0.93,
        contours: {
          z: {
            show: true, usecolormap: false, color: theme.ink, width: 1, ...(log && { start: 0, end: 1, size: 1 / 14 }),
          },
        },
        lighting: { ambient: 0.85, diffuse: 0.35, specular: 0.02 },
        hovertemplate: `${axes[0]} %{x:.5g}, ${axes[1]} %{y:.5g}<br>f %{customdata:.6g}<extra></extra>`,
      },
      ...ways,
      {
        type: 'scatter3d', mode: 'markers', name: 'known minima',
        x: minima.map((/** @type {any} */ one) => one.x), y: minima.map((/** @type {any} */ one) => one.y),
        z: minima.map((/** @type {any} */ one) => raised(one.x, one.y, one.value)),
        marker: { size: 4, color: theme.ink, symbol: 'diamond' },
        hovertemplate: '%{x:.5g}, %{y:.5g}<extra>known minimum</extra>',
      },
    ],
    layout: {
      margin: { l: 0, r: 0, t: 0, b: 0 }, showlegend: false, uirevision: 'as it was turned',
      scene: {
        uirevision: 'as it was turned', xaxis: { ...axis, title: { text: axes[0] }, range: across },
        yaxis: { ...axis, title: { text: axes[1] }, range: up },
        zaxis: { ...axis, title: { text: log ? 'f, log-like' : 'f' }, showticklabels: !log },
        aspectmode: 'manual', aspectratio: { x: 1.15, y: 1, z: 0.62 },
        camera: { eye: { x: -1, y: -1.5, z: 1.05 }, center: { x: 0, y: 0, z: -0.18 } },
      },
    },
  };
}

/** Every so many cells of the field. @param {import('./surface.draw.js').Grid} field */
function thinned({ rows, cols, values, window }) {
  const skip = Math.max(1, Math.floor(cols / SIDE));
  const [small, wide] = [Math.floor(rows / skip), Math.floor(cols / skip)];
  const kept = [];
  for (let row = 0; row < small; row++)
    for (let col = 0; col < wide; col++) kept.push(values[row * skip * cols + col * skip]);
  return { rows: small, cols: wide, values: kept, window };
}
