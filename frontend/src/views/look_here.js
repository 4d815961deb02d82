import { html } from '/static/vendor/ui.js';

/** @typedef {import('../store.js').Store} Store */

const ENOUGH = 50; // updates until the newest gradients say something
const VANISHED = 0.25;
const HEALTHY = 0.4;

/** The gradient of the first layer over that of the last; NaN while not known. @param {Store} store @param {number} id */
function ratio(store, id) {
  const norms = store.live.value.lanes.find((lane) => lane.id === id)?.gradient ?? [];
  return norms.length > 1 ? norms[0] / norms[norms.length - 1] : NaN;
}

/**
 * What the gradient picture shows; and where to look: at the lane whose gradient does not reach the first layer while another one's does.
 * @param {{store: Store, id: number}} props
 */
export function LookHere({ store, id }) {
  const mine = ratio(store, id);
  const others = store.lanes.value.some((lane) => lane.id !== id && ratio(store, lane.id) > HEALTHY);
  if (store.live.value.update < ENOUGH || !(mine < VANISHED) || !others)
    return html`<span class="quiet">magnitude; layer 1 is nearest the input</span>`;
  return html`<span class="look-here" role="note"><b>Look here:</b> only 1/${Math.round(1 / Math.max(mine, 1e-9))} of the
    output layer’s gradient reaches layer 1, so it hardly learns.</span>`;
}
