/** Places in a spec, as dotted paths: `optimizer.lr`, `layers.2.units`, `layers.*.keep` (each of the layers). */

/** What is read where the places, or the lanes, do not agree. */
export const DIFFER = Symbol('they differ');

/** @param {any} document @param {string} path @returns {any} DIFFER where a `*` stands for unequal values */
export function valueAt(document, path) {
  const [key, ...rest] = path.split('.');
  const deeper = rest.join('.');
  const inside = (/** @type {any} */ item) => (rest.length ? valueAt(item, deeper) : item);
  if (key === '*') return agreed(document.map(inside));
  const value = document?.[key];
  return rest.length && value !== undefined ? valueAt(value, deeper) : value;
}

/** The one value of all, else DIFFER; objects count by their content. @param {any[]} values */
export function agreed(values) {
  const first = JSON.stringify(values[0]);
  return values.every((value) => JSON.stringify(value) === first) ? values[0] : DIFFER;
}

/**
 * The merge patch (RFC 7396) that puts `value` at `path`. A list can only be replaced whole, so it is copied with the
 * change in it.
 * @param {any} document @param {string} path @param {unknown} value @returns {any}
 */
export function patchAt(document, path, value) {
  const [key, ...rest] = path.split('.');
  if (!rest.length) return { [key]: value };
  const below = document[key];
  return { [key]: Array.isArray(below) ? changed(below, rest, value) : patchAt(below, rest.join('.'), value) };
}

/** A copy of `document` with `value` at the path. @param {any} document @param {string[]} path @param {unknown} value
 * @returns {any} */
function changed(document, [key, ...rest], value) {
  if (key === undefined) return value;
  if (Array.isArray(document))
    return document.map((item, i) => (key === '*' || key === String(i) ? changed(item, rest, value) : item));
  return { ...document, [key]: changed(document[key], rest, value) };
}
