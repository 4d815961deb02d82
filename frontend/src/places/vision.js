import { html } from '/static/vendor/ui.js';
import { Panel } from '../controls/panel.js';
import { Timeline } from '../controls/timeline.js';
import { Accuracy, Loss } from '../views/curves.js';
import { LaneCard } from '../views/lane_card.js';
import { Augment } from '../views/lens/augment.js';
import { Metrics } from '../views/metrics.js';
import { Keys } from './keys.js';
import { Waiting } from './waiting.js';

/** @typedef {import('../page.js').Props} Props */

/** Networks of maps that learn pictures: controls on the left, what they see on the right.
 * @param {Props & {controls: boolean}} props */
export function VisionPlace({ store, link, controls }) {
  return html`<div class="body" data-controls=${controls}>
      ${controls && html`<${Panel} store=${store} link=${link} />`}
      <main class="vision">
        <h2 class="hidden">What the lanes see</h2>
        <${Timeline} store=${store} />
        ${store.network.value ? html`<${Pictures} store=${store} link=${link} />` : html`<${Waiting} store=${store} />`}
        <${Keys} of="network" />
      </main>
    </div>`;
}

/** @param {Props} props */
function Pictures({ store, link }) {
  const cards = store.lanes.value.map((lane) => html`<${LaneCard} key=${lane.id} ...${{ store, link, lane }} />`);
  return html`${cards}
    <${Augment} store=${store} link=${link} lesson=${null} />
    <div class="curves"><${Loss} store=${store} link=${link} /><${Accuracy} store=${store} link=${link} /></div>
    <${Metrics} store=${store} />`;
}
