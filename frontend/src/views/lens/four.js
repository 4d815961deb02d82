import { count, measured } from '../../wording.js';

/** @typedef {import('../../generated/types.js').Phased} Phased */
/** @typedef {{name: 'sample' | 'forward' | 'backprop' | 'update', code: string}} Phase */

/** The loop of minibatch gradient descent, a phase a line. @type {Phase[]} */
export const PHASES = [
  { name: 'sample', code: 'batch = sample(examples)' },
  { name: 'forward', code: 'loss = forward(theta, batch)' },
  { name: 'backprop', code: 'grad = backprop(loss)' },
  { name: 'update', code: 'theta = update(theta, grad)' },
];

/** What a phase did, in a sentence. @param {Phased} phased @param {Phase['name']} phase @param {number} all examples */
export function said({ rows, loss, loss_after: after, rate, layers }, phase, all) {
  if (phase === 'sample') return `${count(rows.length)} of ${count(all)} training examples are drawn.`;
  if (phase === 'forward') return `They go through the network: their mean loss is ${measured(loss)}.`;
  const norm = Math.hypot(...layers.map(({ gradient_norm: one }) => one));
  if (phase === 'backprop')
    return `Back from the loss: the gradient of every weight. Its norm over all layers is ${measured(norm)}.`;
  const moved = Math.hypot(...layers.map((layer) => layer.moved));
  return `With rate ${measured(rate)} the weights move by ${measured(moved)}: the loss of the same batch goes from ${
    measured(loss)} to ${measured(after)}.`;
}

/** What is known of each link in a phase, layer by layer, unit by unit: the weights of its inputs, then the bias.
 * @param {Phased} phased @param {Phase['name']} phase */
export const linksOf = ({ layers }, phase) => layers.map(({ before, after, gradient }) => (
  phase === 'backprop' ? gradient : phase === 'update' ? after.map((value, i) => value - before[i]) : before));

/** Units of each layer, the inputs first; null where the server sent no single numbers, or where the weights are more
 * than one for each pair of units. @param {Phased} phased @returns {number[] | null} */
export function widthsOf({ inputs, layers }) {
  if (!inputs.length || layers.some(({ activations }) => !activations.length)) return null;
  const widths = [inputs.length, ...layers.map(({ activations }) => activations.length)];
  const whole = layers.every(({ before }, i) => before.length === widths[i + 1] * (widths[i] + 1));
  return whole ? widths : null;
}
