import { html, useEffect, useMemo, useRef, useState } from '/static/vendor/ui.js';
import { LayerButtons, LayerCount } from '../controls/layer_buttons.js';
import { Refusal } from '../controls/number.js';
import { WeightEditor } from '../controls/weight.js';
import { drawingTheme, theme } from '../theme.js';
import { Figure, LOW, NARROW, shown } from './figure.js';
import { columnOf, layoutOf, singly } from './network.layout.js';
import { nameOf, netOf } from './network.words.js';
import { useSize } from './size.js';

/** @typedef {import('../store.js').Store} Store */
/** @typedef {import('../link.js').Link} Link */
/** @typedef {import('../generated/types.js').LaneSpec} LaneSpec */
/** @typedef {import('../generated/types.js').Catalogue} Catalogue */
/** @typedef {import('./network.layout.js').Net} Net */
/** @typedef {import('./network.layout.js').Layout} Layout */
/** @typedef {import('./network.layout.js').Place} Place */
/** @typedef {import('./drawing.js').Pick} Pick */

/** From the arrow keys to the neighbour: layers on, units on. @type {Record<string, [number, number]>} */
const STEPS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };
const KEY = 'The widest link between two layers is their largest weight; the bar under a neuron is its bias.';
const TALL = 12; // neurons one above the other that need a higher picture
const ROOMY = 6.4; // letters' heights from layer to layer that three buttons need

/** The network of one lane: what every neuron computes, and every weight. Layers and weights are changed on it.
 * @param {{store: Store, link: Link, lane: import('./drawing.js').Lane}} props */
export function Network({ store, link, lane }) {
  const { network, data: { value: data }, catalogue: { value: catalogue } } = store;
  const spec = network.value?.lanes[store.indexOf(lane.id)];
  const net = useMemo(() => (spec && data && catalogue ? netOf(spec, data, catalogue) : null), [spec, data, catalogue]);
  const whole = net !== null && singly(net);
  const [marked, setMarked] = useState(/** @type {Place | null} */ (null));
  const [focused, setFocused] = useState(/** @type {{x: number, y: number} | null} */ (null));
  const [edited, setEdited] = useState(/** @type {Place | null} */ (null));
  const tapped = useRef('');

  const key = `network.${lane.id}`;
  const change = (/** @type {import('../controls/layer_buttons.js').Change} */ change_) =>
    store.editFrom(lane.id, key, ({ layers }) => ({ layers: change_(layers) }));
  const mark = (/** @type {Pick | null} */ pick) => {
    const place = pick?.place ?? null;
    setMarked((before) => (JSON.stringify(before) === JSON.stringify(place) ? before : place));
  };
  /** A tap first shows, like the mouse that rests; a second one on the same opens. @param {Pick | null} pick
   * @param {boolean} touch */
  const press = (pick, touch) => {
    const place = pick?.place;
    const again = !touch || tapped.current === JSON.stringify(place);
    tapped.current = JSON.stringify(place);
    if (place && place.layer > 0 && again && whole) setEdited(place);
  };
  const here = edited && whole && edited.layer <= net.layers.length && edited.unit < net.layers[edited.layer - 1].units;
  const refusal = store.edits.refusals.value.get(key) ?? '';
  const legend = html`
    ${spec && catalogue && html`<${LayerCount} ...${{ layers: spec.layers, most: catalogue.limits.layers, change }} />`}
    <span class="weights-key quiet" title=${KEY}>${net && !whole
      ? 'in outline: too large for single weights'
      : html`<i class="minus"></i>${'w\u00a0<\u00a00'}${' '}
        <i class="plus"></i><span>${'w\u00a0>\u00a00'}<span class="where-roomy">, width: |w|</span></span>`}</span>
    <${Refusal} id=${key} text=${refusal} />`;
  const tall = whole && net.layers.some(({ units }) => units > TALL);
  return html`<${Figure} link=${link} name="network" view="network" lane=${lane.id} title="Network"
      class=${`network ${tall ? 'tall' : ''} ${here ? 'editing' : ''}`}
      options=${{ net, marked: edited ?? marked }} legend=${legend} onPick=${mark} onPress=${press} point=${focused}>
    ${net && spec && catalogue && html`<${Over} ...${{ store, link, net, spec, catalogue, change }}
      ...${{ setFocused, setEdited }} lane=${lane.id} edited=${here ? edited : null} />`}
  <//>`;
}

/** What lies over the picture: the buttons of the layers, the keyboard's place, and the editor of weights.
 * @param {{store: Store, link: Link, lane: number, net: Net, spec: LaneSpec, catalogue: Catalogue,
 *   change: (change: import('../controls/layer_buttons.js').Change) => void, edited: Place | null,
 *   setEdited: (place: Place | null) => void, setFocused: (point: {x: number, y: number} | null) => void}} props */
function Over({ store, link, lane, net, spec, catalogue, change, edited, setEdited, setFocused }) {
  const box = useRef(/** @type {HTMLDivElement | null} */ (null));
  const size = useSize(() => box.current);
  const cursor = useRef(/** @type {HTMLButtonElement | null} */ (null));
  const look = theme.value;
  const fontSize = useMemo(() => drawingTheme().fontSize, [look]);
  const layout = layoutOf(net, size.width, size.height, fontSize);
  const close = () => {
    if (box.current?.contains(document.activeElement)) cursor.current?.focus({ preventScroll: true });
    setEdited(null);
  };
  const single = layout.columns.filter(({ first, last }) => first === last && first > 0 && first <= spec.layers.length);
  return html`<div class="over" ref=${box}>
    ${layout.head > 0 && size.width > 0 && single.map(({ first, x }) => html`<${LayerButtons} key=${first} x=${x}
      i=${first - 1} layers=${spec.layers} limits=${catalogue.limits} left=${x > size.width / 2}
      roomy=${layout.step > fontSize * ROOMY} activation=${net.layers[first - 1].activation} change=${change} />`)}
    ${singly(net) && html`<${Cursor} ...${{ net, layout, cursor, edited, setEdited, setFocused }} />`}
    ${edited && html`<${WeightEditor} store=${store} lane=${lane} net=${net} place=${edited} move=${setEdited}
      style=${beside(layout, edited, size)} onClose=${close}
      inspect=${() => link.inspect(shown.get(`network:${lane}`) ?? '')} />`}
  </div>`;
}

/**
 * Where the keyboard is: one stop of the Tab key; the arrows lead from neuron to neuron, Enter opens the weights.
 * @param {{net: Net, layout: Layout, cursor: {current: HTMLButtonElement | null}, edited: Place | null,
 *   setEdited: (place: Place) => void, setFocused: (point: {x: number, y: number} | null) => void}} props
 */
function Cursor({ net, layout, cursor, edited, setEdited, setFocused }) {
  const [at, setAt] = useState({ layer: 1, unit: 0 });
  const [here, setHere] = useState(false);
  const layer = Math.min(at.layer, net.layers.length);
  const column = columnOf(layout, layer);
  const unit = Math.min(at.unit, (column?.ys.length ?? 1) - 1);
  const point = column && column.ys.length ? { x: column.x, y: column.ys[unit] } : null;
  useEffect(() => {
    if (edited) setAt(edited);
  }, [edited]);
  useEffect(() => setFocused(here ? point : null), [here, point?.x, point?.y]);
  if (!column || !point) return null;
  /** @param {KeyboardEvent} e */
  const onKeyDown = (e) => {
    const step = STEPS[e.key];
    if (!step || e.ctrlKey || e.altKey || e.metaKey) return;
    e.preventDefault();
    e.stopPropagation(); // here the arrow means the next neuron, not the next update
    const next = columnOf(layout, Math.max(1, Math.min(net.layers.length, layer + step[0])));
    if (next?.ys.length)
      setAt({ layer: next.first, unit: Math.max(0, Math.min(next.ys.length - 1, unit + step[1])) });
  };
  const side = Math.max(24, 2 * column.half + 6);
  return html`<button type="button" class="cursor" ref=${cursor} onKeyDown=${onKeyDown}
    style=${`left:${point.x}px;top:${point.y}px;width:${side}px;height:${side}px`}
    onFocus=${(/** @type {any} */ e) => setHere(e.target.matches(':focus-visible'))} onBlur=${() => setHere(false)}
    onClick=${() => setEdited({ layer, unit, input: null })}
    aria-label=${`${nameOf(net, layer, unit)}: weights; arrows lead to other neurons`}></button>`;
}

/** Under a small picture, which stays in sight; else beside the neuron, on the side where there is room.
 * @param {Layout} layout @param {Place} place @param {{width: number, height: number}} size */
function beside(layout, { layer }, { width, height }) {
  const column = columnOf(layout, layer);
  if (!column || width < NARROW || height < LOW) return 'left:0;right:0;top:100%;width:auto';
  const away = column.half + 8;
  return column.x > width / 2 ? `right:${width - column.x + away}px` : `left:${column.x + away}px`;
}
