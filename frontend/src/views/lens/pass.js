import { html, useState } from '/static/vendor/ui.js';
import { count, measured, spoken } from '../../wording.js';
import { mebibytes } from './walk.words.js';

/** @typedef {import('../../generated/types.js').Walked} Walked */
/** @typedef {import('../../generated/types.js').WalkedLayer} WalkedLayer */

/** One real pass through the whole network: forward, back with a step of gradient descent, and forward again.
 * @param {{store: import('./lens.js').Store, names: string[], photographs: string[], layers: any[], batch: number}}
 *   props layers: the hidden ones, as they are now */
export function Pass({ store, names, photographs, layers, batch }) {
  const [photo, setPhoto] = useState(0);
  const [asked, setAsked] = useState(layers);
  const told = /** @type {Walked | null} */ (store.answers.of('walk'));
  const running = told?.running ?? false;
  const idle = !running && !store.answers.waits('walk') && store.ready.value;
  const start = () => {
    setAsked(layers);
    store.ask('walk', { layers, photo, batch });
  };
  const refusal = store.answers.refusal('walk');
  return html`<section class="pass" aria-label="One real pass">
    <img src=${`/api/photographs/${photo}.png`} width="114" height="114" alt=${photographs[photo]} />
    <div class="pass-acts">
      <label>photograph <select value=${photo} disabled=${!idle}
        onChange=${(/** @type {any} */ e) => setPhoto(Number(e.target.value))}>${photographs.map((name, i) =>
        html`<option value=${i} selected=${i === photo}>${spoken(name)}</option>`)}</select></label>
      <button type="button" class="inside-next" disabled=${!idle} onClick=${start}>${
        told ? 'Run it again' : 'Run one pass'}</button>
      <button type="button" disabled=${!running} onClick=${() => store.send({ kind: 'stop_walk' })}>Stop</button>
      <progress aria-label="steps of the pass that are done" max="1" value=${told?.total ? told.done / told.total : 0}>
      </progress>
      <span class="quiet" role="status">${told && saidOf(told, names)}</span>
      <p class="help">All of it, forward and back: the weights are drawn anew by He's rule and nobody has trained them,
        so it guesses. Then one step of gradient descent, and forward again. A batch takes crops of all photographs. It
        takes less memory than is told above: each layer learns as soon as its gradient is known, so the whole gradient
        is never there, and gradient descent keeps no movement.</p>
      ${refusal && html`<p class="refusal" role="status">${refusal}</p>`}
      ${told?.loss != null && html`<${Found} told=${told} picture=${photographs[told.photo]} />`}
      ${told && (refusal || asked !== layers) && html`<p class="help">These are the figures of an earlier run.</p>`}
    </div>
    ${told?.built != null && html`<${Times} told=${told} names=${names} />`}
  </section>`;
}

/** Where it is, or how it ended. @param {Walked} told @param {string[]} names */
export function saidOf({ running, why, built, at, way, done, total }, names) {
  if (!running) return why ?? `done: ${count(done)} steps`;
  if (built === null) return 'drawing the weights';
  if (at === null) return `${count(done)} of ${count(total)} steps`;
  return `${names[at]}, ${way !== 'forward' ? 'back' : done > total / 2 ? 'forward again' : 'forward'}`;
}

/** @param {{told: Walked, picture: string}} props */
function Found({ told, picture }) {
  const { loss, loss_after: after, chance, rate, seconds, built, bytes, grown, batch } = told;
  const fields = [
    ['picture', `${spoken(picture)}${batch > 1 ? `, and ${count(batch - 1)} crops more` : ''}`],
    ['loss', `${measured(loss)}; one who takes all classes for alike has ${measured(chance)}`],
    ...after === null ? [] : [['after the step', `${measured(after)}, with a rate of ${rate}`]],
    ['time', `${seconds.toFixed(2)} s forward and back for a batch of ${count(batch)}; ${
      built?.toFixed(2)} s to draw the weights`],
    ['memory', `${mebibytes(bytes)} for its numbers${
      grown === null ? '' : `; the server's own grew by ${mebibytes(grown)}`}`],
  ];
  return html`<dl>${fields.map(([what, words]) => html`<div><dt>${what}</dt><dd>${words}</dd></div>`)}</dl>`;
}

/** Of each layer its times and its gradient. @param {{told: Walked, names: string[]}} props */
function Times({ told, names }) {
  const longest = Math.max(...told.layers.flatMap(({ forward, backward }) => [forward ?? 0, backward ?? 0]));
  const bar = (/** @type {number | null} */ seconds) => html`<td>${seconds === null ? '' : html`<i class="pass-bar"
    style=${`--share:${seconds / (longest || 1)}`}></i>${(1000 * seconds).toFixed(1)}`}</td>`;
  return html`<div class="scrolls" tabindex="0" role="region" aria-label="Times and gradients of the layers"><table>
    <thead><tr><th scope="col">layer</th><th scope="col">forward, ms</th><th scope="col">back, ms</th>
      <th scope="col">gradient's norm</th></tr></thead>
    <tbody>${told.layers.map((/** @type {WalkedLayer} */ one, i) => html`<tr key=${i}>
      <th scope="row">${names[i]}</th>${bar(one.forward)}${bar(one.backward)}
      <td>${one.gradient_norm ? measured(one.gradient_norm) : ''}</td></tr>`)}</tbody></table></div>`;
}
