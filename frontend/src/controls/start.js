import { html, useId, useState } from '/static/vendor/ui.js';
import { explains } from './explain.js';
import { Refusal, Typed } from './number.js';

/** @typedef {import('../store.js').Store} Store */

const HELP = 'Where the lanes begin. Also: click on the map, or drag the ring. A change starts them anew.';
const OWN = 'Where this lane begins, if not where all do. Also: Alt+click on the map.';
const RANGE = 'any two numbers';

/** Where the lanes begin, in numbers. @param {{store: Store, lane: number | null, label: string}} props
 * lane: null is the start of all */
export function Start({ store, lane, label }) {
  const id = useId();
  const [wrong, setWrong] = useState('');
  const { surface, ground, edits } = store;
  const key = lane === null ? 'session.start' : `start.${lane}`;
  const usual = surface.value?.start ?? ground.value?.start ?? [0, 0];
  const own = lane === null ? usual : (surface.value?.lanes[store.indexOf(lane)]?.start ?? null);
  const held = edits.pending.value.has(key) ? edits.pending.value.get(key) : own;
  const [x, y] = /** @type {[number, number]} */ (held ?? usual);
  /** @param {number} axis */
  const put = (axis) => (/** @type {number} */ value) => {
    setWrong('');
    const next = /** @type {[number, number]} */ (axis === 0 ? [value, y] : [x, value]);
    if (lane === null) store.startAll(next);
    else store.startOne(lane, next);
  };
  const refusal = wrong || (edits.refusals.value.get(key) ?? '');
  const names = ground.value?.axes ?? ['x', 'y'];
  const field = (/** @type {number} */ axis) => html`
    <label class="hidden" for=${`${id}-${axis}`}>${label}, ${names[axis]}</label>
    <${Typed} ...${{
      id: `${id}-${axis}`, name: `${lane === null ? 'session' : 'lane'}.start.${axis}`,
      value: held ? [x, y][axis] : null, differ: false, range: RANGE,
      setWrong, refusal, put: put(axis), parameter: PLAIN,
    }} />`;
  return html`<div class="field start" ...${explains({ label, help: lane === null ? HELP : OWN, range: RANGE })}>
    <span>${label}</span>
    <span class="pair">${field(0)}${field(1)}
      ${lane !== null && held && html`<button type="button" class="small" title="begin where all lanes do"
        onClick=${() => store.startOne(lane, null)}>as all</button>`}</span>
    <${Refusal} id=${id} text=${refusal} />
  </div>`;
}

/** A number without bounds of its own. @type {import('./number.js').Parameter} */
const PLAIN = {
  name: 'start', default: 0, low: -Infinity, high: Infinity, unit: '', help: '',
  integer: false, restarts: true, choices: [],
};
