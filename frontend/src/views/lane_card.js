import { html } from '/static/vendor/ui.js';
import { count, measured } from '../wording.js';
import { Figure } from './figure.js';
import { Swatch } from './legend.js';

/** @typedef {import('../store.js').Store} Store */
/** @typedef {import('../link.js').Link} Link */
/** @typedef {import('../generated/types.js').LaneState} LaneState */

/** What one lane computes, and how large its gradients are.
 * @param {{link: Link, store: Store, lane: import('./drawing.js').Lane}} props */
export function LaneCard({ link, store, lane }) {
  const { id, name, slot } = lane;
  const state = store.state.value?.lanes.find((one) => one.id === id);
  const data = store.data.value;
  const plane = !data || data.inputs === 2 || data.task === 'regression';
  return html`<section class="card" aria-label=${`Lane ${name}`}>
    <header><${Swatch} slot=${slot} /><h2>${name}</h2><span class="quiet">${told(store, id, state)}</span></header>
    <div class="pair">
      ${plane
        ? html`<${Figure} key="regions" link=${link} name="regions" view="regions" lane=${id} class="square"
            title=${data?.task === 'regression' ? 'Value on the plane' : 'Decision regions'}
            legend=${html`<${PlaneLegend} data=${data} />`} />`
        : html`<${Figure} key="confusion" link=${link} name="confusion" view="confusion" lane=${id} class="square"
            title="Confusion matrix"
            legend=${html`<span class="quiet">rows: truth, columns: the net’s answer; ${data?.counts.validation ? 'validation' : 'training'} part</span>`} />`}
      <${Figure} link=${link} name="gradients" view="gradients" lane=${id} title="Gradient per layer"
        legend=${html`<span class="quiet">magnitude; layer 1 is nearest the input</span>`} />
    </div>
    ${state?.status === 'diverged' && html`<${Trouble} store=${store} id=${id} state=${state} />`}
  </section>`;
}

/** @param {Store} store @param {number} id 
 * @param {LaneState | undefined} state */
function told(store, id, state) {
  if (state?.status === 'diverged') return `stopped at update ${count(state.update)}`;
  const live = store.live.value.lanes.find((one) => one.id === id);
  return live && Number.isFinite(live.learningRate) ? `learning rate ${measured(live.learningRate)}` : '';
}

/** Why the lane stopped, in the server's words, and what would help.
 * @param {{store: Store, id: number, state: LaneState}} props */
function Trouble({ store, id, state }) {
  const trouble = store.troubles.value.get(id);
  return html`<div class="trouble" role="alert">
    <p>${trouble?.reason ?? state.reason}</p>
    ${trouble?.cures?.map(({ label, changes }) => html`<button type="button"
      onClick=${() => store.cure(id, changes)}>${label}</button>`)}
  </div>`;
}

/** @param {{data: import('../generated/types.js').DataShape | null}} props */
function PlaneLegend({ data }) {
  if (!data || data.inputs !== 2) return null;
  if (data.task === 'regression')
    return html`<span class="legend-plane"><span class="class-key">low <i class="ramp"></i> high</span>
      <span>points: targets, bold ring: test</span></span>`;
  return html`<span class="legend-plane">
    ${data.classes.map((label, k) => html`<span class="class-key">
      <i style=${`background:var(--class-${(k % 10) + 1})`}></i>${label}</span>`)}
    <span>filled: training, ring: test</span></span>`;
}
