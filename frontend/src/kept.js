import { computed, signal } from '/static/vendor/ui.js';

/** @template T @typedef {import('/static/vendor/ui.js').Signal<T>} Signal */

/**
 * What a person chose of how things are shown. It stands in the address beside the spec, as far as it is not the usual,
 * so that a link shows what its sender saw.
 */
const KEY = 'v';

/** @type {Map<string, {held: Signal<any>, usual: string}>} */
const all = new Map();
const count = signal(0);

/** A choice by its name in the address. @template T @param {string} name @param {T} usual @returns {Signal<T>} */
export function kept(name, usual) {
  const asked = inAddress(globalThis.location?.hash ?? '')[name];
  const held = signal(fits(asked, usual) ? asked : usual);
  all.set(name, { held, usual: JSON.stringify(usual) });
  count.value = all.size;
  return held;
}

/** The part of the address, with its `&`; empty where everything is as usual. */
export const view = computed(() => {
  count.value; // one that is declared later counts too
  const chosen = [...all].filter(([, { held, usual }]) => JSON.stringify(held.value) !== usual);
  const text = JSON.stringify(Object.fromEntries(chosen.map(([name, { held }]) => [name, held.value])));
  return chosen.length ? `&${KEY}=${encodeURIComponent(text)}` : '';
});

/** Somebody's link was opened: show what it shows. @param {string} hash */
export function adopt(hash) {
  const asked = inAddress(hash);
  for (const [name, { held, usual }] of all) {
    const first = JSON.parse(usual);
    held.value = fits(asked[name], first) ? asked[name] : first;
  }
}

/** @param {string} hash @returns {Record<string, any>} empty where the address says nothing, or nonsense */
function inAddress(hash) {
  try {
    return Object(JSON.parse(new URLSearchParams(hash.replace(/^#/, '')).get(KEY) ?? '{}'));
  } catch {
    return {};
  }
}

/** An address is anybody's text: only what has the shape of the usual value is taken.
 * @param {any} asked @param {any} usual @returns {boolean} */
function fits(asked, usual) {
  if (typeof asked !== typeof usual || Array.isArray(asked) !== Array.isArray(usual)) return false;
  if (typeof usual !== 'object' || usual === null || Array.isArray(usual)) return true;
  return Object.keys(usual).every((key) => fits(asked?.[key], usual[key]));
}
