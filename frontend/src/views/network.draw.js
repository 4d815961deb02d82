import { measured } from '../wording.js';
import { CIVIDIS } from './cividis.js';
import { laneOf, say } from './drawing.js';
import { Inside } from './network.inside.js';
import { layoutOf, neuronAt } from './network.layout.js';
import { OUT, drawLinks, linkAt, reach } from './network.links.js';
import { brief, linkName, nameOf, shape, summary, sums, symbol } from './network.words.js';

export { plotly } from './weights_figure.js';

/** @typedef {import('./drawing.js').Scene} Scene */
/** @typedef {import('./drawing.js').Size} Size */
/** @typedef {import('./network.layout.js').Net} Net */
/** @typedef {import('./network.layout.js').Layout} Layout */
/** @typedef {import('./network.layout.js').Place} Place */
/** @typedef {import('../worker/frames.js').Block} Block */
/** @typedef {OffscreenCanvasRenderingContext2D} Ink */

export const blocks = ['neuron_maps', 'neuron_ranges', 'weights', 'probe', 'masks', 'layer_statistics'];

/** Cells along a side of a neuron's map. */
const SIDE = 24;
const ATLAS = 16; // maps side by side
const SMALL = 14; // pixels of a neuron that a dark frame would drown
/** As pixels of an image: A B G R. */
const COLOURS = Uint32Array.from({ length: 256 }, (_, i) => (
  (255 << 24) | (CIVIDIS[i * 3 + 2] << 16) | (CIVIDIS[i * 3 + 1] << 8) | CIVIDIS[i * 3]));

/** @param {Size} size @param {Scene} scene */
function frame(size, scene) {
  const net = /** @type {Net} */ (scene.options.net);
  const layout = layoutOf(net, size.width, size.height, scene.theme.fontSize);
  return { net, layout, inside: new Inside(net, laneOf(scene)?.numbers.newest) };
}

/** @type {import('./drawing.js').Drawing['draw']} */
export function draw(g, size, scene) {
  const { theme, options, memory } = scene;
  if (!options.net) return say(g, size, theme, 'Waiting for the first picture.');
  const { net, layout, inside } = frame(size, scene);
  drawLinks(g, size, layout, inside, theme, options.marked ?? null, memory);
  if (inside.maps && memory.maps !== inside.maps) paintAtlas(memory, inside.maps);
  drawNeurons(g, layout, inside, theme, memory);
  drawBiases(g, layout, inside, theme);
  g.font = theme.font;
  for (const column of layout.columns) if (!column.ys.length) drawSummary(g, net, layout, column, theme);
  drawNames(g, size, net, layout, theme);
  if (layout.foot) drawProbe(g, size, net, inside, theme);
  return undefined;
}

/** All maps on one canvas, painted once for each new block. @param {Record<string, any>} memory @param {Block} maps */
function paintAtlas(memory, maps) {
  const height = Math.ceil(maps.rows / ATLAS) * SIDE;
  if (memory.atlas?.height !== height) {
    memory.atlas = new OffscreenCanvas(ATLAS * SIDE, height);
    memory.ink = memory.atlas.getContext('2d');
    memory.image = memory.ink.createImageData(ATLAS * SIDE, height);
    memory.pixels = new Uint32Array(memory.image.data.buffer);
  }
  const { values, rows } = maps;
  for (let row = 0, at = 0; row < rows; row++) {
    const corner = Math.floor(row / ATLAS) * SIDE * ATLAS * SIDE + (row % ATLAS) * SIDE;
    for (let y = 0; y < SIDE; y++)
      for (let x = 0; x < SIDE; x++) memory.pixels[corner + y * ATLAS * SIDE + x] = COLOURS[values[at++]];
  }
  memory.ink.putImageData(memory.image, 0, 0);
  memory.maps = maps;
}

/** @param {Ink} g @param {Layout} layout @param {Inside} inside @param {import('./drawing.js').Theme} theme
 * @param {Record<string, any>} memory */
function drawNeurons(g, { columns }, inside, theme, memory) {
  g.imageSmoothingEnabled = true;
  g.imageSmoothingQuality = 'low';
  g.lineWidth = 1;
  const edge = columns.some(({ half }) => half < SMALL / 2) ? theme.line : theme.ink;
  for (const { first, x, half, ys } of columns) {
    ys.forEach((y, unit) => {
      g.fillStyle = theme.paper;
      g.fillRect(x - half, y - half, 2 * half, 2 * half);
      g.globalAlpha = inside.out(first, unit) ? OUT : 1;
      if (inside.maps) {
        const row = inside.row(first, unit);
        g.drawImage(memory.atlas, (row % ATLAS) * SIDE, Math.floor(row / ATLAS) * SIDE, SIDE, SIDE,
          x - half, y - half, 2 * half, 2 * half);
      }
      g.globalAlpha = 1;
    });
  }
  for (const out of [false, true]) {
    g.strokeStyle = out ? theme.line : edge;
    g.beginPath();
    for (const { first, x, half, ys } of columns)
      ys.forEach((y, unit) => inside.out(first, unit) === out && g.rect(x - half, y - half, 2 * half, 2 * half));
    g.stroke();
  }
  g.strokeStyle = theme.ink;
  g.lineWidth = Math.max(1.5, theme.stroke * 0.8);
  g.beginPath();
  for (const { first, x, half, ys } of columns)
    ys.forEach((y, unit) => { // crossed out: the minibatch of the last update went without it
      if (!inside.dropped(first, unit)) return;
      for (const turn of [-1, 1]) {
        g.moveTo(x - half, y - turn * half);
        g.lineTo(x + half, y + turn * half);
      }
    });
  g.stroke();
}

/** A bar under each neuron, as long as its |bias| against the largest of its layer, coloured by its sign.
 * @param {Ink} g @param {Layout} layout @param {Inside} inside @param {import('./drawing.js').Theme} theme */
function drawBiases(g, { columns }, inside, theme) {
  if (!inside.parameters) return;
  for (const { first, x, half, ys, pitch } of columns) {
    const air = pitch - 2 * half;
    if (first === 0 || (ys.length > 1 && air < 4.5)) continue;
    const { bias: largest } = inside.largest(first);
    const height = Math.min(3, air / 2);
    ys.forEach((y, unit) => {
      const numbers = /** @type {ArrayLike<number>} */ (inside.into(first, unit));
      const bias = numbers[numbers.length - 1];
      if (!bias) return;
      g.fillStyle = bias > 0 ? theme.plus : theme.minus;
      g.fillRect(x - half, y + half + 1.5, Math.max(1, (Math.abs(bias) / largest) * 2 * half), height);
    });
  }
}

/** A box for neurons that are too many to be drawn. @param {Ink} g @param {Net} net @param {Layout} layout
 * @param {import('./network.layout.js').Column} column @param {import('./drawing.js').Theme} theme */
function drawSummary(g, net, { body, step }, column, theme) {
  const { top, bottom } = reach(column, body);
  const left = column.x - column.half;
  g.fillStyle = theme.paper;
  g.strokeStyle = theme.line;
  g.lineWidth = 1;
  g.beginPath();
  g.roundRect(left, top, 2 * column.half, bottom - top, 5);
  g.fill();
  g.stroke();
  const line = theme.fontSize * 1.3;
  const lines = summary(net, column);
  const widest = Math.max(...lines.map((text) => g.measureText(text).width));
  const upright = widest <= 2 * column.half - 4;
  g.fillStyle = theme.ink;
  g.textAlign = 'center';
  g.textBaseline = 'middle';
  g.save();
  g.translate(column.x, (top + bottom) / 2);
  if (upright) lines.forEach((text, i) => g.fillText(text, 0, (i - (lines.length - 1) / 2) * line));
  else if (line <= Math.min(step, 2 * column.half)) { // a narrow box is read from below
    g.rotate(-Math.PI / 2);
    g.fillText(lines.join(' '), 0, 0, bottom - top - 4);
  }
  g.restore();
}

/** Inputs left, outputs right. @param {Ink} g @param {Size} size @param {Net} net @param {Layout} layout
 * @param {import('./drawing.js').Theme} theme */
function drawNames(g, size, net, { columns, labels }, theme) {
  const [inputs, outputs] = [columns[0], columns[columns.length - 1]];
  g.fillStyle = theme.quiet;
  g.textBaseline = 'middle';
  g.textAlign = 'right';
  const room = inputs.x - inputs.half - 4;
  if (inputs.pitch >= theme.fontSize * 1.1 && room >= theme.fontSize)
    inputs.ys.forEach((y, unit) => {
      g.fillText(symbol(net, 0, unit), room, y);
    });
  g.textAlign = 'left';
  if (outputs.pitch < theme.fontSize * 1.1 || labels < theme.fontSize) return;
  const left = outputs.x + outputs.half + 5;
  outputs.ys.forEach((y, unit) => g.fillText(fitting(g, net.answers[unit] ?? '', size.width - left), left, y));
}

/** @param {Ink} g @param {string} text @param {number} room */
function fitting(g, text, room) {
  if (g.measureText(text).width <= room) return text;
  let length = text.length;
  while (length > 1 && g.measureText(`${text.slice(0, length)}…`).width > room) length--;
  return `${text.slice(0, length)}…`;
}

/** Which example the numbers are for. @param {Ink} g @param {Size} size @param {Net} net @param {Inside} inside
 * @param {import('./drawing.js').Theme} theme */
function drawProbe(g, size, net, inside, theme) {
  const text = [exampleOf(net, inside), partsOf(inside)].filter(Boolean).join(': ');
  if (!text) return;
  g.fillStyle = theme.quiet;
  g.textAlign = 'center';
  g.textBaseline = 'alphabetic';
  g.fillText(fitting(g, text, size.width - 8), size.width / 2, size.height - theme.fontSize * 0.35);
}

/** Which example the numbers are for. @param {Net} net @param {Inside} inside */
function exampleOf(net, inside) {
  if (!inside.probe) return '';
  return net.inputs > 4 ? 'the first training example' : pairs(net, /** @type {ArrayLike<number>} */ (inside.given(0)));
}

/** What of the network takes part: `17 of 24 active, 2 dead`. @param {Inside} inside */
function partsOf(inside) {
  const [active, missing] = [inside.active(), inside.missing()];
  return [
    active && `${active.active} of ${active.of} active`, active?.dead ? `${active.dead} dead` : '',
    missing && `${missing.dropped} of ${missing.of} dropped`,
  ].filter(Boolean).join(', ');
}

/** @param {Net} net @param {ArrayLike<number>} x */
const pairs = (net, x) => Array.from(x, (value, i) => `${symbol(net, 0, i)} ${brief(value)}`).join(', ');

/** @type {import('./drawing.js').Drawing['pick']} */
export function pick(size, scene, x, y) {
  if (!scene.options.net) return null;
  const { net, layout, inside } = frame(size, scene);
  const neuron = neuronAt(layout, x, y);
  if (neuron) return pickNeuron(size, net, inside, layout, neuron);
  const link = linkAt(layout, inside, scene.theme, x, y);
  return link && pickLink(net, inside, link, x, y);
}

/** @param {Net} net @param {Inside} inside @param {Place} link @param {number} x @param {number} y */
function pickLink(net, inside, link, x, y) {
  const weight = (inside.into(link.layer, link.unit) ?? [])[link.input ?? 0];
  return { x, y, title: `w = ${long(weight)}`, lines: [], sums: [linkName(net, link)], place: link };
}

/** What the neuron computes: its map, and its value for one example with the numbers put in.
 * @param {Size} size @param {Net} net @param {Inside} inside @param {Layout} layout @param {Place} place
 * @returns {import('./drawing.js').Pick} */
function pickNeuron(size, net, inside, { columns }, place) {
  const { layer, unit } = place;
  const column = columns.find(({ first }) => first === layer) ?? columns[0];
  const row = inside.row(layer, unit);
  const map = inside.maps && inside.ranges ? {
    cells: inside.maps.values.slice(row * SIDE * SIDE, (row + 1) * SIDE * SIDE),
    low: inside.ranges[2 * row], high: inside.ranges[2 * row + 1],
  } : undefined;
  const name = nameOf(net, layer, unit);
  const activation = layer ? `, ${net.layers[layer - 1].activation}` : '';
  const middle = size.width / 2; // the hint stands on the side with more room, beside the neuron
  const x = column.x > middle ? Math.max(middle + 1, column.x - column.half) : Math.min(middle, column.x + column.half);
  return {
    x, y: column.ys[unit], title: `${name[0].toUpperCase()}${name.slice(1)}${activation}`, lines: [],
    sums: worked(net, inside, place), place, map,
  };
}

/** @param {Net} net @param {Inside} inside @param {Place} place */
function worked(net, inside, { layer, unit }) {
  const y = inside.given(layer)?.[unit];
  if (y === undefined) return [];
  if (layer === 0) return [`${symbol(net, 0, unit)} = ${brief(y)}`];
  const weights = /** @type {ArrayLike<number> | null} */ (inside.into(layer, unit));
  const given = /** @type {ArrayLike<number>} */ (inside.given(layer - 1));
  const names = Array.from(given, (_, input) => symbol(net, layer - 1, input));
  const { formula, dropout } = net.layers[layer - 1];
  const bare = formula.replace(/\([^()]*\)/g, '');
  const plain = !dropout && !/,| for /.test(bare); // nothing is said after the formula
  return [
    ...(weights ? sums(names, weights, given, inside.sum(layer, unit)) : []),
    ...(plain ? [`${formula} = ${brief(y)}`] : [formula, ...(dropout ? [dropout] : []), `y = ${brief(y)}`]),
  ];
}

/** A weight alone, with four digits. @param {number} weight */
const long = (weight) => measured(weight).replace('-', '−');

/** @type {import('./drawing.js').Drawing['inspect']} */
export function inspect(scene) {
  const columns = ['layer', 'from', 'to', 'weight'];
  /** @type {(string | number)[][]} */
  const rows = [];
  const net = /** @type {Net | undefined} */ (scene.options.net);
  if (!net) return { columns, rows };
  const inside = new Inside(net, laneOf(scene)?.numbers.newest);
  for (let layer = 1; inside.parameters && layer < inside.widths.length; layer++)
    for (let unit = 0; unit < inside.widths[layer]; unit++)
      for (let piece = 0; piece < inside.pieces[layer]; piece++)
        (inside.into(layer, unit, piece) ?? []).forEach((weight, input) => {
          const from = input < inside.widths[layer - 1] ? symbol(net, layer - 1, input) : 'bias';
          const to = `${nameOf(net, layer, unit)}${inside.pieces[layer] > 1 ? `, piece ${piece + 1}` : ''}`;
          rows.push([layer, from, to, weight]);
        });
  const units = inside.widths.map((n, layer) => Array.from({ length: n }, (_, unit) => ({
    off: inside.off(layer, unit), dropped: inside.dropped(layer, unit),
    winner: layer ? inside.winner(layer, unit) : 0,
  })));
  return { columns, rows, units, active: inside.active(), missing: inside.missing() };
}

/** @type {import('./drawing.js').Drawing['describe']} */
export function describe(scene) {
  const net = /** @type {Net | undefined} */ (scene.options.net);
  if (!net) return 'No network yet.';
  const inside = new Inside(net, laneOf(scene)?.numbers.newest);
  const activations = [...new Set(net.layers.slice(0, -1).map(({ activation }) => activation))].join(' and ');
  const part = partsOf(inside);
  const looked = part ? ` For the example looked at: ${part}.` : '';
  const kind = `Network ${shape(inside.widths)} with ${activations}.${looked}`;
  if (!inside.parameters) return kind;
  let [found, largest] = [/** @type {Place | null} */ (null), 0];
  for (let layer = 1; layer < inside.widths.length; layer++)
    for (let unit = 0; unit < inside.widths[layer]; unit++)
      (inside.into(layer, unit) ?? []).forEach((weight, input) => {
        if (input === inside.widths[layer - 1] || !(Math.abs(weight) > Math.abs(largest))) return;
        [found, largest] = [{ layer, unit, input }, weight];
      });
  return found ? `${kind} The largest weight is ${measured(largest)}, ${linkName(net, found)}.` : kind;
}
