import { html, useRef, useState } from '/static/vendor/ui.js';
import { useAnswer, useSeen } from '../../asking.js';
import { count } from '../../wording.js';
import { shapeOf } from '../stack.js';
import { Lens } from './lens.js';
import { Pass } from './pass.js';
import { arising, differs, faceOf, mebibytes, refusedAt } from './walk.words.js';
import { Whole } from './whole.js';

/** @typedef {import('../../generated/types.js').OutlinedLayer} OutlinedLayer */
/** @typedef {import('../../generated/types.js').Catalogue} Catalogue */

const ROOM = 92; // pixels of the largest face
const BATCHES = [1, 8, 32, 128];

/** The full AlexNet, layer by layer: what each hands on, and how every number arises; what is changed changes all that
 * follows. The figures are the server's. @param {import('./lens.js').Props} props */
export function Walk({ store }) {
  const box = useRef(/** @type {HTMLElement | null} */ (null));
  const seen = useSeen(box);
  const catalogue = store.catalogue.value;
  const net = catalogue?.alexnet;
  const [layers, setLayers] = useState(/** @type {any[] | null} */ (null));
  const [at, setAt] = useState(0);
  const [under, setUnder] = useState(/** @type {number | null} */ (null)); // the mouse
  const shown = under ?? at;
  const [batch, setBatch] = useState(BATCHES[1]);
  const original = useRef(/** @type {any} */ (null));
  const fields = { layers: layers ?? net?.layers, maps: net?.maps, side: net?.side, classes: net?.classes, batch };
  const { answer, refusal } = useAnswer(store, 'outline', fields,
    { on: seen && Boolean(net), every: 150, still: true });
  if (!net || !catalogue) return null;
  if (answer && !layers) original.current ??= answer;
  const changed = (/** @type {number} */ i) => layers !== null && Boolean(original.current)
    && differs(original.current.layers[i], answer.layers[i]);
  const impossible = refusedAt(refusal, net.names);
  const passed = store.answers.of('walk');
  const change = (/** @type {string} */ name, /** @type {number} */ value) => {
    const next = [...(layers ?? net.layers)];
    next[shown] = { ...next[shown], [name]: value };
    setLayers(next);
  };
  const step = (/** @type {KeyboardEvent} */ e) => {
    const way = { ArrowLeft: -1, ArrowRight: 1 }[e.key];
    if (!way || !answer) return;
    e.preventDefault();
    e.stopPropagation(); // these keys are the transport's elsewhere
    const next = Math.max(0, Math.min(answer.layers.length - 1, at + way));
    setAt(next);
    setUnder(null); // keys go where they go, wherever the mouse was left
    /** @type {HTMLElement | undefined} */ (/** @type {HTMLElement} */ (e.currentTarget).children[next + 1]
      ?.querySelector('button') ?? undefined)?.focus();
  };
  return html`<${Lens} title="AlexNet, layer by layer" box=${box} kind="walk"
      legend=${html`<label class="quiet">memory for a batch of <select value=${batch}
        onChange=${(/** @type {any} */ e) => setBatch(Number(e.target.value))}>${BATCHES.map((one) =>
        html`<option value=${one} selected=${one === batch}>${one}</option>`)}</select></label>
        <button type="button" class="small" disabled=${!layers} onClick=${() => setLayers(null)}>Back to AlexNet
        </button>`}>
    ${answer ? html`<p class="walk-total"><b>${count(answer.parameters)}</b> parameters, every filter seeing all maps${
        layers ? '' : ` (${count(net.grouped)} in the original, where three convolutions saw half of them)`};
        <b> ${count(answer.products)}</b> multiply-adds a picture; <b>${mebibytes(answer.bytes)}</b> for a batch of ${
        count(batch)}.</p>
      <ol class="walk" aria-label="Layers, from the picture to the classes" onKeyDown=${step}>
        <li><span class="walk-face"><${Face} shape=${answer.shape} side=${net.side} /></span><span>picture</span>
          <span class="quiet">${shapeOf(answer.shape)}</span></li>
        ${answer.layers.map((/** @type {OutlinedLayer} */ one, /** @type {number} */ i) => html`<li key=${i}
            onMouseEnter=${() => setUnder(i)} onMouseLeave=${() => setUnder(null)}
            data-refused=${i === impossible.place} data-way=${passed?.running && passed.at === i ? passed.way : null}>
          <button type="button" aria-pressed=${i === at} onClick=${() => setAt(i)}
            aria-label=${`${net.names[i]}, ${shapeOf(one.shape)}${changed(i) ? ', changed' : ''}${
              i === impossible.place ? ', cannot be' : ''}`}>
            <${Face} shape=${one.shape} side=${net.side} /></button>
          <span>${net.names[i]}</span>
          <span class="quiet" data-changed=${changed(i)}>${shapeOf(one.shape)}</span></li>`)}
      </ol>
      <p class="help">Point at a layer to see how its numbers arise; press it to change it. Faces are drawn by the
        square roots of their sides and of their maps.</p>
      ${refusal && html`<p class="refusal" role="status">This cannot be, and the figures are those before it:${' '}
        ${impossible.words}</p>`}
      <${Chosen} ...${{ catalogue, answer, at: shown, change, name: net.names[shown], changed: changed(shown) }}
        layer=${(layers ?? net.layers)[shown] ?? null} />
      <${Table} answer=${answer} names=${net.names} />
      <${Pass} ...${{ store, batch, names: net.names, photographs: net.photographs }} layers=${layers ?? net.layers} />`
    : html`<p class="help">${refusal || 'Waiting for the figures.'}</p>`}
  <//>`;
}

/** @param {{shape: [number, number, number], side: number}} props */
function Face({ shape, side }) {
  const { height, depth } = faceOf(shape, side, ROOM);
  const slant = depth * 0.4;
  return html`<svg class="face" width=${height * 0.35 + depth + 4} height=${ROOM * 1.25} aria-hidden="true">
    <g transform=${`translate(1 ${(ROOM * 1.25 - height) / 2 + slant / 2})`}>
      <path d=${`M0 0l${height * 0.35} ${-slant}v${height}l${-height * 0.35} ${slant}z`} class="front" />
      <path d=${`M${height * 0.35} ${-slant}h${depth}v${height}h${-depth}z`} class="side" /></g></svg>`;
}

/** @param {{catalogue: Catalogue, answer: any, at: number, layer: any, name: string, changed: boolean,
 *   change: (name: string, value: number) => void}} props */
function Chosen({ catalogue, answer, at, layer, name, changed, change }) {
  const told = answer.layers[at];
  const before = at ? answer.layers[at - 1] : { field: [1, 1], step: 1 };
  const numbers = layer ? catalogue.fields.filter(({ scope, integer }) => scope === layer.kind && integer) : [];
  const title = catalogue.layers.find((one) => one.name === layer?.kind)?.title ?? 'dense: the classes';
  return html`<section class="walk-chosen" aria-label=${`How the numbers of ${name} arise`}>
    <header><b>${name}</b> <span class="quiet">${title}; takes ${shapeOf(told.given)}, hands on ${shapeOf(told.shape)}${
      changed ? '; not as in AlexNet' : ''}</span></header>
    <div class="walk-controls">${numbers.map(({ path, label, low, high, help }) => html`<label title=${help}>${label}
      <${Whole} ...${{ label, low, high, name: `walk.${path}`, value: layer[path] }}
        put=${(/** @type {number} */ value) => change(path, value)} />
    </label>`)}</div>
    <dl>${arising(layer, told, { field: before.field, step: before.step }).map(({ what, formula, value }) => html`<div>
        <dt>${what}</dt><dd>${formula} = <b data-arises=${what}>${count(value)}</b></dd></div>`)}
      <div><dt>memory</dt><dd>${mebibytes(told.parameter_bytes)} for its parameters, their gradient and momentum;${' '}
        ${mebibytes(told.batch_bytes)} for what it hands on and the gradient of that</dd></div></dl>
  </section>`;
}

/** @param {{answer: any, names: string[]}} props */
function Table({ answer, names }) {
  return html`<details class="walk-table"><summary>All layers as a table</summary><div class="scrolls" tabindex="0"
      role="region" aria-label="All layers"><table>
    <thead><tr><th scope="col">layer</th><th scope="col">hands on</th><th scope="col">parameters</th>
      <th scope="col">multiply-adds</th><th scope="col">memory</th><th scope="col">receptive field</th></tr></thead>
    <tbody>${answer.layers.map((/** @type {OutlinedLayer} */ one, /** @type {number} */ i) => html`<tr>
      <th scope="row">${names[i]}</th><td>${shapeOf(one.shape)}</td><td>${count(one.weights + one.biases)}</td>
      <td>${count(one.products)}</td><td>${mebibytes(one.parameter_bytes + one.batch_bytes)}</td>
      <td>${one.field[0]} × ${one.field[1]}</td></tr>`)}</tbody>
    <tfoot><tr><th scope="row">all</th><td></td><td>${count(answer.parameters)}</td><td>${count(answer.products)}</td>
      <td>${mebibytes(answer.bytes)}</td><td></td></tr></tfoot></table></div></details>`;
}
