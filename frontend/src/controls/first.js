import { html } from '/static/vendor/ui.js';

/** @typedef {import('../store.js').Store} Store */

/** What to press and what to watch, until something was pressed. @param {{store: Store}} props */
export function FirstLine({ store }) {
  const { spec, catalogue } = store;
  if (JSON.stringify(spec.value) !== JSON.stringify(catalogue.value?.default))
    return html`<p class="first-line">Press <b>Play</b> (or <kbd>Space</kbd>). Every update will be kept here, to look back at.</p>`;
  return html`<p class="first-line">Press <b>Play</b> (or <kbd>Space</kbd>) and watch: <b>ReLU</b> learns
    the spirals; <b>sigmoid</b>, the same net but for its activation, does not.</p>`;
}
