import { html } from '/static/vendor/ui.js';
import { note, progress } from '../lessons.js';
import { arrived } from './run.js';

/** @typedef {import('../lessons.js').Experiment} Experiment */

/** Say what will happen before it does; what was said is kept and stands against what came.
 * @param {{store: import('../store.js').Store, experiment: Experiment}} props */
export function Predict({ store, experiment }) {
  const { key, question: { text, choices, right } } = experiment;
  const choice = progress.value[key]?.choice;
  const known = arrived(store, experiment);
  return html`<section class="step predict" aria-labelledby="step-predict"><h3 id="step-predict">Predict</h3>
    <fieldset><legend>${text}</legend>
      ${choices.map((says, i) => html`<label key=${i} class="guess"
        data-mark=${known && i === right ? 'right' : known && i === choice ? 'wrong' : ''}>
        <input type="radio" name="prediction" value=${String(i)} checked=${i === choice} disabled=${known}
          onChange=${() => note(key, { choice: i })} /> <span>${says}</span></label>`)}
    </fieldset>
    <p class="verdict" role="status">${known ? verdict(choice, right, choices) : choice === undefined
      ? 'Choose before you run it: it is kept, and shown against what comes.' : 'Kept. Now run it.'}</p>
  </section>`;
}

/** @param {number | undefined} choice @param {number} right @param {string[]} choices */
function verdict(choice, right, choices) {
  if (choice === undefined) return html`You made no prediction. It is: <b>${choices[right]}</b>.`;
  return choice === right ? html`<b>You were right:</b> ${choices[right]}.`
    : html`<b>Not what you expected:</b> you said “${choices[choice]}”; it is “${choices[right]}”.`;
}
