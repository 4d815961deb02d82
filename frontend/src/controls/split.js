import { html } from '/static/vendor/ui.js';
import { NumberControl } from './number.js';

const PARTS = /** @type {const} */ (['train', 'validation', 'test']);

/**
 * The shares of the three parts, which add up to 1: where one changes, the others share the rest as they did before.
 * @param {Partial<Record<typeof PARTS[number], number>>} split @param {typeof PARTS[number]} part @param {number} share
 */
export function shared(split, part, share) {
  const others = PARTS.filter((one) => one !== part);
  const before = others.reduce((sum, one) => sum + (split[one] ?? 0), 0);
  const first = before ? ((split[others[0]] ?? 0) / before) * (1 - share) : (1 - share) / 2;
  const rounded = Number(first.toFixed(4));
  return { [part]: share, [others[0]]: rounded, [others[1]]: Number((1 - share - rounded).toFixed(6)) };
}

/** @param {{place: import('./place.js').Place<import('../generated/types.js').SessionSpec>,
 *   fields: import('../generated/types.js').CatalogueField[]}} props */
export function Split({ place, fields }) {
  return html`${PARTS.map((part) => {
    const field = fields.find((one) => one.path === `split.${part}`);
    const write = (/** @type {number} */ share) =>
      place.change(`split.${part}`, share, (session) => ({ split: shared(session.split ?? {}, part, share) }));
    return field && html`<${NumberControl} key=${part} place=${place} path=${field.path} parameter=${field}
      label=${field.label} restarts=${field.restarts} write=${write} />`;
  })}`;
}
