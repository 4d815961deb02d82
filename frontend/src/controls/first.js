import { html } from '/static/vendor/ui.js';
import { opened } from '../lessons.js';
import { place } from '../places.js';

/** @typedef {import('../store.js').Store} Store */

/** What to press and what to watch, until something was pressed. @param {{store: Store}} props */
export function FirstLine({ store }) {
  const { spec, catalogue } = store;
  if (opened.value)
    return html`<p class="first-line">Say what you expect, then press <b>Run</b>. Every update will be kept here.</p>`;
  if (place.value === 'surface')
    return html`<p class="first-line">Press <b>Play</b> (or <kbd>Space</kbd>): all lanes go down
      from the ring. Drag it, or click the map, and they begin there.</p>`;
  if (JSON.stringify(spec.value) !== JSON.stringify(catalogue.value?.default))
    return html`<p class="first-line">Press <b>Play</b> (or <kbd>Space</kbd>). Every update will be kept here,
      to look back at.</p>`;
  return html`<p class="first-line">Press <b>Play</b> (or <kbd>Space</kbd>) and watch: <b>ReLU</b> learns
    the spirals; <b>sigmoid</b>, the same net but for its activation, does not.</p>`;
}
