import { html, useRef, useState } from '/static/vendor/ui.js';
import { useAnswer, useSeen } from '../../asking.js';
import { count, percent, percentWithin, roughly } from '../../wording.js';
import { Lens, LaneChoice, useLane } from './lens.js';
import { SweepRun } from './sweep_run.js';

/** @typedef {import('../../generated/types.js').Swept} Swept */
/** @typedef {import('../../generated/types.js').SweptLane} SweptLane */
/** @typedef {import('../../generated/types.js').ToldRung} ToldRung */

const LADDER = 'ladder'; // the setting that is swept
const SEEDS = [2, 3, 5];
const UPDATES = [300, 1000, 2000];

/** AlexNet's tricks one above the other: each is put on a lane or taken away, and all of them are tried in the
 * background, one more at each rung. @param {import('./lens.js').Props} props */
export function Ladder({ store, experiment }) {
  const box = useRef(/** @type {HTMLElement | null} */ (null));
  const seen = useSeen(box);
  const [lane, choose] = useLane(store);
  const { answer, refusal } = useAnswer(store, 'rungs', { lane: lane?.id }, { on: seen && lane !== null });
  /** @type {ToldRung[]} */ const rungs = answer?.rungs ?? [];
  const told = /** @type {Swept | null} */ (store.answers.of('sweep'));
  const swept = told?.vary === LADDER ? told : null;
  const series = swept?.series.find((one) => one.lane === lane?.id) ?? null;
  const scale = scaleOf(series);
  const toggle = (/** @type {ToldRung} */ { changes }) => lane
    && store.edits.ask({ kind: 'patch_lane', lane: lane.id, changes });
  return html`<${Lens} title="The ladder" box=${box} kind="ladder" refusal=${refusal || store.answers.refusal('sweep')}
      legend=${html`<${LaneChoice} ...${{ store, lane, choose }} />`}>
    <${Run} store=${store} swept=${swept} preset=${experiment?.sweep ?? null} rungs=${rungs.length} />
    <ol class="rungs" aria-label="Rungs, from the bare network up">${[null, ...rungs].map((rung, i) => html`<${Rung}
      key=${i} ...${{ rung, series, scale, toggle, slot: lane?.slot ?? 0 }}
      at=${swept ? swept.values.indexOf(i) : null} />`)}
      ${series && html`<li class="rung-ends" aria-hidden="true"><span>${roughly(scale.low)}</span>
        <span>${roughly(scale.high)}</span></li>`}</ol>
    <p class="help">${series && swept ? html`Bar: ${swept.measured} after ${count(swept.updates)} updates, the mean over
      up to ${count(swept.seeds)} seeds, drawn from ${roughly(scale.low)} on; line: one standard deviation up and down;
      diamond: the networks of all seeds together, by the mean of their probabilities.` : `Bare: the lane without any of
      these. Each rung keeps those above it and adds one. The buttons put a single one on the lane that you see.`}</p>
  <//>`;
}

/** How it is swept: as the experiment says, else as one chooses.
 * @param {{store: import('./lens.js').Store, swept: Swept | null, preset: any, rungs: number}} props */
function Run({ store, swept, preset, rungs }) {
  const [seeds, setSeeds] = useState(preset?.seeds ?? SEEDS[1]);
  const [updates, setUpdates] = useState(preset?.updates ?? UPDATES[0]);
  const values = Array.from({ length: rungs + 1 }, (_, i) => i);
  const sweep = preset ?? { vary: LADDER, values, seeds, updates, measure: 'test_accuracy' };
  const choice = (/** @type {string} */ what, /** @type {number[]} */ all, /** @type {number} */ value,
    /** @type {(value: number) => void} */ put) => html`<label>${what} <select value=${value} disabled=${swept?.running}
      onChange=${(/** @type {any} */ e) => put(Number(e.target.value))}>${all.map((one) =>
      html`<option value=${one} selected=${one === value}>${count(one)}</option>`)}</select></label>`;
  return html`<${SweepRun} ...${{ store, swept }} sweep=${rungs > 0 ? sweep : null} what="ladder">
    ${!preset && choice('seeds', SEEDS, seeds, setSeeds)}${!preset && choice('updates', UPDATES, updates, setUpdates)}
  <//>`;
}

/** @typedef {{low: number, high: number, at: (share: number) => number}} Scale  at: percent of the track */

/** From the lowest to the highest that is shown, to full tenths. @param {SweptLane | null} series @returns {Scale} */
export function scaleOf(series) {
  const all = [...(series?.means ?? []), ...(series?.together ?? [])];
  const given = /** @type {number[]} */ (all.filter((one) => one !== null));
  const low = given.length ? Math.floor(Math.min(...given) * 10) / 10 : 0;
  const high = given.length ? Math.min(1, Math.floor(Math.max(...given) * 10 + 1) / 10) : 1;
  return { low, high, at: (share) => Math.min(100, Math.max(0, ((share - low) / (high - low || 1)) * 100)) };
}

/** One trick more. @param {{at: number | null, series: SweptLane | null, scale: Scale, rung: ToldRung | null,
 *   slot: number, toggle: (rung: ToldRung) => void}} props at: its place among the swept, -1: it is not among them,
 *   null: nothing was swept. rung: null: the bare network. slot: the lane's colour */
function Rung({ at, series, scale, rung, slot, toggle }) {
  const [mean, spread, together] = [series?.means, series?.spreads, series?.together]
    .map((all) => all?.[at ?? -1] ?? null);
  const figure = at === -1 ? 'not in this run' : mean === null ? '' : percentWithin(mean, spread);
  return html`<li data-rung=${rung?.name ?? 'bare'}>
    <span class="rung-name">${rung ? `+ ${rung.title}` : 'bare'}</span>
    ${rung ? html`<button type="button" class="small" aria-pressed=${rung.on} onClick=${() => toggle(rung)}
      title=${`${rung.help}${rung.anew ? ` Starts the lane anew: ${rung.anew}.` : ''}`}>${rung.on ? 'on' : 'off'}${
      rung.anew && ' ↻'}<span class="hidden">, ${rung.title} of the lane${
      rung.anew ? ', starts it anew' : ''}</span></button>` : html`<span></span>`}
    <span class="rung-track" aria-hidden="true">
      ${mean !== null && html`<i class="rung-bar"
        style=${`width:${scale.at(mean)}%;background:var(--lane-${slot + 1})`}></i>`}
      ${mean !== null && spread !== null && html`<i class="rung-spread"
        style=${`left:${scale.at(mean - spread)}%;right:${100 - scale.at(mean + spread)}%`}></i>`}
      ${together !== null && html`<i class="rung-together" style=${`left:${scale.at(together)}%`}></i>`}</span>
    <span class="rung-figure">${figure}${together !== null
      && html` <b title="all seeds together">◆ ${percent(together)}</b>`}</span>
  </li>`;
}
