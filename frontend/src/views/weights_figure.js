import { plain } from './plotly_style.js';

/** Beside a row there is room for little: the number of a neuron, the name of an output. @param {string} unit */
const short = (unit) => plain(unit.replace(/^neuron (\d+) of.*$/, '$1').replace(/^output /, ''));

/**
 * The weights of a network as one table of colours a layer: a column a source, the bias last, and a row a unit. All
 * layers share the scale, so that a large weight looks the same everywhere.
 * @type {NonNullable<import('./drawing.js').Drawing['plotly']>}
 */
export function plotly({ rows }, theme) {
  const all = /** @type {[number, string, string, number][]} */ (rows);
  const layers = [...new Set(all.map(([layer]) => layer))];
  const largest = all.reduce((most, row) => Math.max(most, Math.abs(row[3])), 1e-9);
  const room = 1 / Math.max(1, layers.length);
  const data = [];
  /** @type {Record<string, object>} */
  const layout = {};
  for (const [k, layer] of layers.entries()) {
    const mine = all.filter((row) => row[0] === layer);
    const [from, to] = [1, 2].map((column) => [...new Set(mine.map((row) => String(row[column])))]);
    const weights = new Map(mine.map((row) => [`${row[1]}\n${row[2]}`, row[3]]));
    const axis = k ? String(k + 1) : '';
    data.push({
      type: 'heatmap', x: from.map(plain), y: to.map(short), xaxis: `x${axis}`, yaxis: `y${axis}`, xgap: 1, ygap: 1,
      z: to.map((unit) => from.map((source) => weights.get(`${source}\n${unit}`) ?? null)),
      zmin: -largest, zmax: largest, colorscale: [[0, theme.minus], [0.5, theme.paper], [1, theme.plus]],
      showscale: k === 0, colorbar: { title: { text: 'weight' }, thickness: 12 },
      customdata: to.map((unit) => from.map(() => plain(unit))),
      hovertemplate: '%{x} to %{customdata}: %{z:.6g}<extra></extra>',
    });
    layout[`xaxis${axis}`] = {
      type: 'category', domain: [k * room, (k + 1) * room - (k + 1 < layers.length ? 0.08 * room + 0.03 : 0)],
      anchor: `y${axis}`, title: { text: `into layer ${layer}` },
    };
    layout[`yaxis${axis}`] = { type: 'category', autorange: 'reversed', anchor: `x${axis}` };
  }
  return { data, layout };
}
