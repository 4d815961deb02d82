import { html } from '/static/vendor/ui.js';
import { useAnswer } from '../asking.js';
import { probe } from '../probed.js';
import { count, measured } from '../wording.js';
import { CanvasPicture } from './canvas_picture.js';
import { Whole } from './lens/whole.js';

/** @typedef {{layer: number, map: number}} Place  both from 0 */

/** The test pictures that a map answers to most; which map, is said here or by a click on it.
 * @param {{store: import('../store.js').Store, lane: import('./drawing.js').Lane, asked: Place | null,
 *   steps: import('./way.layout.js').Step[], ask: (place: Place | null) => void}} props */
export function Strongest({ store, lane, asked, steps, ask }) {
  const place = asked ?? { layer: 0, map: 0 };
  const { answer, refusal } = useAnswer(store, 'strongest', { lane: lane.id, ...place },
    { on: asked !== null, every: 1000 });
  const fits = asked && answer?.layer === asked.layer && answer?.map === asked.map;
  const { image, classes, counts } = store.data.value ?? {};
  const [maps] = steps[place.layer]?.shape ?? [1];
  return html`<section class="strongest" aria-label="What a map looks for">
    <header>
      <h3>What a map looks for</h3>
      <label>layer <select value=${asked?.layer ?? ''} onChange=${(/** @type {any} */ { target: { value } }) =>
        ask(value ? { layer: Number(value), map: 0 } : null)}>
        <option value="" selected=${!asked}>choose a layer</option>
        ${steps.map(({ title }, i) => html`<option value=${i} selected=${i === asked?.layer}>${
          i + 1}: ${title}</option>`)}
      </select></label>
      ${asked && html`<label>map <${Whole} ...${{ label: 'map', low: 1, high: maps, value: asked.map + 1 }}
          put=${(/** @type {number} */ map) => ask({ ...asked, map: Math.min(maps, Math.max(1, map)) - 1 })} /></label>
        <span class="quiet">${fits && `gives its largest numbers for these of ${count(answer.of)} test pictures`}</span>
        <button type="button" class="small" onClick=${() => ask(null)} aria-label="close">×</button>`}
    </header>
    ${asked && refusal && html`<p class="refusal" role="status">${refusal}</p>`}
    ${asked && html`<ol>${fits && image && answer.pictures.map((/** @type {any} */ one) => html`<li key=${one.row}>
      <button type="button" title="send it through" onClick=${() => probe(counts?.test ? 'test' : 'train', one.row)}>
        <${CanvasPicture} bytes=${one.pixels} image=${image} part=${one.part}
          label=${`test picture ${one.row + 1}, outlined what this pixel of the map sees; send it through`} /></button>
      <b>${classes?.[one.truth]}</b><span class="quiet">${measured(one.value)}</span></li>`)}</ol>`}
  </section>`;
}
