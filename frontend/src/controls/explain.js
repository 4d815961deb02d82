import { html, signal } from '/static/vendor/ui.js';

/** @typedef {{label: string, help: string, range: string}} Explanation */

/** What the control under the pointer, or with the focus, does.
 * @type {import('/static/vendor/ui.js').Signal<Explanation | null>} */
const explained = signal(null);

/** Handlers that make a control explain itself. @param {Explanation} explanation */
export function explains(explanation) {
  const tell = () => {
    explained.value = explanation;
  };
  return { onPointerEnter: tell, onFocusIn: tell };
}

const NOTHING = { label: '', help: 'Point at a control to see what it does.', range: '' };

/** One place for all explanations, always of the same height, so that the controls never move. */
export function Explained() {
  const { label, help, range } = explained.value ?? NOTHING;
  return html`<p class="explained"><b>${label}</b> ${help} <span class="quiet">${range}</span></p>`;
}
