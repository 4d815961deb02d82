/**
 * Where the diagram of a network puts what: pure geometry, the same for the worker that draws and for the buttons that
 * lie over the drawing.
 */

/** @typedef {{units: number, activation: string, formula: string, dropout: string, pieces?: number, rests?: boolean}}
 *   Layer  in the words of the page. pieces: linear functions of a Maxout unit. rests: a unit that gives 0 learns
 *   nothing from that example, as a ReLU */
/**
 * @typedef {object} Net  layers are counted from the inputs, which are layer 0
 * @property {number} inputs
 * @property {string[]} features  names of the inputs; pixels have none
 * @property {import('./picture.js').Image | null} image  where the inputs are pixels
 * @property {Layer[]} layers  hidden layers, then the output layer
 * @property {string[]} answers  names of the outputs
 */
/** @typedef {{layer: number, unit: number, input: number | null}} Place  a neuron, or the link from `input` into it */
/**
 * @typedef {object} Column
 * @property {number} first  the layer that it stands for
 * @property {number} last  the same, but where several layers share a column
 * @property {number} x  its middle
 * @property {number} half  half its width
 * @property {number[]} ys  middles of its neurons, from the top; empty where it stands for all of them
 * @property {number} pitch  from one neuron to the next
 */
/**
 * @typedef {object} Layout
 * @property {Column[]} columns
 * @property {number} step  from column to column
 * @property {number} head  height of the row of buttons; 0 where there is no room for it
 * @property {number} foot  height of the line of text; 0 where there is no room for it
 * @property {number} labels  width of the names beside the outputs
 * @property {{top: number, bottom: number}} body
 */

/** Neurons that are drawn one by one, and hidden layers: as many as the server sends pictures of. */
export const WIDEST = 16;
export const DEEPEST = 8;
const MOST_INPUTS = 64;

const SMALLEST = 12; // pixels of a neuron that can still be told from another
const FILLED = 0.8; // share of its place that a neuron takes
const LARGEST = 1.6; // how much larger neurons of a narrow layer are than those of the widest
const MOST_COLUMNS = 8; // of hidden layers, where several share one

/** Units of every layer, the inputs first. @param {Net} net */
export const widthsOf = (net) => [net.inputs, ...net.layers.map(({ units }) => units)];

/** Whether the server sends every weight, and what each neuron gives. @param {Net} net */
export const singly = ({ inputs, layers }) =>
  inputs <= MOST_INPUTS && layers.length <= DEEPEST + 1 && layers.every(({ units }) => units <= WIDEST);

/** @param {Net} net @param {number} width @param {number} height  CSS pixels
 * @param {number} fontSize @returns {Layout} */
export function layoutOf(net, width, height, fontSize) {
  const widths = widthsOf(net);
  const deep = net.layers.length - 1 > DEEPEST;
  const spans = deep ? shared(net) : widths.map((_, layer) => [layer, layer]);
  const counts = spans.map(([first, last]) => {
    const hidden = first > 0 && last < net.layers.length;
    return (deep && hidden) || widths[first] > WIDEST ? 0 : widths[first];
  });
  const tallest = Math.max(1, ...counts);
  const fits = (/** @type {number} */ rows) => (height - rows) / tallest >= SMALLEST + 0.5;
  let [head, foot] = [Math.round(fontSize * 2.3), Math.round(fontSize * 1.5)];
  if (!fits(head + foot)) foot = 0;
  if (!fits(head)) head = 0;
  const body = { top: head, bottom: height - foot };
  const room = body.bottom - body.top;

  const roomy = width / spans.length > fontSize * 3.4;
  const longest = Math.max(0, ...net.answers.map((name) => name.length));
  const names = roomy ? fontSize * 1.9 : 2;
  const labels = roomy ? Math.min(width * 0.16, fontSize * (0.62 * longest + 0.7)) : 2;
  const end = Math.max(SMALLEST / 2 + 2, Math.min(26, width * 0.055)); // half of a column at the end
  const left = names + end;
  const step = (width - left - labels - end) / (spans.length - 1);

  const largest = Math.min(2 * end, step * 0.45);
  const base = Math.max(Math.min(SMALLEST, room / tallest), Math.min((room / tallest) * FILLED, largest));
  const columns = spans.map(([first, last], i) => {
    const units = counts[i];
    const pitch = room / Math.max(1, units);
    const wanted = Math.max(base, Math.min(pitch * FILLED, base * LARGEST, largest));
    const side = Math.min(Math.round(wanted), Math.floor(pitch));
    const inner = i > 0 && i < spans.length - 1;
    const box = inner ? Math.min(step * 0.4, fontSize * 4) : Math.max(end, Math.min(step * 0.3, fontSize * 3));
    const half = units ? side / 2 : box;
    const near = Math.min(pitch, side * 2.2); // a few neurons stay together in the middle
    const ys = Array.from({ length: units }, (_, j) => (body.top + body.bottom) / 2 + (j - (units - 1) / 2) * near);
    return { first, last, x: left + i * step, half, ys, pitch: near };
  });
  return { columns, step, head, foot, labels, body };
}

/** Hidden layers of a deep network in a few columns: equal neighbours in one, and if these are still too many, those in
 * the middle in one. @param {Net} net @returns {[number, number][]} */
function shared({ layers }) {
  /** @type {[number, number][]} */
  const runs = [];
  for (let layer = 1; layer < layers.length; layer++) {
    const run = runs[runs.length - 1];
    const [one, before] = [layers[layer - 1], run && layers[run[0] - 1]];
    if (before && before.units === one.units && before.activation === one.activation) run[1] = layer;
    else runs.push([layer, layer]);
  }
  if (runs.length > MOST_COLUMNS) {
    const half = MOST_COLUMNS / 2;
    const [from, to] = [runs[half], runs[runs.length - half]];
    runs.splice(half, runs.length - MOST_COLUMNS + 1, [from[0], to[0]]);
  }
  return [[0, 0], ...runs, [layers.length, layers.length]];
}

/** The column that a layer stands in. @param {Layout} layout @param {number} layer */
export const columnOf = ({ columns }, layer) => columns.find(({ first, last }) => first <= layer && layer <= last);

/** The height of a link on its way from y0 to y1, `share` of the way along: level at both ends, as
 * (xm, y0), (xm, y1) with xm in the middle, make a Bezier curve; this is the same curve, at its parameter t.
 * @param {number} y0 @param {number} y1 @param {number} t */
export const heightAt = (y0, y1, t) => y0 + (y1 - y0) * t * t * (3 - 2 * t);

/** The parameter of that curve at a share of its width: x(t) = 3/2 t - 3/2 t^2 + t^3, solved by halving.
 * @param {number} share 0..1 */
export function parameterAt(share) {
  let [low, high] = [0, 1];
  for (let i = 0; i < 24; i++) {
    const t = (low + high) / 2;
    if (1.5 * t - 1.5 * t * t + t * t * t < share) low = t;
    else high = t;
  }
  return (low + high) / 2;
}

/** The neuron at a point. @param {Layout} layout @param {number} x @param {number} y @returns {Place | null} */
export function neuronAt({ columns }, x, y) {
  for (const { first, x: middle, half, ys } of columns) {
    const unit = Math.abs(x - middle) > half + 1 ? -1 : ys.findIndex((at) => Math.abs(y - at) <= half + 1);
    if (unit >= 0) return { layer: first, unit, input: null };
  }
  return null;
}

/** The two neighbouring columns of neurons that a point lies between, and the parameter of their links there.
 * @param {Layout} layout @param {number} x */
export function gapAt({ columns }, x) {
  for (let i = 1; i < columns.length; i++) {
    const [from, to] = [columns[i - 1], columns[i]];
    const [start, stop] = [from.x + from.half, to.x - to.half];
    if (x > start && x < stop && from.ys.length && to.ys.length)
      return { from, to, t: parameterAt((x - start) / (stop - start)) };
  }
  return null;
}
