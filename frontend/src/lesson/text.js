import { html } from '/static/vendor/ui.js';
import { theme } from '../theme.js';
import { Prose } from '../views/prose.js';

/** @typedef {import('../lessons.js').Experiment} Experiment */

/** Why it is so. @param {{experiment: Experiment, paper: import('../lessons.js').Lesson['paper']}} props */
export function Explain({ experiment: { text }, paper }) {
  return html`<section class="step explain" aria-labelledby="step-explain"><h3 id="step-explain">Explain</h3>
    <${Prose} text=${text.explain} />
    ${paper && html`<p class="paper">Paper: <a href=${paper.url} target="_blank" rel="noopener noreferrer">${
      paper.title}</a>${`, ${paper.authors}, ${paper.year}`}</p>`}
  </section>`;
}

/** What to change by one's own hands. @param {{experiment: Experiment, children?: any}} props */
export function Try({ experiment: { text }, children }) {
  return html`<section class="step try" aria-labelledby="step-try"><h3 id="step-try">Try</h3>
    <${Prose} text=${text.try} />${children}
  </section>`;
}

/** For who stands before a class; not for the class, so they are closed until they are asked for.
 * @param {{experiment: Experiment}} props */
export function Notes({ experiment: { text } }) {
  if (theme.value !== 'projector' || !text.notes?.length) return null;
  return html`<details class="step notes"><summary><h3>Speaker notes</h3></summary>
    <${Prose} text=${text.notes} /></details>`;
}
