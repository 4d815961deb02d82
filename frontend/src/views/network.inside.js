import { widthsOf } from './network.layout.js';

/** @typedef {import('./network.layout.js').Net} Net */
/** @typedef {import('../worker/frames.js').Block} Block */

/** Linear functions that a unit of each layer is the largest of: of the inputs and of most layers one.
 * @param {Net} net */
export const piecesOf = ({ layers }) => [1, ...layers.map(({ pieces }) => pieces ?? 1)];

/** Where the weights of one piece of a unit begin among all; its bias follows them. @param {Net} net
 * @param {number} layer from 1 @param {number} unit @param {number} [piece] */
export function startOf(net, layer, unit, piece = 0) {
  const [widths, pieces] = [widthsOf(net), piecesOf(net)];
  let start = (unit * pieces[layer] + piece) * (widths[layer - 1] + 1);
  for (let i = 1; i < layer; i++) start += widths[i] * pieces[i] * (widths[i - 1] + 1);
  return start;
}

/**
 * The numbers inside a network as the blocks bring them, found by layer (0: the inputs) and unit. A block of another
 * shape belongs to the network as it was before an edit and is passed over.
 */
export class Inside {
  /** @param {Net} net @param {Map<string, Block> | undefined} newest */
  constructor(net, newest) {
    this.net = net;
    this.widths = widthsOf(net);
    this.pieces = piecesOf(net);
    this.neurons = this.widths.reduce((sum, units) => sum + units, 0);
    const rows = this.widths.map((units, i) => units * this.pieces[i]);
    const parameters = this.widths.slice(1).reduce((sum, _, i) => sum + rows[i + 1] * (this.widths[i] + 1), 0);
    const sums = rows.slice(1).reduce((sum, n) => sum + n, 0);
    const hidden = this.widths.slice(1, -1).reduce((sum, units) => sum + units, 0);
    const all = (/** @type {string} */ name, /** @type {number} */ length) => {
      const block = newest?.get(name);
      return block?.values.length === length ? block : null;
    };
    const maps = newest?.get('neuron_maps');
    const ranges = all('neuron_ranges', this.neurons * 2);
    this.maps = maps && ranges && maps.rows === this.neurons ? maps : null;
    this.ranges = ranges?.values;
    this.parameters = all('weights', parameters)?.values;
    this.probe = all('probe', this.neurons + sums)?.values;
    this.masks = net.layers.some(({ dropout }) => dropout) ? all('masks', hidden)?.values : undefined;
    const statistics = newest?.get('layer_statistics');
    this.statistics = statistics?.rows === net.layers.length ? statistics : null;
  }

  /** The row of a neuron's map. @param {number} layer @param {number} unit */
  row(layer, unit) {
    let row = unit;
    for (let i = 0; i < layer; i++) row += this.widths[i];
    return row;
  }

  /** Weights into a unit, then its bias; of several pieces those of the one that is the largest for the example that is
   * looked at, which is the network that this example sees. @param {number} layer from 1 @param {number} unit
   * @param {number} [piece] */
  into(layer, unit, piece = this.winner(layer, unit)) {
    const start = startOf(this.net, layer, unit, piece);
    return this.parameters?.subarray(start, start + this.widths[layer - 1] + 1) ?? null;
  }

  /** The largest |weight| into a layer, and its largest |bias|. @param {number} layer from 1 */
  largest(layer) {
    let [weight, bias] = [0, 0];
    for (let row = 0; row < this.widths[layer] * this.pieces[layer]; row++) {
      const numbers = this.into(layer, 0, row) ?? [];
      const last = numbers.length - 1;
      for (let i = 0; i < last; i++) weight = Math.max(weight, Math.abs(numbers[i]));
      if (last >= 0) bias = Math.max(bias, Math.abs(numbers[last]));
    }
    return { weight, bias };
  }

  /** What a layer gives for the example that is looked at. @param {number} layer */
  given(layer) {
    if (!this.probe) return null;
    if (layer === 0) return this.probe.subarray(0, this.widths[0]);
    const start = this.#signals(layer) + this.widths[layer] * this.pieces[layer];
    return this.probe.subarray(start, start + this.widths[layer]);
  }

  /** z of a unit for that example, before the activation; of several pieces the largest. @param {number} layer from 1
   * @param {number} unit */
  sum(layer, unit) {
    return this.probe ? this.probe[this.#signals(layer) + unit * this.pieces[layer] + this.winner(layer, unit)] : NaN;
  }

  /** The piece that is the largest for that example, the first of equals. @param {number} layer from 1
   * @param {number} unit */
  winner(layer, unit) {
    const pieces = this.pieces[layer];
    if (!this.probe || pieces === 1) return 0;
    const start = this.#signals(layer) + unit * pieces;
    let best = 0;
    for (let i = 1; i < pieces; i++) if (this.probe[start + i] > this.probe[start + best]) best = i;
    return best;
  }

  /** Whether a unit gives 0 for that example and so takes no part. @param {number} layer @param {number} unit */
  off(layer, unit) {
    return layer > 0 && Boolean(this.net.layers[layer - 1].rests) && this.given(layer)?.[unit] === 0;
  }

  /** Whether the minibatch of the last update went without a unit. @param {number} layer @param {number} unit */
  dropped(layer, unit) {
    if (!this.masks || layer === 0 || layer === this.net.layers.length) return false;
    let at = unit;
    for (let i = 1; i < layer; i++) at += this.widths[i];
    return this.masks[at] === 0;
  }

  /** Whether the network that is looked at is one without this unit. @param {number} layer @param {number} unit */
  out(layer, unit) {
    return this.dropped(layer, unit) || this.off(layer, unit);
  }

  /**
   * How many units take part for that example, of those that may rest; how many of them rest for every training
   * that was tried (NaN: not known). Null where no unit may rest. */
  active() {
    let [active, of, dead] = [0, 0, 0];
    this.net.layers.slice(0, -1).forEach(({ rests, units }, i) => {
      if (!rests) return;
      of += units;
      for (let unit = 0; unit < units; unit++) if (!this.off(i + 1, unit)) active++;
      const { cols, values } = this.statistics ?? { cols: 0, values: [] };
      dead += Math.round((values[i * cols + cols - 1] ?? NaN) * units);
    });
    return of && this.probe ? { active, of, dead } : null;
  }

  /** How many hidden units the last minibatch went without; null where there is no dropout. */
  missing() {
    if (!this.masks) return null;
    const dropped = Array.from(this.masks).filter((kept) => !kept).length;
    return { dropped, of: this.masks.length };
  }

  /** Where the numbers of a layer begin: all z, then all y. @param {number} layer from 1 */
  #signals(layer) {
    let start = this.widths[0];
    for (let i = 1; i < layer; i++) start += this.widths[i] * (this.pieces[i] + 1);
    return start;
  }
}
