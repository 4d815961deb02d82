import { html, useEffect, useMemo, useRef } from '/static/vendor/ui.js';
import { unfocused } from '../keyboard.js';
import { chooseWindow, chosenWindow, trails } from '../sight.js';
import { drawingTheme, theme } from '../theme.js';
import { Figure } from './figure.js';
import { Hand } from './hand.js';
import { SAID } from './heights.js';
import { useSize } from './size.js';
import { boxOf, fitted, zoomed } from './window.js';

/** @typedef {import('../store.js').Store} Store */
/** @typedef {import('./window.js').Window} Window */

const CLOSER = 1.6; // of one press of the buttons

/** The surface from above, with the lanes' ways on it.
 * @param {{store: Store, link: import('../link.js').Link, inside: object | null}} props
 * inside: of an update that is looked at step by step, what is drawn of it */
export function RaceMap({ store, link, inside }) {
  const ground = store.ground.value;
  const cover = useRef(/** @type {HTMLElement | null} */ (null));
  const size = useSize(() => cover.current?.parentElement);
  const fontSize = useMemo(() => drawingTheme().fontSize, [theme.value]);
  const box = boxOf(size, fontSize);
  const domain = ground?.domain ?? null;
  const wanted = chosenWindow() ?? domain;
  const window = wanted && size.width ? fitted(wanted, box) : null;
  const key = window?.flat().join();
  const ready = store.ready.value;
  useEffect(() => {
    if (window && ready) store.look(window);
  }, [key, ground, ready]);

  const starts = startsOf(store);
  const named = store.state.value?.update === 0;
  const options = { window, trails: trails.value, start: starts.all, own: starts.own, named, inside };
  /** @param {number} factor */
  const zoom = (factor) => {
    if (window) chooseWindow(zoomed(window, [middle(window[0]), middle(window[1])], factor));
  };
  const button = (/** @type {string} */ label, /** @type {string} */ sign, /** @type {() => void} */ act) =>
    html`<button type="button" aria-label=${label} title=${label} onMouseDown=${unfocused}
      onClick=${act}>${sign}</button>`;
  const legend = html`<span class="formula-line">${ground?.formula}</span>`;
  return html`<div class="card race">
    <${Figure} link=${link} name="surface" view="surface" class="race-map" options=${options}
        title=${ground?.title ?? 'Surface'} legend=${legend}>
      <${Hand} ...${{ store, cover, box, window, starts }} />
      <div class="zoom" data-over role="group" aria-label="View">
        ${button('closer', '+', () => zoom(CLOSER))}${button('further away', '−', () => zoom(1 / CLOSER))}
        ${button('whole surface', '⤢', () => chooseWindow(null))}</div>
    <//>
    <p class="help race-help">Click: start of all lanes; Alt+click: of the picked one. Drag a ring to move it, drag
      elsewhere to move the view; wheel or pinch: closer. <span class="nowrap">★ minimum</span>${' '}
      <span class="nowrap">× saddle</span> · ${SAID} ${' '}
      <label class="toggle"><input type="checkbox" checked=${trails.value === 'fade'}
        onChange=${(/** @type {any} */ e) => (trails.value = e.target.checked ? 'fade' : 'stay')} />${' '}
        trails fade</label></p>
  </div>`;
}

/** @param {[number, number]} range */
const middle = ([low, high]) => (low + high) / 2;

/** @typedef {{all: [number, number], own: {id: number, slot: number, at: [number, number]}[]}} Starts */

/** Where the lanes begin, as it is in force or on its way. @param {Store} store @returns {Starts} */
function startsOf(store) {
  const { surface, lanes, edits, ground } = store;
  const pending = edits.pending.value;
  const all = pending.get('session.start') ?? surface.value?.start ?? ground.value?.start ?? [0, 0];
  const own = pending.has('session.start') ? [] : lanes.value.flatMap(({ id, slot }, i) => {
    const key = `start.${id}`;
    const at = pending.has(key) ? pending.get(key) : surface.value?.lanes[i]?.start;
    return at ? [{ id, slot, at }] : [];
  });
  return { all: /** @type {[number, number]} */ (all), own: /** @type {Starts['own']} */ (own) };
}
