import { html, useEffect, useMemo, useState } from '/static/vendor/ui.js';
import { isAfter, nameAfter } from '../lane_names.js';
import { isSection } from '../sections.js';
import { Choice } from './choice.js';
import { Explained } from './explain.js';
import { Expression } from './expression.js';
import { LaneList, LaneName } from './lanes.js';
import { NumberControl } from './number.js';
import { lanePlace, sessionPlace } from './place.js';
import { Scatter } from '../views/scatter.js';
import { Section, whom } from './section.js';
import { Start } from './start.js';

/** @typedef {import('../generated/types.js').CatalogueEntry} Entry */

/** All that can be changed of a race, built from the catalogue; it applies at once.
 * @param {{store: import('../store.js').Store, link: import('../link.js').Link}} props */
export function SurfacePanel({ store, link }) {
  const lane = useMemo(() => lanePlace(store), [store]);
  const session = useMemo(() => sessionPlace(store), [store]);
  const [own, setOwn] = useState(/** @type {Entry | null} */ (null));
  const held = /** @type {Entry | null} */ (store.ground.value?.own ?? null);
  useEffect(() => { // a section of a network is in no catalogue; the last one stays on offer
    if (held) setOwn(held);
  }, [held?.name]);
  const catalogue = store.catalogue.value;
  const spec = store.surface.value;
  if (!catalogue || !spec) return html`<aside class="panel" aria-label="Controls">
    <p class="card help">The controls come with the server’s catalogue.</p></aside>`;
  const family = own ? [...catalogue.surfaces, own] : catalogue.surfaces;
  const entry = family.find(({ name }) => name === spec.surface.name);
  const sampled = entry?.from_data || isSection(spec.surface.name);
  /** @param {import('./place.js').Place} place @param {string} scope @param {(path: string) => boolean} fits */
  const numbers = (place, scope, fits) => catalogue.fields.filter((one) => one.scope === scope && fits(one.path))
    .map((field) => html`<${NumberControl} key=${scope + field.path} place=${place} path=${field.path}
      parameter=${field} label=${field.label} restarts=${field.restarts} />`);
  const all = store.targets.value.length !== 1;
  return html`<aside class="panel" aria-label="Controls">
    <${LaneList} store=${store} />
    <div class="sections">
      <${Section} title="Surface">
        <${Choice} place=${session} path="surface" label="surface" family=${family} restarts group=${groupOf}
          quiet=${entry?.typed} anew=${() => true} />
        ${entry?.typed && html`<${Expression} store=${store} place=${session}
          longest=${catalogue.limits.expression} />`}
        ${entry && isSection(entry.name) && html`<p class="help">${entry.help} A link to it holds its name alone,
          and opens it for as long as this server has it.</p>`}
        ${entry?.from_data && html`<${Scatter} store=${store} link=${link} place=${session} />`}
        <${Start} store=${store} lane=${null} label="start of all" />
        ${numbers(session, 'surface', () => true)}
      <//>
      <${Section} title="Optimizer" of=${whom(store)}>
        <${LaneName} store=${store} place=${lane} />
        <${Choice} place=${lane} path="optimizer" label="optimizer" family=${catalogue.optimizers}
          write=${(/** @type {string} */ name) => lane.change('optimizer', { name }, taking(name, store))} />
        <${Choice} place=${lane} path="schedule" label="rate schedule" family=${catalogue.schedules} />
        ${numbers(lane, 'racer', (path) => path !== 'batch' || Boolean(sampled))}
        ${!all && html`<${Start} store=${store} lane=${store.targets.value[0].id} label="start of its own" />`}
      <//>
    </div>
    <${Explained} />
  </aside>`;
}

/** Another optimizer for a lane, and another name where it has the optimizer's.
 * @param {string} optimizer @param {import('../store.js').Store} store */
function taking(optimizer, store) {
  const presets = /** @type {{spec: any}[]} */ (store.catalogue.value?.presets ?? []);
  const written = presets.flatMap(({ spec }) => spec.lanes?.map((/** @type {any} */ lane) => lane.name) ?? []);
  const taken = new Set(store.lanes.value.map(({ name }) => name));
  return (/** @type {{name: string, optimizer: {name: string}}} */ { name, optimizer: before }) => {
    if (before.name === optimizer || !isAfter(name, before.name)) return { optimizer: { name: optimizer } };
    taken.delete(name);
    const next = nameAfter(optimizer, written, taken);
    taken.add(next);
    return { optimizer: { name: optimizer }, name: next };
  };
}

/** @param {Entry} entry */
function groupOf({ name, typed, from_data: fromData }) {
  if (isSection(name)) return 'of a network';
  if (typed) return 'your own';
  return fromData ? 'a loss on data' : 'functions';
}
