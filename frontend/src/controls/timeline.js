import { html, useEffect, useRef, useState } from '/static/vendor/ui.js';
import { unfocused } from '../keyboard.js';
import { count } from '../wording.js';
import { FirstLine } from './first.js';

/** @typedef {import('../store.js').Store} Store */
/** @typedef {{update: number, slot: number, what: string[]}} Mark  edits of one lane before one update */

const PLACES = 150; // along the rail: edits that are nearer to each other are one mark
const TOLD = 5; // of them in its title
const EDGE = 9; // pixels: half a slider's knob, which stays within the rail

/**
 * All updates so far, with the edits: drag to look back, and go on or fork from there.
 * @param {{store: Store}} props
 */
export function Timeline({ store }) {
  const [drag, setDrag] = useState(/** @type {number | null} */ (null));
  const state = store.state.value;
  const playing = store.playing.value;
  const past = store.past.value;
  const live = store.live.value.update;
  const start = state?.start ?? 0;
  const end = Math.max(state?.end ?? 0, playing ? live : 0);
  const update = drag ?? (playing ? live : state?.clock === 'seeking' ? live : (state?.update ?? 0));
  const off = !store.ready.value || end === 0;
  const go = (/** @type {any} */ e) => {
    setDrag(Number(e.target.value));
    store.transport.scrub(Number(e.target.value));
  };
  return html`<section class="timeline" aria-label="Timeline" data-past=${past}>
    <div class="rail">
      <input type="range" min=${start} max=${Math.max(1, end)} step="1" value=${update} disabled=${off}
        aria-label="update shown" aria-valuetext=${`update ${count(update)} of ${count(end)}`}
        onInput=${go} onChange=${() => setDrag(null)} onBlur=${() => setDrag(null)} />
      ${end > start && marks(store, start, end).map((mark) => html`<i class="edit-mark" title=${told(store, mark)}
        style=${`left:calc(${EDGE}px + (100% - ${2 * EDGE}px) * ${(mark.update - start) / (end - start)});`
          + `background:var(--lane-${mark.slot + 1})`}
        ></i>`)}
    </div>
    <div class="timeline-words">
      ${past
        ? html`<${Past} store=${store} update=${update} />`
        : end
          ? html`<p class="quiet">Drag to look back at any of ${count(end)} updates.</p>`
          : html`<${FirstLine} store=${store} />`}
    </div>
    <${Edits} store=${store} />
  </section>`;
}

/** What can be done from an earlier update. @param {{store: Store, update: number}} props */
function Past({ store, update }) {
  const { focus: { value: lane }, lanes, state, catalogue } = store;
  const full = lanes.value.length >= (catalogue.value?.limits.lanes ?? 1);
  return html`<p><b>Update ${count(update)}.</b>${' '}Going on from here drops what came after.</p>
    <div class="past-acts">
      <button type="button" onMouseDown=${unfocused}
        onClick=${() => store.transport.scrub(state.value?.end ?? 0)}>Back to the end</button>
      <button type="button" onMouseDown=${unfocused} disabled=${full} onClick=${() => store.fork(lane.id)}
        title="A new lane goes on from this update; the old one keeps all it has">Fork ${lane.name} from here</button>
    </div>`;
}

/** The edits as a list; each leads to its update. @param {{store: Store}} props */
function Edits({ store }) {
  const log = store.log.value;
  const names = new Map(store.lanes.value.map(({ id, name }) => [id, name]));
  const list = useRef(/** @type {HTMLDetailsElement | null} */ (null));
  useEffect(() => {
    const close = (/** @type {Event} */ e) => {
      const inside = e.target instanceof Node && list.current?.contains(e.target);
      const leaves = e instanceof KeyboardEvent ? e.key === 'Escape' : !inside;
      if (leaves && list.current) list.current.open = false;
    };
    for (const kind of ['pointerdown', 'keydown']) addEventListener(kind, close);
    return () => ['pointerdown', 'keydown'].forEach((kind) => removeEventListener(kind, close));
  }, []);
  return html`<details class="edit-log" ref=${list}>
    <summary>${log.length === 1 ? '1 edit' : `${count(log.length)} edits`}</summary>
    ${log.length
      ? html`<ol>${joined(log).map(({ lane, update, what, times }) => html`<li><button type="button" class="small"
          onClick=${() => store.transport.scrub(update)}>update ${count(update)}</button> <b>${names.get(lane)}</b> ${
            what.replaceAll('->', '→')}${times > 1
            ? html` <span class="quiet">and ${times - 1} more like this</span>` : ''}</li>`)}</ol>`
      : html`<p class="help">What you change while it runs is written down here, and made again when you look
        back.</p>`}
  </details>`;
}

/** The same change many times in a row, as painting makes it, is one line.
 * @param {import('../generated/types.js').LoggedEdit[]} log */
function joined(log) {
  /** @type {(import('../generated/types.js').LoggedEdit & {times: number})[]} */
  const lines = [];
  for (const edit of log) {
    const same = lines.findLast(({ lane }) => lane === edit.lane);
    if (same?.what === edit.what) same.times++;
    else lines.push({ ...edit, times: 1 });
  }
  return lines;
}

/** @param {Store} store @param {number} start @param {number} end @returns {Mark[]} */
function marks(store, start, end) {
  const slots = new Map(store.lanes.value.map(({ id, slot }) => [id, slot]));
  /** @type {Map<string, Mark>} */
  const found = new Map();
  for (const { lane, update, what } of store.log.value) {
    if (update < start || update > end) continue;
    const place = `${lane} ${Math.round((update / end) * PLACES)}`;
    const mark = found.get(place) ?? { update, slot: slots.get(lane) ?? 0, what: [] };
    if (mark.what.length < TOLD) mark.what.push(what);
    found.set(place, mark);
  }
  return [...found.values()];
}

/** @param {Store} store @param {Mark} mark */
function told(store, { update, slot, what }) {
  const name = store.lanes.value.find((lane) => lane.slot === slot)?.name;
  return `before update ${count(update)}, ${name}: ${what.join('; ')}`;
}
