import { html } from '/static/vendor/ui.js';

/** @typedef {import('../store.js').Store} Store */

/** Why the lane stopped, in the server's words, and what would help.
 * @param {{store: Store, id: number, name?: string}} props name: where it stands apart from the lane's own pictures */
export function Trouble({ store, id, name }) {
  const state = store.state.value?.lanes.find((one) => one.id === id);
  if (state?.status !== 'diverged') return null;
  const trouble = store.troubles.value.get(id);
  return html`<div class="trouble" role="alert">
    <p>${name ? `${name}: ` : ''}${trouble?.reason ?? state.reason}</p>
    ${trouble?.cures?.map(({ label, changes }) => html`<button type="button"
      onClick=${() => store.cure(id, changes)}>${label}</button>`)}
  </div>`;
}
