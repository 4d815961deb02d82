/** Numbers as they are read: the same number of places while they change, so that nothing on the page jumps. */

const whole = new Intl.NumberFormat('en', { maximumFractionDigits: 0 });
const compact = new Intl.NumberFormat('en', { notation: 'compact', maximumSignificantDigits: 3 });

/** 12,345 @param {number} value */
export const count = (value) => whole.format(value);

/** Updates along an axis: 500, 20,000, 1.5M. @param {number} value */
export const alongAxis = (value) => (value >= 1e5 ? compact.format(value) : whole.format(value));

/** For ticks and choices: 0.001, 0.5, 2,000, 1e-8. @param {number} value */
export function shortNumber(value) {
  const size = Math.abs(value);
  if (size === 0) return '0';
  if (size >= 1e6 || size < 1e-3) return power(value, 3);
  if (size >= 1e3) return whole.format(value);
  return String(Number(value.toPrecision(4)));
}

/** A measured value: four digits, 0.6931, 12.30, 1.23e-5; a dash where there is none. @param {number | null} value */
export function measured(value) {
  if (value === null || value === undefined || Number.isNaN(value)) return '–';
  if (!Number.isFinite(value)) return value > 0 ? '∞' : '−∞';
  const size = Math.abs(value);
  if (size !== 0 && (size >= 1e5 || size < 1e-3)) return value.toExponential(2).replace('e+', 'e');
  if (size >= 1000) return value.toFixed(0);
  return value.toFixed(size >= 100 ? 1 : size >= 10 ? 2 : 4);
}

/** 97.5 % @param {number | null} share */
export function percent(share) {
  return share === null || share === undefined || Number.isNaN(share) ? '–' : `${(share * 100).toFixed(1)} %`;
}

/** 97.5 % ± 1.2 @param {number} share @param {number | null} spread null: there is none */
export const percentWithin = (share, spread) =>
  `${percent(share)}${spread === null ? '' : ` ± ${(spread * 100).toFixed(1)}`}`;

/** How sure: 87 %; what is not quite nothing or all says so: < 1 %, > 99 %. @param {number} share */
export function roughly(share) {
  if (share > 0 && share < 0.01) return '< 1 %';
  return share > 0.99 && share < 1 ? '> 99 %' : `${Math.round(share * 100)} %`;
}

/** A number as a field shows it, losing nothing: 0.001, 1e-8, 100000. @param {number} value */
export function exact(value) {
  const size = Math.abs(value);
  return size !== 0 && (size < 1e-4 || size >= 1e9) ? value.toExponential().replace('e+', 'e') : String(value);
}

/** What was typed, or NaN: takes a decimal comma and 1e-3. @param {string} text */
export function typed(text) {
  const plain = text.trim().replace(/^(-?\d*),(\d+)$/, '$1.$2');
  return plain === '' ? NaN : Number(plain);
}

/** Names that are short for something. */
const LONG = /** @type {Record<string, string>} */ ({ lr: 'learning rate', relu: 'ReLU', leaky_relu: 'leaky ReLU' });

/** A registry's name as a person reads it: words without underscores. The name stays the key. @param {string} name */
export const spoken = (name) => LONG[name] ?? name.replaceAll('_', ' ');

/** @param {number} value @param {number} digits */
function power(value, digits) {
  return Number(value.toPrecision(digits)).toExponential().replace('e+', 'e');
}
