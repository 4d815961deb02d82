import { html } from '/static/vendor/ui.js';
import { KEYS } from '../keyboard.js';
import { place } from '../places.js';

/** The keys that work here, at the foot of a place. @param {{of?: string}} props of: the kind of its session */
export function Keys({ of = place.value }) {
  const here = KEYS.filter((one) => !one.only || one.only === of);
  return html`<p class="keys">${here.map(({ keys, does }) => html`<span><kbd>${keys}</kbd> ${does}</span>`)}</p>`;
}
