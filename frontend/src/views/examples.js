import { html } from '/static/vendor/ui.js';
import { useSamples } from '../controls/datasets.js';
import { Figure } from './figure.js';
import { PlaneLegend } from './lane_card.js';
import { Thumbnail } from './thumbnail.js';

const PLAIN = { painted: null, cross: null };

/** The examples that the lanes learn from, to be looked at.
 * @param {{store: import('../store.js').Store, link: import('../link.js').Link}} props */
export function Examples({ store, link }) {
  const samples = useSamples();
  const data = store.data.value;
  const sample = samples[store.network.value?.data.name ?? ''];
  return html`<section class="card"><${Figure} link=${link} name="examples" view="data" options=${PLAIN}
      title="Examples" class="examples square" legend=${html`<${PlaneLegend} data=${data} />`}>
    ${data?.image && sample && html`<div class="pictures"><${Thumbnail} sample=${sample} word="" rows=${3} /></div>`}
  <//></section>`;
}
