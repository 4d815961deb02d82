import { html, useMemo } from '/static/vendor/ui.js';
import { closer } from '../sight.js';
import { SlowMotion } from '../slow_motion.js';
import { Course } from './course.js';
import { Accuracy, Loss } from './curves.js';
import { Examples } from './examples.js';
import { Flow } from './flow.js';
import { Inside } from './inside.js';
import { LaneCard, PICTURES } from './lane_card.js';
import { Augment } from './lens/augment.js';
import { Committee } from './lens/committee.js';
import { Ensemble } from './lens/ensemble.js';
import { Histograms } from './lens/histograms.js';
import { Ladder } from './lens/ladder.js';
import { Noise } from './lens/noise.js';
import { Nudge } from './lens/nudge.js';
import { Phases } from './lens/phases.js';
import { Memory } from './lens/memory.js';
import { Rule } from './lens/rule.js';
import { Shapes } from './lens/shapes.js';
import { Sigmoids } from './lens/sigmoids.js';
import { Slice } from './lens/slice.js';
import { Sweep } from './lens/sweep.js';
import { Walk } from './lens/walk.js';
import { MapView } from './map.js';
import { Metrics } from './metrics.js';
import { RaceMap } from './race.js';
import { Relief } from './relief.js';
import { Troubles } from './trouble.js';

/** @typedef {import('../store.js').Store} Store */
/** @typedef {import('../link.js').Link} Link */
/** @typedef {import('../lessons.js').Experiment} Experiment */
/** @typedef {import('./lane_card.js').Picture} Picture */
/** @typedef {{store: Store, link: Link, experiment: Experiment | null}} Props  of every view */

/** What a lesson may show, by name; the pictures of a lane (PICTURES) stand together in its card.
 * @type {Record<string, (props: any) => any>} */
const GALLERY = {
  loss: Loss, accuracy: Accuracy, metrics: Metrics, data: Examples, flow: Flow,
  map: Above, course: Course, relief: Boxed('3-D', Relief), inside: InsideUpdate, basins: Boxed('Maps', MapView),
  sweep: Sweep, nudge: Nudge, sigmoids: Sigmoids, shapes: Shapes, noise: Noise, phases: Phases, rule: Rule,
  ensemble: Ensemble, slice: Slice, histograms: Histograms, memory: Memory, augment: Augment,
  ladder: Ladder, committee: Committee, walk: Walk,
};

/** Whether a lesson may ask for it. @param {string} name */
export const isShown = (name) => name in GALLERY || isPicture(name);

/** @param {string} name @returns {name is Picture} */
const isPicture = (name) => PICTURES.some((one) => one === name);

/** The views of an experiment in its order. @param {Props & {names: string[]}} props */
export function Gallery({ store, link, experiment, names }) {
  const pictures = PICTURES.filter((one) => names.includes(one));
  const first = names.find(isPicture);
  const shown = names.filter((name) => name in GALLERY || name === first);
  const slow = useMemo(() => new SlowMotion(store), [store]);
  return html`${shown.map((name) => name === first
    ? html`<div class="lane-cards" key="lanes" data-each=${pictures.length}>${store.lanes.value.map((lane) =>
      html`<${LaneCard} key=${lane.id} ...${{ store, link, lane, pictures }} />`)}</div>`
    : html`<div class="shown" key=${name} data-view=${name}>
        <${GALLERY[name]} ...${{ store, link, experiment, slow }} /></div>`)}
    ${!pictures.length && html`<${Troubles} store=${store} />`}`;
}

/** The surface from above. @param {Props & {slow: SlowMotion}} props */
function Above({ store, link, experiment, slow }) {
  const inside = experiment?.views.includes('inside') || closer.value === 'inside';
  return html`<${RaceMap} store=${store} link=${link} inside=${inside ? slow.picture.value : null} />`;
}

/** @param {{slow: SlowMotion}} props */
function InsideUpdate({ slow }) {
  return html`<section class="card" aria-label="Inside an update"><h3>Inside an update</h3>
    <${Inside} slow=${slow} /></section>`;
}

/** @param {string} title @param {(props: any) => any} View */
function Boxed(title, View) {
  return (/** @type {any} */ props) => html`<section class="card" aria-label=${title}><h3>${title}</h3>
    <${View} ...${props} /></section>`;
}
