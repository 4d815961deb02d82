import { html, useEffect, useRef } from '/static/vendor/ui.js';
import { phasesOf } from '../slow_motion.js';
import { count, measured } from '../wording.js';
import { Formula } from './formula.js';
import { Swatch } from './legend.js';

/** @typedef {import('../slow_motion.js').SlowMotion} SlowMotion */
/** @typedef {import('../slow_motion.js').Phase} Phase */
/** @typedef {import('../generated/types.js').Explained} Explained */

const BEAT = 1500; // milliseconds for a thing that happens, where it is played

/** The next update of a lane in slow motion, with its numbers in the optimizer's formula.
 * @param {{slow: SlowMotion}} props */
export function Inside({ slow }) {
  const { store } = slow;
  const lane = slow.lane.value;
  const now = slow.explained.value;
  const before = useRef(/** @type {Explained | null} */ (null));
  if (now) before.current = now;
  const running = store.playing.value && !slow.stepping.value;
  const state = store.stateOf(lane?.id);
  const stopped = state?.status === 'diverged';
  useEffect(() => { // whatever the next update is about has changed: ask anew
    if (lane && !running && !stopped && store.ready.value) store.explain(lane.id);
  }, [lane?.id, state?.update, state?.life, running, stopped, store.spec.value, store.ground.value]);
  useEffect(() => {
    slow.phase.value = 0;
  }, [lane?.id]);
  useEffect(() => {
    if (!store.playing.value) slow.stepping.value = false;
  }, [store.playing.value, state?.update]);
  useEffect(() => {
    if (!slow.playing.value || !now) return undefined;
    const timer = setTimeout(() => slow.forward(), BEAT);
    return () => clearTimeout(timer);
  }, [slow.playing.value, slow.phase.value, now]);
  useEffect(() => {
    if (running) slow.playing.value = false;
  }, [running]);

  if (!lane) return null;
  if (stopped) return html`<p class="help">${lane.name} has diverged: it makes no update any more.</p>`;
  if (running) return html`<p class="help">Pause, and the next update of ${lane.name} is shown step by step.${' '}
    <button type="button" onClick=${() => store.transport.toggle()}>Pause and look</button></p>`;
  const refusal = store.edits.refusals.value.get('explain');
  // until the next one is there the last one stays, and with it the button that has the focus
  const told = now ?? (before.current?.lane === lane.id ? before.current : null);
  if (refusal && !now) return html`<p class="refusal" role="status">${refusal}</p>`;
  if (!told) return html`<p class="help">Waiting for the update.</p>`;
  const phases = phasesOf(told);
  const at = Math.min(slow.phase.value, phases.length - 1);
  const last = at === phases.length - 1;
  return html`<div class="inside-update">
    <div class="inside-head">
      <span class="inside-of"><${Swatch} slot=${lane.slot} /> ${lane.name}, update ${count(told.update)}</span>
      <span class="inside-acts">
        <button type="button" class="small" onClick=${() => slow.back()} disabled=${at === 0}
          aria-label="one step back">◂</button>
        <button type="button" class="inside-next" onClick=${() => slow.forward()}>${
          last ? 'Make it' : 'Next ▸'}</button>
        <button type="button" aria-pressed=${slow.playing.value}
          onClick=${() => (slow.playing.value = !slow.playing.value)}>
          ${slow.playing.value ? 'Stop' : 'Play slowly'}</button>
      </span></div>
    <ol class="phases">${phases.map(({ name }, i) => html`<li><button type="button" class="small"
      aria-current=${i === at ? 'step' : undefined}
      data-done=${i < at} onClick=${() => (slow.phase.value = i)}>${symbol(name)}</button></li>`)}</ol>
    <p class="inside-says" aria-live="polite">${phases[at].says}</p>
    <${Numbers} told=${told} phase=${phases[at]} at=${at} />
  </div>`;
}

/** @param {{told: Explained, phase: Phase, at: number}} props */
function Numbers({ told, phase, at }) {
  const { lines } = phase;
  if (!lines) return html`<dl class="inside-values">
    <div><dt>point</dt><dd>(${measured(told.point[0])}, ${measured(told.point[1])})</dd></div>
    <div><dt>f</dt><dd>${measured(told.value)}</dd></div>
    ${at > 0 && html`<div><dt>gradient</dt>
      <dd>(${measured(told.gradient[0])}, ${measured(told.gradient[1])})</dd></div>`}
    ${at === 0 && Object.entries(told.remembered).map(([name, [x, y]]) => html`<div><dt>${symbol(name)} so far</dt>
      <dd>(${measured(x)}, ${measured(y)})</dd></div>`)}
  </dl>`;
  return html`<div class="inside-lines">
    <p class="inside-formula"><${Formula} latex=${lines[0].formula_latex} text=${lines[0].formula} /></p>
    ${lines.map((line, i) => html`<p><b>${'xy'[i]}</b> <${Formula} latex=${`${line.plugged_latex} = ${set(line.value)}`}
      text=${`${line.plugged} = ${measured(line.value)}`} /></p>`)}
  </div>`;
}

/** @param {number | null} value null: no number any more */
export function set(value) {
  if (value === null) return '\\text{no number}';
  const [digits, power] = measured(value).replace('−', '-').split('e');
  return power === undefined ? digits : `${digits} \\cdot 10^{${power}}`;
}

/** A name of the lines as it is read: mhat is m with a hat. @param {string} name */
export const symbol = (name) => name.replace(/^(\w)hat$/, '$1̂');
