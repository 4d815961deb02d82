import { html, useEffect, useId, useRef, useState } from '/static/vendor/ui.js';
import { piecesOf, startOf } from '../views/network.inside.js';
import { widthsOf } from '../views/network.layout.js';
import { nameOf, symbol } from '../views/network.words.js';
import { Typed } from './number.js';
import { AxisButtons, PairChosen } from './pair.js';

/** @typedef {import('../views/network.layout.js').Net} Net */
/** @typedef {import('../views/network.layout.js').Place} Place */

const REFRESH = 400; // milliseconds: while it learns, the numbers move
const DIGITS = 4;
const RANGE = 'any number';

/**
 * The weights into one neuron, and its bias, each in a field: Enter puts the number in, also while it learns. Two of
 * the lane's weights become the axes of a surface.
 * @param {{store: import('../store.js').Store, lane: number, net: Net, place: Place, style: string,
 *   inspect: () => Promise<import('../views/drawing.js').Inspection | null>, move: (place: Place) => void,
 *   onClose: () => void}} props
 *   place: the neuron, or the one of its weights that has the focus first. move: to another neuron
 */
export function WeightEditor({ store, lane, net, place, style, inspect, move, onClose }) {
  const { layer, unit } = place;
  const box = useRef(/** @type {HTMLDivElement | null} */ (null));
  const [values, setValues] = useState(/** @type {number[]} */ ([]));
  const inputs = widthsOf(net)[layer - 1];
  const pieces = piecesOf(net)[layer];
  const each = inputs + 1; // numbers of a piece

  useEffect(() => {
    let here = true;
    const start = startOf(net, layer, unit);
    const look = () => inspect().then((table) => {
      const rows = table?.rows.slice(start, start + pieces * each) ?? [];
      if (here) setValues(rows.map((row) => Number(Number(row[3]).toPrecision(DIGITS))));
    });
    look();
    const again = setInterval(look, REFRESH);
    return () => {
      here = false;
      clearInterval(again);
    };
  }, [layer, unit, net]);

  useEffect(() => { // once the fields are there
    if (!values.length) return;
    const field = box.current?.querySelectorAll('input')[place.input ?? 0];
    if (!box.current?.contains(document.activeElement)) field?.focus();
    if (!box.current?.contains(document.activeElement)) return;
    field?.scrollIntoView({ block: 'nearest' });
  }, [values.length > 0, place]);

  useEffect(() => {
    const outside = (/** @type {PointerEvent} */ e) => {
      if (!box.current?.contains(/** @type {Node} */ (e.target))) onClose();
    };
    document.addEventListener('pointerdown', outside);
    return () => document.removeEventListener('pointerdown', outside);
  }, []);

  const put = (/** @type {number} */ i) => (/** @type {number} */ value) =>
    // the engine's layer 0 is the first hidden one, and each piece of a unit a row of its weights
    store.setWeight(lane, layer - 1, unit * pieces + Math.floor(i / each), i % each < inputs ? i % each : null, value);
  /** @param {KeyboardEvent} e */
  const onKeyDown = (e) => {
    e.stopPropagation(); // the keys of the page would train the network
    if (e.key === 'Escape') setTimeout(onClose); // first the field takes back what was typed
  };
  return html`<div class="weights" role="dialog" ref=${box} style=${style} onKeyDown=${onKeyDown}
      aria-label=${`Weights into ${nameOf(net, layer, unit)}`} data-over>
    <div class="weights-head"><span>Into</span>
      <${NeuronChoice} ...${{ net, place, move }} />
      <button type="button" class="small" onClick=${onClose} aria-label="close" title="close (Escape)">×</button></div>
    <ol>${values.map((value, i) => html`<${Weight} key=${`${layer}.${unit}.${i}`} value=${value} lane=${lane}
      place=${pieces === 1 ? { layer, unit, input: i < inputs ? i : null } : null}
      name=${nameIn(net, layer, i)} put=${put(i)} />`)}</ol>
    <p class="help">${values.length ? 'Enter puts a number in; it may go on learning.' : 'Waiting for the weights.'}</p>
    ${values.length > 0 && pieces === 1 && html`<${PairChosen} ...${{ store, lane, net }} />`}
  </div>`;
}

/** One of the numbers into a neuron, piece by piece. @param {Net} net @param {number} layer @param {number} i */
function nameIn(net, layer, i) {
  const [inputs, pieces] = [widthsOf(net)[layer - 1], piecesOf(net)[layer]];
  const input = i % (inputs + 1);
  const name = input < inputs ? `w from ${symbol(net, layer - 1, input)}` : 'bias';
  return pieces === 1 ? name : `piece ${Math.floor(i / (inputs + 1)) + 1}: ${name}`;
}

/** @param {{net: Net, place: Place, move: (place: Place) => void}} props */
function NeuronChoice({ net, place, move }) {
  const go = (/** @type {any} */ e) => {
    const [layer, unit] = e.target.value.split('.').map(Number);
    move({ layer, unit, input: null });
  };
  return html`<select aria-label="neuron" value=${`${place.layer}.${place.unit}`} onChange=${go}>
    ${net.layers.map(({ units }, i) => Array.from({ length: units }, (_, unit) => html`<option
      value=${`${i + 1}.${unit}`}>${nameOf(net, i + 1, unit)}</option>`))}
  </select>`;
}

/** @param {{name: string, value: number, lane: number, place: Place | null, put: (value: number) => void}} props
 * place: null where it can be no axis of a surface */
function Weight({ name, value, lane, place, put }) {
  const id = useId();
  const [wrong, setWrong] = useState('');
  return html`<li>
    <label for=${id}>${name}</label>
    <${Typed} ...${{ id, name, value, differ: false, range: RANGE, setWrong, refusal: wrong }} parameter=${PLAIN}
      put=${(/** @type {number} */ next) => {
        setWrong('');
        put(next);
      }} />
    ${place && html`<${AxisButtons} ...${{ lane, place, name }} />`}
    ${wrong && html`<p class="refusal" id=${`${id}-refusal`} role="alert">${wrong}</p>`}
  </li>`;
}

/** A number without bounds of its own. @type {import('./number.js').Parameter} */
const PLAIN = {
  name: 'weight', default: 0, low: -Infinity, high: Infinity, unit: '', help: '', integer: false, restarts: false,
  choices: [],
};
