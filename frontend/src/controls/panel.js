import { html, useMemo } from '/static/vendor/ui.js';
import { Augmentations } from './augment.js';
import { Choice } from './choice.js';
import { DataSection } from './datasets.js';
import { Explained } from './explain.js';
import { LaneList, LaneName } from './lanes.js';
import { Layers } from './layers.js';
import { NumberControl } from './number.js';
import { lanePlace } from './place.js';
import { Section, whom } from './section.js';

/** @typedef {import('./place.js').Place} Place */
/** @typedef {import('../generated/types.js').CatalogueEntry} Entry */

/** Which plain field stands in which section; one that is named nowhere stands in the last. */
const LEARNING = ['clip'];
const RESTRAINT = ['l1', 'l2', 'weight_decay'];

/** All that can be changed of networks, built from the catalogue; it applies at once.
 * @param {{store: import('../store.js').Store, link: import('../link.js').Link}} props */
export function Panel({ store, link }) {
  const lane = useMemo(() => lanePlace(store), [store]);
  const catalogue = store.catalogue.value;
  if (!catalogue || !store.network.value) return html`<aside class="panel" aria-label="Controls">
    <p class="card help">The controls come with the server’s catalogue.</p></aside>`;
  const { fields } = catalogue;
  const placed = [...LEARNING, ...RESTRAINT, 'seed', 'batch'];
  const more = fields.filter((one) => one.scope === 'lane' && !placed.includes(one.path));
  /** @param {Place} place @param {string} scope @param {string[]} paths */
  const numbers = (place, scope, paths) => paths.map((path) => {
    const field = fields.find((one) => one.scope === scope && one.path === path);
    return field && html`<${NumberControl} key=${scope + path} place=${place} path=${path} parameter=${field}
      label=${field.label} restarts=${field.restarts} />`;
  });
  const task = store.data.value?.task;
  const unfit = (/** @type {Entry} */ loss) => (task && !loss.tasks.includes(task) ? `not for ${task}` : '');
  const pictures = catalogue.datasets.find(({ name }) => name === store.network.value?.data.name);
  return html`<aside class="panel" aria-label="Controls">
    <${LaneList} store=${store} />
    <div class="sections">
      <${Section} title="Data">
        <${DataSection} store=${store} link=${link} catalogue=${catalogue} />
      <//>
      <${Section} title="Network" of=${whom(store)}>
        <${LaneName} store=${store} place=${lane} />
        <${Layers} place=${lane} catalogue=${catalogue} pictures=${Boolean(store.data.value?.image)} />
        <${Choice} place=${lane} path="dropout" label="dropout form" family=${catalogue.dropout_forms} bare />
        <${Choice} place=${lane} path="initializer" label="initial weights" family=${catalogue.initializers} restarts />
        <details class="single"><summary>Output activation, seed of the lane</summary>
          <${Choice} place=${lane} path="output" label="activation" family=${catalogue.activations} quiet />
          ${numbers(lane, 'lane', ['seed'])}
        </details>
      <//>
      <${Section} title="Learning" of=${whom(store)}>
        <${Choice} place=${lane} path="loss" label="loss" family=${catalogue.losses} unfit=${unfit} />
        <p class="help">A loss that needs another number of outputs starts the lane anew.</p>
        <${Choice} place=${lane} path="optimizer" label="optimizer" family=${catalogue.optimizers} />
        <${Choice} place=${lane} path="schedule" label="rate schedule" family=${catalogue.schedules} />
        ${numbers(lane, 'lane', LEARNING)}
        <${Choice} place=${lane} path="stopping" label="early stopping" family=${catalogue.stopping} />
      <//>
      <${Section} title="Regularisation" of=${whom(store)}>
        ${numbers(lane, 'lane', RESTRAINT)}
        ${numbers(lane, 'lane', more.map((field) => field.path))}
        ${pictures?.image
          && html`<${Augmentations} place=${lane} family=${catalogue.augmentations} data=${pictures} />`}
      <//>
    </div>
    <${Explained} />
  </aside>`;
}
