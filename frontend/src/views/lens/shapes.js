import { html, useRef } from '/static/vendor/ui.js';
import { useAnswer, useSeen } from '../../asking.js';
import { count, measured } from '../../wording.js';
import { Chart } from './chart.js';
import { Lens, LaneChoice, useLane } from './lens.js';
import { Past } from './past.js';
import { runsOf } from './runs.js';

/** @typedef {import('../../generated/types.js').Shaped} Shaped */
/** @typedef {import('../../generated/types.js').LayerShape} LayerShape */
/** @typedef {import('../../generated/types.js').UnitShape} UnitShape */

const UNITS = 8; // of a Maxout layer that are drawn
const HIGHEST = 32; // pixels: a number stays within the picture
const PIECES = ['6 3', '2 3', '8 3 2 3', '1 4', '4 2', '10 4', '3 3', '5 2 1 2']; // dashes

/** The activations that a lane has learned, as they are now. @param {import('./lens.js').Props} props */
export function Shapes({ store }) {
  const box = useRef(/** @type {HTMLElement | null} */ (null));
  const past = useRef(new Past());
  const seen = useSeen(box);
  const learning = new Set(store.catalogue.value?.activations.filter(({ learned }) => learned).map(({ name }) => name));
  const [lane, choose] = useLane(store, ({ layers }) =>
    layers.some((layer) => layer.kind === 'maxout' || ('activation' in layer && learning.has(layer.activation.name))));
  const { answer, refusal } = useAnswer(store, 'shapes', { lane: lane?.id }, { on: seen && lane !== null, every: 250 });
  const shaped = /** @type {Shaped | null} */ (answer);
  if (shaped) past.current.take(`${shaped.lane} ${store.stateOf(lane?.id)?.life}`, shaped.update, alphasOf(shaped));
  const slot = lane?.slot ?? 0;
  return html`<${Lens} title="Learned activations" box=${box} kind="shapes" refusal=${refusal}
      legend=${html`<${LaneChoice} ...${{ store, lane, choose }} />`}>
    ${!shaped && html`<p class="help">${refusal ? '' : 'Waiting for the answer.'}</p>`}
    ${shaped && !shaped.layers.length && html`<p class="help">${lane?.name} has no layer that learns its activation:
      choose PReLU or Maxout.</p>`}
    ${shaped && shaped.layers.length > 0 && html`<p class="help">At update ${count(shaped.update)}.</p>`}
    ${shaped?.layers.map((layer) => (layer.kind === 'slope' ? html`<${Prelu} ...${{ layer, slot }} />`
      : html`<${Maxout} ...${{ layer, slot }} />`))}
    ${shaped && past.current.updates.length > 1 && alphasOf(shaped).length > 0
      && html`<${Alphas} past=${past.current} shaped=${shaped} slot=${slot} />`}
  <//>`;
}

/** @param {Shaped} shaped */
const alphasOf = ({ layers }) => layers.flatMap(({ alpha }) => (alpha === null ? [] : [alpha]));

/** One line for all units of the layer. @param {{layer: LayerShape, slot: number}} props */
function Prelu({ layer: { layer, alpha, x, units }, slot }) {
  const y = units[0]?.y ?? [];
  return html`<div class="shape"><h4>Layer ${layer + 1}: PReLU, α = <b data-alpha=${layer}>${measured(alpha)}</b></h4>
    <${Chart} name=${`shape-${layer}`} height=${150} legend=${false} x=${{ label: 'z' }} y=${{ label: 'y' }}
      says=${`PReLU of layer ${layer + 1} with alpha ${measured(alpha)}.`}
      lines=${[{ name: 'y', slot, x, y }]} /></div>`;
}

/** A picture for each unit: its pieces, and the largest of them. @param {{layer: LayerShape, slot: number}} props */
function Maxout({ layer: { layer, x, units }, slot }) {
  const pieces = units[0]?.pieces.length ?? 0;
  const rest = units.length - UNITS;
  return html`<div class="shape"><h4>Layer ${layer + 1}: Maxout of ${pieces} pieces</h4>
    <p class="help">Over the first input, all others at their mean. Thin: the pieces. In the lane’s colour: the largest,
      with its number.${rest > 0 ? ` The first ${UNITS} of ${units.length} units.` : ''}</p>
    <div class="shape-units">${units.slice(0, UNITS).map((unit, i) => html`<${MaxoutUnit} key=${i}
      ...${{ layer, unit, x, slot }} i=${i} />`)}</div></div>`;
}

/** @param {{layer: number, unit: UnitShape, x: number[], slot: number, i: number}} props */
function MaxoutUnit({ layer, unit: { y, pieces, winners }, x, slot, i }) {
  const runs = runsOf(winners);
  const won = runs.map(({ value }) => value + 1).join(', then ');
  /** @param {{x: import('../axis.js').Scale, y: import('../axis.js').Scale}} scales */
  const over = ({ x: across, y: up }) => runs.filter(({ from, to }) => to > from).map(({ value, from, to }) => {
    const middle = (from + to) >> 1;
    return html`<text class="winner-name" x=${across.at(x[middle])} y=${Math.max(HIGHEST, up.at(y[middle]) - 8)}
      text-anchor="middle">${value + 1}</text>`;
  });
  return html`<div><p class="quiet">unit ${i + 1}</p><${Chart} name=${`shape-${layer}-${i}`} height=${130}
    legend=${false} x=${{ label: 'first input' }} y=${{ label: 'y' }} over=${over}
    says=${`Unit ${i + 1} of layer ${layer + 1}: from left to right the largest piece is ${won}.`}
    lines=${[
      ...pieces.map((piece, k) => ({
        name: `piece ${k + 1}`, dash: PIECES[k % PIECES.length], weight: /** @type {const} */ ('thin'), x, y: piece,
      })),
      { name: 'largest', slot, x, y },
    ]} /></div>`;
}

/** How alpha came here, as far as it was looked at. @param {{past: Past, shaped: Shaped, slot: number}} props */
function Alphas({ past, shaped, slot }) {
  const layers = shaped.layers.filter(({ alpha }) => alpha !== null);
  const lines = layers.map(({ layer }, i) => ({
    name: `layer ${layer + 1}`, ...(i ? { dash: PIECES[(i - 1) % PIECES.length] } : { slot }), x: past.updates,
    y: past.values.map((values) => values[i] ?? null),
  }));
  return html`<div class="shape"><h4>α while it is learned</h4>
    <${Chart} name="alphas" height=${150} x=${{ label: 'update', whole: true }} y=${{ label: 'α' }} lines=${lines}
      says=${`Alpha now: ${layers.map(({ layer, alpha }) => `layer ${layer + 1} ${measured(alpha)}`).join(', ')}.`} />
    <p class="help">At the updates that this view has seen.</p></div>`;
}
