import { html } from '/static/vendor/ui.js';
import { count } from '../wording.js';

/** @typedef {import('../store.js').Store} Store */

const ENOUGH = 50; // updates until the newest gradients say something
const VANISHED = 0.25;
const BACK = 0.35; // above it the words go again: between the two they stay as they are, so that they do not blink
const HEALTHY = 0.4;

/** Lanes that the words stand at just now. @type {Set<number>} */
const told = new Set();

/**
 * What the gradient picture shows, and where to look: at the lane whose gradient does not reach the first layer while
 * another one's does, or to which none comes any more.
 * @param {{store: Store, id: number}} props
 */
export function LookHere({ store, id }) {
  const { lanes, update } = store.live.value;
  const mine = lanes.find((lane) => lane.id === id);
  const arrives = mine?.arrives ?? NaN;
  const healthy = lanes.some((lane) => lane.id !== id && lane.arrives > HEALTHY);
  if (update > ENOUGH && mine?.gradient.length && mine.gradient.every((norm) => norm === 0))
    return html`<span class="look-here" role="note"><b>No gradient at all:</b> nothing can be learned any more. ReLUs
      that give 0 for every example are dead; Reset, and a smaller rate.</span>`;
  const faded = update > ENOUGH && healthy && arrives < (told.has(id) ? BACK : VANISHED);
  if (faded) told.add(id);
  else told.delete(id);
  if (!faded) return html`<span class="quiet">magnitude; layer 1 is nearest the input</span>`;
  return html`<span class="look-here" role="note"><b>Look here:</b>${' '}
    1/${count(Number((1 / Math.max(arrives, 1e-9)).toPrecision(2)))} arrives at layer 1<span class="where-roomy">: the
    output layer’s gradient faded on the way back</span></span>`;
}
