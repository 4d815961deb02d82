import { html, useState } from '/static/vendor/ui.js';
import { Panel } from '../controls/panel.js';
import { Timeline } from '../controls/timeline.js';
import { Accuracy, Loss } from '../views/curves.js';
import { Flow } from '../views/flow.js';
import { LaneCard } from '../views/lane_card.js';
import { Metrics } from '../views/metrics.js';
import { Keys } from './keys.js';
import { Waiting } from './waiting.js';

/** @typedef {import('../page.js').Props} Props */

/** Networks that learn: controls on the left, what they do on the right. @param {Props & {controls: boolean}} props */
export function NetworkPlace({ store, link, controls }) {
  return html`<div class="body" data-controls=${controls}>
      ${controls && html`<${Panel} store=${store} link=${link} />`}
      <main>
        <h2 class="hidden">What the lanes do</h2>
        <${Timeline} store=${store} />
        ${store.network.value ? html`<${Pictures} store=${store} link=${link} />` : html`<${Waiting} store=${store} />`}
        <${Keys} />
      </main>
    </div>`;
}

/** @param {Props} props */
function Pictures({ store, link }) {
  const cards = store.lanes.value.map((lane) => html`<${LaneCard} key=${lane.id} ...${{ store, link, lane }} />`);
  return html`${cards}
    <div class="curves"><${Loss} store=${store} link=${link} /><${Accuracy} store=${store} link=${link} /></div>
    <${Metrics} store=${store} /><${Advice} store=${store} />`;
}

/** The recipe's flow chart for these lanes; asked for while it is open. @param {{store: Props['store']}} props */
function Advice({ store }) {
  const [open, setOpen] = useState(false);
  return html`<details class="advice" onToggle=${(/** @type {any} */ e) => setOpen(e.currentTarget.open)}>
    <summary><h2>Advice</h2> <span class="quiet">where a lane is on the recipe’s flow chart,
      and what would help</span></summary>
    ${open && html`<${Flow} store=${store} />`}
  </details>`;
}
