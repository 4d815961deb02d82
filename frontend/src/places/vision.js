import { html, useRef } from '/static/vendor/ui.js';
import { Panel } from '../controls/panel.js';
import { Timeline } from '../controls/timeline.js';
import { kept } from '../kept.js';
import { probe } from '../probed.js';
import { ChoosePicture, OwnPicture } from '../views/choose_picture.js';
import { Accuracy, Loss } from '../views/curves.js';
import { Figure } from '../views/figure.js';
import { LaneCard } from '../views/lane_card.js';
import { Augment } from '../views/lens/augment.js';
import { Committee } from '../views/lens/committee.js';
import { Histograms } from '../views/lens/histograms.js';
import { Ladder } from '../views/lens/ladder.js';
import { Walk } from '../views/lens/walk.js';
import { Metrics } from '../views/metrics.js';
import { Way } from '../views/way.js';
import { Keys } from './keys.js';
import { Waiting } from './waiting.js';

/** @typedef {import('../page.js').Props} Props */

/** What is shown below the transport, one at a time.
 * @type {{name: string, title: string, shows: (props: Props) => any}[]} */
const SECTIONS = [
  { name: 'live', title: 'Live', shows: Live },
  { name: 'alexnet', title: 'AlexNet', shows: one(Walk) },
  { name: 'augmentation', title: 'Augmentation', shows: one(Augment) },
  { name: 'ladder', title: 'Ladder', shows: one(Ladder) },
  { name: 'ensemble', title: 'Ensemble', shows: one(Committee) },
  { name: 'weights', title: 'Weights', shows: one(Histograms) },
];

/** The section that is open, for the address. */
const open = kept('vision', SECTIONS[0].name);

/** Networks of maps that learn pictures: controls on the left, what they see on the right.
 * @param {Props & {controls: boolean}} props */
export function VisionPlace({ store, link, controls }) {
  const section = SECTIONS.find(({ name }) => name === open.value) ?? SECTIONS[0];
  return html`<div class="body" data-controls=${controls}>
      ${controls && html`<${Panel} store=${store} link=${link} />`}
      <main class="vision">
        <h2 class="hidden">What the lanes see</h2>
        <${Timeline} store=${store} />
        <nav class="sections-of" aria-label="What is shown">${SECTIONS.map(({ name, title }) => html`<button
          type="button" aria-current=${name === section.name ? 'true' : undefined}
          onClick=${() => (open.value = name)}>${title}</button>`)}</nav>
        ${store.network.value ? html`<${section.shows} store=${store} link=${link} />
          <div class="curves"><${Loss} store=${store} link=${link} /><${Accuracy} store=${store} link=${link} /></div>
          <${Metrics} store=${store} />` : html`<${Waiting} store=${store} />`}
        <${Keys} of="network" />
      </main>
    </div>`;
}

/** What the picked lane sees, and the gradients and answers of all. @param {Props} props */
function Live({ store, link }) {
  const lane = store.focus.value;
  const shown = useRef(/** @type {HTMLElement | null} */ (null));
  const take = (/** @type {string} */ part, /** @type {number} */ row) => {
    probe(part, row);
    shown.current?.querySelector('.way')?.scrollIntoView({ block: 'nearest' });
  };
  if (!lane) return null;
  return html`<section class="card vision-live" aria-label=${`What ${lane.name} sees`}>
      <header><h2>What ${lane.name} sees</h2><${ChoosePicture} store=${store} /></header>
      <div class="vision-way" key=${lane.id} ref=${shown}>
        <${Figure} link=${link} name="filters" view="filters" lane=${lane.id} class="filters" title="Filters"
          legend=${html`<span class="quiet">the weights, dark to light</span>`} />
        <${OwnPicture} store=${store} link=${link} lane=${lane.id} />
        <${Way} store=${store} link=${link} lane=${lane} />
      </div>
    </section>
    ${store.lanes.value.map((each) => html`<${LaneCard} key=${each.id} store=${store} link=${link} lane=${each}
      take=${take} />`)}`;
}

/** A section of one lens. @param {(props: any) => any} Lens */
function one(Lens) {
  return (/** @type {Props} */ { store, link }) => html`<${Lens} store=${store} link=${link} experiment=${null} />`;
}
