import { html } from '/static/vendor/ui.js';

const COMPILING = 'The engine is being compiled for this machine. That happens once.';

/** Until there is a session. @param {{store: import('../store.js').Store}} props */
export function Waiting({ store }) {
  return html`<p class="card help">${store.progress.value ? COMPILING : 'Waiting for the server.'}</p>`;
}
