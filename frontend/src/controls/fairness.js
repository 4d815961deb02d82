import { html, useState } from '/static/vendor/ui.js';
import { unfocused } from '../keyboard.js';
import { Swatch } from '../views/legend.js';
import { measured, shortNumber } from '../wording.js';

/** @typedef {import('../store.js').Store} Store */
/** @typedef {import('../generated/types.js').Tuned} Tuned */

/** How many updates each rate of the grid is tried for. */
const TRIED = [20, 50, 100, 200, 500, 1000];

/** A race says nothing unless one knows the rates: they are always shown, and made fair in one click.
 * @param {{store: Store}} props */
export function Fairness({ store }) {
  const [open, setOpen] = useState(/** @type {'' | 'same' | 'grid'} */ (''));
  const [updates, setUpdates] = useState(200);
  const tuned = store.tuned.value;
  const find = () => {
    store.tune(updates);
    setOpen('grid');
  };
  return html`<section class="card fairness" aria-label="Rates">
    <div class="fair-row"><h2>Rates</h2>
      <ul class="rates">${store.lanes.value.map((lane) =>
        html`<${Rate} key=${lane.id} store=${store} lane=${lane} />`)}</ul>
      <span class="fair-acts">
        <button type="button" aria-expanded=${open === 'same'} onMouseDown=${unfocused}
          onClick=${() => setOpen(open === 'same' ? '' : 'same')}>Same rate for all</button>
        <button type="button" onMouseDown=${unfocused} onClick=${find}
          title="Tries rates from small to large for every lane from its start, and takes the best"
          >Best of a grid for each</button>
        <select aria-label="updates that each rate is tried for" value=${String(updates)}
          onChange=${(/** @type {any} */ e) => setUpdates(Number(e.target.value))}>
          ${TRIED.map((one) => html`<option value=${String(one)}>after ${shortNumber(one)} updates</option>`)}</select>
      </span>
    </div>
    ${open === 'same' && html`<${Same} store=${store} done=${() => setOpen('')} />`}
    ${open === 'grid' && html`<${Grid} store=${store} tuned=${tuned}
      refusal=${store.edits.refusals.value.get('tune') ?? ''}
      onClose=${() => setOpen('')} />`}
  </section>`;
}

/** @param {{store: Store, lane: import('../views/drawing.js').Lane}} props */
function Rate({ store, lane: { id, name, slot } }) {
  const spec = store.surface.value?.lanes[store.indexOf(id)];
  const made = store.live.value.lanes.find((one) => one.id === id)?.learningRate ?? NaN;
  const constant = spec?.schedule.name === 'constant' || !Number.isFinite(made);
  return html`<li><${Swatch} slot=${slot} /> <span class="rate-name">${name}</span>
    <b>${constant ? shortNumber(Number(spec?.optimizer.lr)) : measured(made)}</b></li>`;
}

/** @param {{store: Store, done: () => void}} props */
function Same({ store, done }) {
  const all = (store.surface.value?.lanes ?? []).map((lane) => Number(lane.optimizer.lr));
  const rates = [...new Set(all)].sort((a, b) => a - b);
  const take = (/** @type {number} */ rate) => {
    store.sameRate(rate);
    done();
  };
  return html`<div class="fair-more" role="group" aria-label="The same rate for all lanes">
    <span>All lanes start anew with the rate</span>
    ${rates.map((rate) => html`<button type="button" onClick=${() => take(rate)}>${shortNumber(rate)}</button>`)}
    <span class="quiet">Equal rates are not equal chances: a rate means something else to each optimizer.</span>
    <button type="button" class="small" aria-label="close" onClick=${done}>×</button>
  </div>`;
}

/** Every rate that was tried, what it led to, and the winner of each lane.
 * @param {{store: Store, tuned: Tuned | null, refusal: string, onClose: () => void}} props */
function Grid({ store, tuned, refusal, onClose }) {
  const close = html`<button type="button" class="small" aria-label="close the grid" onClick=${onClose}>×</button>`;
  if (refusal) return html`<div class="fair-more"><p class="refusal" role="alert">${refusal}</p>${close}</div>`;
  if (!tuned) return html`<div class="fair-more"><span role="status">Trying rates.</span>${close}</div>`;
  const rates = [...new Set(tuned.lanes.flatMap((lane) => lane.rates))].sort((a, b) => a - b);
  return html`<div class="fair-more grid-of-rates">
    <p><b>Best of ${rates.length} rates</b> by the value f after ${tuned.updates} updates from the start; each lane
      now races with its own. <span class="quiet">–: diverged</span></p>${close}
    <div class="scroll" tabindex="0" role="region" aria-label="Grid of rates"><table>
      <thead><tr><th scope="col">lane</th><th scope="col">best</th><th scope="col">f there</th>
        ${rates.map((rate) => html`<th scope="col">${shortNumber(rate)}</th>`)}</tr></thead>
      <tbody>${tuned.lanes.map(({ lane, rates: tried, values, best }) => {
        const named = store.lanes.value.find(({ id }) => id === lane);
        const value = (/** @type {number | null} */ rate) =>
          values[tried.indexOf(/** @type {number} */ (rate))] ?? null;
        return named && html`<tr key=${lane}><th scope="row"><${Swatch} slot=${named.slot} /> ${named.name}</th>
          <td><b>${best === null ? 'none' : shortNumber(best)}</b></td><td>${measured(value(best))}</td>
          ${rates.map((rate) => html`<td class=${rate === best ? 'winner' : ''}>${measured(value(rate))}</td>`)}</tr>`;
      })}</tbody>
    </table></div>
  </div>`;
}
