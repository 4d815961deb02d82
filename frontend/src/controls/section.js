import { html } from '/static/vendor/ui.js';

/** On a small screen the pictures come first, so the sections begin closed. */
const roomy = matchMedia('(min-width: 56rem)').matches;

/** Controls under a heading that opens and closes. @param {{title: string, of?: string, children?: any}} props */
export function Section({ title, of, children }) {
  return html`<details class="section" open=${roomy}>
    <summary><h2>${title}</h2>${of && html`<span class="of">${of}</span>`}</summary>
    <div class="section-body">${children}</div>
  </details>`;
}

/** Whose controls these are. @param {import('../store.js').Store} store */
export function whom(store) {
  const [first, second] = store.targets.value;
  return second ? 'of all lanes' : first ? `of ${first.name}` : '';
}
