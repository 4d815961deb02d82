import { html } from '/static/vendor/ui.js';
import { unfocused } from '../keyboard.js';
import { count } from '../wording.js';

/** @typedef {import('../store.js').Store} Store */
/** @typedef {import('../lessons.js').Experiment} Experiment */

/** Whether the lanes have been where the claims are measured; or none of them goes on to there.
 * @param {Store} store @param {Experiment} experiment */
export function arrived(store, { updates }) {
  const state = store.state.value;
  if (!state) return false;
  return state.end >= updates || (state.end > 0 && state.lanes.every(({ status }) => status !== 'ready'));
}

/** Play to where the experiment ends, and pause there. @param {{store: Store, experiment: Experiment}} props */
export function Run({ store, experiment }) {
  const { updates } = experiment;
  const playing = store.playing.value;
  const there = arrived(store, experiment);
  const again = () => {
    store.transport.reset();
    store.transport.playUntil(updates);
  };
  const [label, act] = playing ? ['Pause', () => store.transport.toggle()]
    : there ? ['Run again', again] : ['Run', () => store.transport.playUntil(updates)];
  return html`<section class="step run" aria-labelledby="step-run"><h3 id="step-run">Run</h3>
    <div class="run-row"><button type="button" class="run-button" disabled=${!store.ready.value}
        onMouseDown=${unfocused} onClick=${act}>${label}</button><${Way} store=${store} updates=${updates} /></div>
  </section>`;
}

/** How far it is: changes many times a second, so by itself. @param {{store: Store, updates: number}} props */
function Way({ store, updates }) {
  const { update } = store.live.value;
  const at = Math.min(update, updates);
  return html`<label class="way"><span>update <b>${count(update)}</b> of ${count(updates)}</span>
    <progress max=${updates} value=${at}></progress></label>`;
}
