import { html } from '/static/vendor/ui.js';

/** @typedef {import('../store.js').Store} Store */

/** Why the lane stopped, in the server's words, and what would help.
 * @param {{store: Store, id: number, name?: string}} props name: where it stands apart from the lane's own pictures */
export function Trouble({ store, id, name }) {
  const state = store.stateOf(id);
  if (state?.status !== 'diverged') return null;
  const trouble = store.troubles.value.get(id);
  return html`<div class="trouble" role="alert">
    <p>${name ? `${name}: ` : ''}${trouble?.reason ?? state.reason}</p>
    ${trouble?.cures?.map(({ label, changes }) => html`<button type="button"
      onClick=${() => store.cure(id, changes)}>${label}</button>`)}
  </div>`;
}

/** Lanes that diverged say why where they have no card. @param {{store: Store}} props */
export function Troubles({ store }) {
  if (!store.state.value?.lanes.some(({ status }) => status === 'diverged')) return null;
  return html`<div class="troubles" tabindex="0" role="region" aria-label="Lanes that stopped">
    ${store.lanes.value.map(({ id, name }) =>
      html`<${Trouble} key=${id} store=${store} id=${id} name=${name} />`)}</div>`;
}
