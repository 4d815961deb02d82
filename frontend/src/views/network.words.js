import { exact, spoken } from '../wording.js';
import { sizeOf } from './picture.js';

/** @typedef {import('../generated/types.js').LaneSpec} LaneSpec */
/** @typedef {import('../generated/types.js').DataShape} DataShape */
/** @typedef {import('../generated/types.js').Catalogue} Catalogue */
/** @typedef {import('./network.layout.js').Net} Net */
/** @typedef {import('./network.layout.js').Place} Place */

const TERMS = 4; // of a sum that is written out; of a longer one the first three, and how much the others add
const SHORT = 4; // letters of an input's name that can stand in a sum

/** The network as it is drawn, in words of the catalogue. @param {LaneSpec} spec @param {DataShape} data
 * @param {Catalogue} catalogue @returns {Net} */
export function netOf(spec, data, catalogue) {
  const form = catalogue.dropout_forms.find(({ name }) => name === spec.dropout)?.formula ?? '';
  const dropped = (/** @type {number} */ keep) =>
    (keep < 1 ? `dropout, ${form.split('; ').pop()}, p = ${exact(keep)}` : '');
  /** @param {number} units @param {import('../generated/types.js').Choice} activation @param {number} keep */
  const layer = (units, activation, keep) => {
    const entry = catalogue.activations.find(({ name }) => name === activation.name);
    const parameters = entry?.parameters.map(({ name }) => `, ${name} = ${exact(Number(activation[name]))}`).join('');
    return {
      units, activation: spoken(activation.name), formula: `${entry?.formula ?? 'y'}${parameters ?? ''}`,
      dropout: dropped(keep), rests: Boolean(entry?.dead),
    };
  };
  /** @param {import('../generated/types.js').MaxoutSpec} spec */
  const maxout = ({ units, pieces, keep }) => ({
    units, pieces, activation: `Maxout of ${pieces}`, formula: 'y = z', dropout: dropped(keep),
  });
  // two classes are one number for a loss that does not ask for the number of the class: the second against the first
  const loss = catalogue.losses.find(({ name }) => name === spec.loss.name);
  const one = data.classes.length === 2 && loss?.target !== 'class';
  const neurons = spec.layers.filter((one) => 'units' in one); // a network of maps is shown otherwise
  return {
    inputs: data.inputs,
    features: data.image ? [] : data.features,
    image: data.image,
    layers: [
      ...neurons.map((one) => (one.kind === 'maxout' ? maxout(one) : layer(one.units, one.activation, one.keep))),
      layer(one ? 1 : data.outputs, spec.output, 1),
    ],
    answers: one ? data.classes.slice(1) : data.classes.length ? data.classes : ['value'],
  };
}

/** A number in a sum: as many digits as one reads. @param {number} value */
export function brief(value) {
  const size = Math.abs(value);
  if (!Number.isFinite(value)) return Number.isNaN(value) ? '–' : value > 0 ? '∞' : '−∞';
  const text = size >= 1e5 || (size > 0 && size < 1e-3) ? size.toExponential(1).replace('e+', 'e').replace('-', '−')
    : size >= 100 ? size.toFixed(0) : size >= 10 ? size.toFixed(1) : size >= 0.1 || !size ? size.toFixed(2)
      : size.toPrecision(2);
  return value < 0 ? `−${text}` : text;
}

/** How the outputs of a layer are called in a sum: x0, x1, ... or a short name; y1, y2, ...
 * @param {Net} net @param {number} layer @param {number} unit */
export function symbol(net, layer, unit) {
  if (layer > 0) return `y${unit + 1}`;
  const name = net.features[unit];
  return name && name.length <= SHORT ? name : `x${unit}`;
}

/** A neuron in words. @param {Net} net @param {number} layer @param {number} unit */
export function nameOf(net, layer, unit) {
  const name = net.features[unit];
  if (layer === 0) return `input ${symbol(net, 0, unit)}${name && name.length > SHORT ? ` (${name})` : ''}`;
  if (layer === net.layers.length) return `output ${net.answers[unit] ?? unit + 1}`;
  return `neuron ${unit + 1} of layer ${layer}`;
}

/** A link in words. @param {Net} net @param {Place} place */
export function linkName(net, { layer, unit, input }) {
  return input === null
    ? `bias of ${nameOf(net, layer, unit)}`
    : `from ${layer === 1 ? symbol(net, 0, input) : nameOf(net, layer - 1, input)} to ${nameOf(net, layer, unit)}`;
}

/**
 * z = w x + b in symbols, then with the numbers of one example: `z = 0.52 x0 − 1.20 x1 + 0.10` and
 * `= 0.52 (0.30) − 1.20 (0.70) + 0.10 = −0.58`. A long sum is shortened; what the terms left out add is told.
 * @param {string[]} names @param {ArrayLike<number>} weights, the bias last @param {ArrayLike<number>} given
 * @param {number} z
 */
export function sums(names, weights, given, z) {
  const inputs = names.length;
  const written = inputs > TERMS ? TERMS - 1 : inputs;
  const left = inputs - written;
  const symbols = names.slice(0, written).map((name, i) => signed(weights[i], ` ${name}`));
  const numbers = names.slice(0, written).map((_, i) => signed(weights[i], ` (${brief(given[i])})`));
  if (left) {
    let rest = 0;
    for (let i = written; i < inputs; i++) rest += weights[i] * given[i];
    symbols.push(`+ … + ${left} more`);
    numbers.push(`${signed(rest, '')} (${left} more)`);
  }
  const bias = signed(weights[inputs], '');
  return [`z = ${leading([...symbols, bias])}`, `= ${leading([...numbers, bias])} = ${brief(z)}`];
}

/** @param {number} value @param {string} factor */
const signed = (value, factor) => `${value < 0 ? '−' : '+'} ${brief(Math.abs(value))}${factor}`;

/** The first term of a sum needs no plus. @param {string[]} terms */
const leading = (terms) => terms.join(' ').replace(/^\+ /, '').replace(/^− /, '−');

/** What a column stands for where its neurons are not drawn, a line each. @param {Net} net
 * @param {import('./network.layout.js').Column} column */
export function summary(net, { first, last }) {
  if (first === 0) return net.image ? sizeOf(net.image) : [`${net.inputs}`, 'inputs'];
  const layers = net.layers.slice(first - 1, last);
  const { units, activation } = layers[0];
  const many = last > first ? [`${layers.length} layers`] : [];
  if (layers.some((one) => one.units !== units || one.activation !== activation)) return many;
  const kind = last === net.layers.length ? 'outputs' : 'neurons';
  return [...many, last > first ? `of ${units}` : `${units}`, kind, activation];
}

/** `2-8-8-2`, where that is short. @param {number[]} widths */
export const shape = (widths) => (widths.length > 10 ? `${widths.length - 2} hidden layers` : widths.join('-'));

