import { widthsOf } from './network.layout.js';

/** @typedef {import('./network.layout.js').Net} Net */
/** @typedef {import('../worker/frames.js').Block} Block */

/** Where a unit's weights begin among all; its bias follows them. @param {number[]} widths @param {number} layer from 1
 * @param {number} unit */
export function startOf(widths, layer, unit) {
  let start = unit * (widths[layer - 1] + 1);
  for (let i = 1; i < layer; i++) start += widths[i] * (widths[i - 1] + 1);
  return start;
}

/**
 * The numbers inside a network as the blocks bring them, found by layer (0: the inputs) and unit. A block of another
 * shape belongs to the network as it was before an edit and is passed over.
 */
export class Inside {
  /** @param {Net} net @param {Map<string, Block> | undefined} newest */
  constructor(net, newest) {
    this.widths = widthsOf(net);
    this.neurons = this.widths.reduce((sum, units) => sum + units, 0);
    const parameters = this.widths.slice(1).reduce((sum, units, i) => sum + units * (this.widths[i] + 1), 0);
    const all = (/** @type {string} */ name, /** @type {number} */ length) => {
      const block = newest?.get(name);
      return block?.values.length === length ? block : null;
    };
    const maps = newest?.get('neuron_maps');
    const ranges = all('neuron_ranges', this.neurons * 2);
    this.maps = maps && ranges && maps.rows === this.neurons ? maps : null;
    this.ranges = ranges?.values;
    this.parameters = all('weights', parameters)?.values;
    this.probe = all('probe', this.widths[0] + 2 * (this.neurons - this.widths[0]))?.values;
  }

  /** The row of a neuron's map. @param {number} layer @param {number} unit */
  row(layer, unit) {
    let row = unit;
    for (let i = 0; i < layer; i++) row += this.widths[i];
    return row;
  }

  /** Weights into a unit, then its bias. @param {number} layer from 1 @param {number} unit */
  into(layer, unit) {
    const start = startOf(this.widths, layer, unit);
    return this.parameters?.subarray(start, start + this.widths[layer - 1] + 1) ?? null;
  }

  /** The largest |weight| into a layer, and its largest |bias|. @param {number} layer from 1 */
  largest(layer) {
    let [weight, bias] = [0, 0];
    for (let unit = 0; unit < this.widths[layer]; unit++) {
      const numbers = this.into(layer, unit) ?? [];
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
    const start = this.#signals(layer) + this.widths[layer];
    return this.probe.subarray(start, start + this.widths[layer]);
  }

  /** z of a unit for that example, before the activation. @param {number} layer from 1 @param {number} unit */
  sum(layer, unit) {
    return this.probe ? this.probe[this.#signals(layer) + unit] : NaN;
  }

  /** Where the numbers of a layer begin: all z, then all y. @param {number} layer from 1 */
  #signals(layer) {
    let start = this.widths[0];
    for (let i = 1; i < layer; i++) start += 2 * this.widths[i];
    return start;
  }
}
