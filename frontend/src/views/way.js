import { html, useState } from '/static/vendor/ui.js';
import { useAnswer } from '../asking.js';
import { count, measured } from '../wording.js';
import { CanvasPicture } from './canvas_picture.js';
import { Figure } from './figure.js';
import { Whole } from './lens/whole.js';
import { Sketch } from './sketch.js';
import { useOutline } from './stack.js';

/** @typedef {import('../store.js').Store} Store */
/** @typedef {import('../link.js').Link} Link */
/** @typedef {import('./drawing.js').Lane} Lane */
/** @typedef {{layer: number, map: number}} Place  both from 0 */

/** One picture on its way through a network: what each layer makes of it, and what the network takes it for.
 * @param {{store: Store, link: Link, lane: Lane}} props */
export function Way({ store, link, lane }) {
  const [asked, setAsked] = useState(/** @type {Place | null} */ (null));
  const outline = useOutline(store, lane, true);
  const steps = outline?.layers.map(({ title, shape }) => ({ title, shape })) ?? [];
  const press = (/** @type {import('./drawing.js').Pick | null} */ pick) => pick?.way && setAsked(pick.way);
  return html`<${Figure} key=${steps.length} link=${link} name="way" view="way" lane=${lane.id} class="way"
      title="A picture’s way through" options=${{ steps, asked }} onPress=${press}
      legend=${html`<span class="quiet">dark to light: each layer’s own range; click a map</span>`} />
    ${asked && steps[asked.layer] && html`<${Strongest} ...${{ store, lane, asked, steps }} ask=${setAsked} />`}`;
}

/** Which picture goes through: one of the test part, or one's own. @param {{store: Store}} props */
export function ChoosePicture({ store }) {
  const [row, setRow] = useState(0);
  const [own, setOwn] = useState(false);
  const { counts, image, classes } = store.data.value ?? {};
  if (!counts || !image || !classes?.length) return null;
  const many = counts.test || counts.train;
  const show = (/** @type {number} */ next) => {
    const at = ((next % many) + many) % many;
    setRow(at);
    setOwn(false);
    store.send({ kind: 'probe', row: at });
  };
  const part = counts.test ? 'test' : 'training';
  return html`<div class="choose-picture" role="group" aria-label="Which picture goes through">
    <button type="button" onClick=${() => show(row - 1)} aria-label="picture before">◂</button>
    <span class="quiet">${own ? 'your own picture' : `${part} picture ${count(row + 1)} of ${count(many)}`}</span>
    <button type="button" onClick=${() => show(row + 1)} aria-label="next picture">▸</button>
    <button type="button" onClick=${() => show(Math.floor(Math.random() * many))}>Any</button>
    <details class="own-picture" onToggle=${(/** @type {any} */ e) => !e.currentTarget.open && own && show(row)}>
      <summary>Your own picture</summary>
      <${Sketch} image=${image} show=${(/** @type {number[]} */ x) => {
        setOwn(true);
        store.send({ kind: 'probe', x });
      }} />
    </details>
  </div>`;
}

/** The test pictures that a map answers to most.
 * @param {{store: Store, lane: Lane, asked: Place, steps: {title: string, shape: [number, number, number]}[],
 *   ask: (place: Place | null) => void}} props */
function Strongest({ store, lane, asked, steps, ask }) {
  const { answer, refusal } = useAnswer(store, 'strongest', { lane: lane.id, ...asked }, { every: 1000 });
  const fits = answer?.layer === asked.layer && answer?.map === asked.map;
  const { data } = store;
  const [maps] = steps[asked.layer].shape;
  return html`<section class="strongest" aria-label="What a map looks for">
    <header>
      <label>layer <select value=${asked.layer} onChange=${(/** @type {any} */ e) =>
        ask({ layer: Number(e.target.value), map: 0 })}>${steps.map(({ title }, i) =>
        html`<option value=${i} selected=${i === asked.layer}>${i + 1}: ${title}</option>`)}</select></label>
      <label>map <${Whole} ...${{ label: 'map', low: 1, high: maps, value: asked.map + 1 }}
        put=${(/** @type {number} */ map) => ask({ ...asked, map: Math.min(maps, Math.max(1, map)) - 1 })} /></label>
      <span class="quiet">${fits && `gives its largest numbers for these of ${count(answer.of)} test pictures`}</span>
      <button type="button" class="small" onClick=${() => ask(null)} aria-label="close">×</button>
    </header>
    ${refusal && html`<p class="refusal" role="status">${refusal}</p>`}
    <ol>${fits && data.value?.image && answer.pictures.map((/** @type {any} */ one) => html`<li key=${one.row}>
      <${CanvasPicture} bytes=${one.pixels} image=${data.value?.image} part=${one.part}
        label=${`test picture ${one.row + 1}, outlined what this pixel of the map sees`} />
      <b>${data.value?.classes[one.truth]}</b><span class="quiet">${measured(one.value)}</span></li>`)}</ol>
  </section>`;
}
