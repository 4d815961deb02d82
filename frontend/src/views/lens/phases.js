import { html, useEffect, useRef, useState } from '/static/vendor/ui.js';
import { useAnswer, useSeen } from '../../asking.js';
import { count } from '../../wording.js';
import { Figure } from '../figure.js';
import { PHASES, said } from './four.js';
import { Lens, LaneChoice, useLane } from './lens.js';
import { PhaseNet } from './phase_net.js';

/** @typedef {import('../../generated/types.js').Phased} Phased */

const BEAT = 1500; // milliseconds a phase, where it is played
const LISTED = 12; // numbers of examples that are read

/** One update of a minibatch in its four phases; after the last one it is made, and the next one comes.
 * @param {import('./lens.js').Props} props */
export function Phases({ store, link }) {
  const box = useRef(/** @type {HTMLElement | null} */ (null));
  const kept = useRef(/** @type {Phased | null} */ (null));
  const seen = useSeen(box);
  const [lane, choose] = useLane(store);
  const [phase, setPhase] = useState(0);
  const [playing, setPlaying] = useState(false);
  const state = store.stateOf(lane?.id);
  const stopped = state?.status === 'diverged';
  const stepping = useRef(false);
  const running = store.playing.value && !stepping.current;
  const { answer, refusal } = useAnswer(store, 'phases', { lane: lane?.id },
    { on: seen && lane !== null && !store.playing.value && !stopped, every: 60 });
  const newest = /** @type {Phased | null} */ (answer);
  const now = newest && state && newest.update === state.update && newest.lane === state.id ? newest : null;
  if (now) kept.current = now;
  useEffect(() => setPhase(0), [lane?.id, state?.update, state?.life]);
  useEffect(() => {
    if (!store.playing.value) stepping.current = false;
  }, [store.playing.value, state?.update]);
  useEffect(() => {
    if (running) setPlaying(false);
  }, [running]);
  const forward = () => {
    if (!now) return;
    if (phase < PHASES.length - 1) return setPhase(phase + 1);
    stepping.current = true;
    store.transport.step('update');
  };
  useEffect(() => {
    if (!playing || !now) return undefined;
    const timer = setTimeout(forward, BEAT);
    return () => clearTimeout(timer);
  }, [playing, phase, now]);
  /** @param {KeyboardEvent} e */
  const onKeyDown = (e) => {
    const way = { ArrowRight: 1, ArrowLeft: -1 }[e.key];
    const typing = e.target instanceof Element && e.target.closest('select, input');
    if (!way || typing || e.ctrlKey || e.altKey || e.metaKey || running) return;
    e.preventDefault();
    e.stopPropagation(); // here the arrow means the next phase, not the whole update
    if (way > 0) forward();
    else setPhase(Math.max(0, phase - 1));
  };
  const told = now ?? (kept.current?.lane === lane?.id ? kept.current : null);
  const legend = html`<${LaneChoice} ...${{ store, lane, choose }} />`;
  const last = phase === PHASES.length - 1;
  return html`<${Lens} title="A minibatch in four phases" box=${box} kind="phases" refusal=${refusal} legend=${legend}>
    ${stopped ? html`<p class="help">${lane?.name} has diverged: it makes no update any more.</p>`
      : running ? html`<p class="help">Pause, and the next update is played phase by phase.
        <button type="button" onClick=${() => store.transport.toggle()}>Pause and look</button></p>`
        : !told ? html`<p class="help">${refusal ? '' : 'Waiting for the update.'}</p>`
          : html`<div class="phases-inside" onKeyDown=${onKeyDown}>
            <div class="phase-acts"><b>update ${count(told.update)}</b>
              <button type="button" class="small" onClick=${() => setPhase(Math.max(0, phase - 1))}
                disabled=${phase === 0} aria-label="one phase back">◂</button>
              <button type="button" class="inside-next" onClick=${forward}>${last ? 'Make it' : 'Next ▸'}</button>
              <button type="button" aria-pressed=${playing} onClick=${() => setPlaying(!playing)}>${
                playing ? 'Stop' : 'Play slowly'}</button>
              <span class="quiet">← → in here</span></div>
            <ol class="loop" aria-label="the loop">${PHASES.map(({ name, code }, i) => html`<li><button type="button"
              aria-current=${i === phase ? 'step' : undefined} title=${name}
              onClick=${() => setPhase(i)}>${code}</button></li>`)}</ol>
            <p class="phase-says" aria-live="polite">${
              said(told, PHASES[phase].name, store.data.value?.counts.train ?? 0)}</p>
            <div class="phase-pictures"><${Batch} ...${{ store, link, told }} />
              <${PhaseNet} phased=${told} phase=${PHASES[phase].name} /></div>
          </div>`}
  <//>`;
}

/** Which examples they are: lit on the plane, where there is one. @param {{store: import('../../store.js').Store,
 * link: import('../../link.js').Link, told: Phased}} props */
function Batch({ store, link, told: { rows } }) {
  const shown = rows.slice(0, LISTED).map((row) => row + 1).join(', ');
  const words = `examples ${shown}${rows.length > LISTED ? ` and ${count(rows.length - LISTED)} more` : ''}`;
  if (store.data.value?.inputs !== 2) return html`<p class="help">${words}, counted from 1.</p>`;
  return html`<${Figure} link=${link} name="batch" view="data" title="The batch" class="lens-figure batch-figure"
    options=${{ painted: null, cross: null, lit: rows }}
    legend=${html`<span class="quiet">ringed: ${words}</span>`} />`;
}
