import { html, useEffect, useRef, useState } from '/static/vendor/ui.js';
import { count, measured } from '../wording.js';
import { Check } from './check.js';
import { Figure } from './figure.js';
import { Swatch } from './legend.js';
import { LookHere } from './look_here.js';
import { Mistakes } from './mistakes.js';
import { Network } from './network.js';
import { Stack, ofNeurons } from './stack.js';
import { Trouble } from './trouble.js';

/** @typedef {import('../store.js').Store} Store */
/** @typedef {import('../link.js').Link} Link */

/** The pictures of a lane, in the order in which they are read. */
export const PICTURES = /** @type {const} */ (['network', 'regions', 'gradients', 'statistics']);

/** @typedef {typeof PICTURES[number]} Picture */
/** @typedef {(part: string, row: number) => void} Take */

/** @type {readonly Picture[]} */
const USUAL = ['network', 'regions', 'gradients'];

/**
 * One lane in a row, read as the data flow: its network, what comes out, and the gradients that come back. The rows of
 * all lanes have the same columns, so that lanes are compared up and down.
 * @param {{link: Link, store: Store, lane: import('./drawing.js').Lane, pictures?: readonly Picture[],
 *   take?: Take}} props
 * take: hears which picture among the mistakes is pressed
 */
export function LaneCard({ link, store, lane, pictures = USUAL, take }) {
  const { id, name, slot } = lane;
  const [large, setLarge] = useState(false);
  const card = useRef(/** @type {HTMLElement | null} */ (null));
  useEffect(() => { // a fork is picked when it comes: it is what one wants to see
    if (store.picked.peek() === id) card.current?.scrollIntoView({ block: 'nearest' });
  }, []);
  return html`<section class="card lane-row" ref=${card} aria-label=${`Lane ${name}`} data-large=${large}>
    <header><${Swatch} slot=${slot} /><h2>${name}</h2><${Told} store=${store} id=${id} />
      <${Check} store=${store} id=${id} />
      <button type="button" class="small" onClick=${() => setLarge(!large)}>${large ? 'Smaller' : 'Larger'}<span
        class="hidden"> pictures of ${name}</span></button>
    </header>
    <div class="row-pictures"
      data-pictures=${pictures.length + (store.data.value?.image && pictures.includes('regions') ? 1 : 0)}>
      ${pictures.map((picture) => html`<${SHOWN[picture]} key=${picture} ...${{ store, link, lane, take }} />`)}
    </div>
    <${Trouble} store=${store} id=${id} />
  </section>`;
}

/** The update of the past that a lane shows; null at its end. @param {Store} store @param {number} id */
function shownAt(store, id) {
  const { update, end } = store.stateOf(id) ?? { update: 0, end: 0 };
  return update < end ? update : null;
}

/** @param {{store: Store, link: Link, lane: import('./drawing.js').Lane}} props */
function Gradients({ store, link, lane: { id } }) {
  const cursor = store.past.value ? shownAt(store, id) : null;
  return html`<${Figure} link=${link} name="gradients" view="gradients" lane=${id} title="Gradient per layer"
    class="gradients" options=${{ cursor }} legend=${html`<${LookHere} store=${store} id=${id} />`} />`;
}

/** @param {{link: Link, lane: import('./drawing.js').Lane}} props */
function Statistics({ link, lane: { id } }) {
  return html`<${Figure} link=${link} name="statistics" view="statistics" lane=${id} title="Layers in numbers"
    class="statistics" />`;
}

/** What the network says: on the plane, or of pictures.
 * @param {{store: Store, link: Link, lane: import('./drawing.js').Lane, take?: Take}} props */
function Output({ store, link, lane: { id }, take }) {
  const data = store.data.value;
  if (!data || data.bounds || data.task === 'regression')
    return html`<${Figure} key="regions" link=${link} name="regions" view="regions" lane=${id} class="square"
      title=${data?.task === 'regression' ? 'Value on the plane' : 'Decision regions'}
      legend=${html`<${PlaneLegend} data=${data} />`}
      onLocate=${(/** @type {[number, number]} */ x) => store.probe(x)} />`;
  const part = data.counts.validation ? 'validation' : 'training';
  return html`<${Figure} key="confusion" link=${link} name="confusion" view="confusion" lane=${id} class="square"
      title="Confusion matrix"
      legend=${html`<span class="quiet">rows: truth, columns: the net’s answer; ${part} part</span>`} />
    ${data.image && html`<${Mistakes} key="misclassified" link=${link} lane=${id} part=${part}
      take=${take && ((/** @type {number} */ row) => take(data.counts.validation ? 'validation' : 'train', row))} />`}`;
}

/** What changes many times a second has a component of its own, so that the pictures around it do not. What the lane
 * does just now. @param {{store: Store, id: number}} props */
function Told({ store, id }) {
  const state = store.stateOf(id);
  const spec = store.spec.value?.lanes[store.indexOf(id)];
  const made = store.live.value.lanes.find((one) => one.id === id)?.learningRate ?? NaN;
  const usual = Number(spec?.optimizer?.lr);
  // a schedule changes the rate from update to update; without one it is what the control says, at once
  const rate = spec?.schedule?.name === 'constant' || !Number.isFinite(made) ? usual : made;
  const stands = state && store.state.value?.clock === 'paused' && state.status === 'ready' && !store.past.value;
  const behind = stands && state.end < (store.state.value?.end ?? 0)
    ? `; at update ${count(state.end)}, Play brings it to the others` : '';
  if (state?.status === 'stopped')
    return html`<span class="quiet">stopped at update ${count(state.update)}: ${state.reason}</span>`;
  return html`<span class="quiet">${state?.status === 'diverged' ? `stopped at update ${count(state.update)}`
    : `learning rate ${measured(rate)}${behind}`}</span>`;
}

/** @param {{data: import('../generated/types.js').DataShape | null}} props */
export function PlaneLegend({ data }) {
  if (!data?.bounds) return null;
  if (data.task === 'regression')
    return html`<span class="legend-plane"><span class="class-key">low <i class="ramp"></i> high</span>
      <span title="points: the targets of training examples, bold ring: of test examples">
        bold ring: test</span></span>`;
  return html`<span class="legend-plane">
    ${data.classes.map((label, k) => html`<span class="class-key">
      <i style=${`background:var(--class-${(k % 10) + 1})`}></i>${label}</span>`)}
    <span title="filled: a training example, ring: a test example">ring: test</span></span>`;
}

/** Neuron by neuron, or layer by layer where there are maps.
 * @param {{store: Store, link: Link, lane: import('./drawing.js').Lane}} props */
function Inside(props) {
  const spec = props.store.network.value?.lanes[props.store.lanes.value.findIndex(({ id }) => id === props.lane.id)];
  return spec && !ofNeurons(spec) ? html`<${Stack} store=${props.store} lane=${props.lane} />`
    : html`<${Network} ...${props} />`;
}

const SHOWN = { network: Inside, regions: Output, gradients: Gradients, statistics: Statistics };
