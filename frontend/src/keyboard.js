/** @typedef {import('./store.js').Store} Store */

/** Keys that work anywhere on the page, or in one place only.
 * @type {{keys: string, does: string, only?: 'network' | 'surface'}[]} */
export const KEYS = [
  { keys: 'Space', does: 'play or pause' },
  { keys: '→', does: 'one update' },
  { keys: 'Shift →', does: 'one epoch', only: 'network' },
  { keys: 'R', does: 'reset' },
  { keys: '1 to 8', does: 'pick a lane' },
  { keys: '0', does: 'all lanes' },
];

/** Elements that need these keys themselves. */
const TYPING = 'input:not([type=range]), select, textarea, [contenteditable]';
const SLIDING = 'input[type=range]'; // takes the arrows, and leaves the rest
const PRESSING = 'button, summary, a[href]';

/** For a button that is pressed with the mouse: the focus stays where it is, so that Space goes on to mean Play.
 * @param {Event} event */
export const unfocused = (event) => event.preventDefault();

/** @param {Store} store @param {EventTarget} target */
export function listen(store, target = window) {
  target.addEventListener('keydown', (event) => {
    const key = /** @type {KeyboardEvent} */ (event);
    const at = /** @type {Element | null} */ (key.target instanceof Element ? key.target : null);
    if (key.ctrlKey || key.metaKey || key.altKey || key.isComposing || at?.closest(TYPING)) return;
    if (key.key === ' ' && at?.closest(PRESSING)) return;
    if (key.key.startsWith('Arrow') && at?.closest(SLIDING)) return;
    const action = actionFor(store, key);
    if (!action || !store.ready.value) return;
    key.preventDefault();
    action();
  });
}

/** @param {Store} store @param {KeyboardEvent} event */
function actionFor(store, { key, shiftKey, repeat }) {
  const epoch = shiftKey && store.network.value !== null; // a surface has none
  if (key === 'ArrowRight') return () => store.transport.step(epoch ? 'epoch' : 'update');
  if (repeat) return null;
  if (key === ' ') return () => store.transport.toggle();
  if (key === 'r' || key === 'R') return () => store.transport.reset();
  if (key === '0') return () => store.pick('all');
  const lane = /^[1-8]$/.test(key) ? store.lanes.value[Number(key) - 1] : undefined;
  return lane ? () => store.pick(lane.id) : null;
}
