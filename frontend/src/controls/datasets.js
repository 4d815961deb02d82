import { html, useEffect, useMemo, useRef, useState } from '/static/vendor/ui.js';
import { isOwn } from '../own_data.js';
import { spoken } from '../wording.js';
import { DataView } from '../views/data.js';
import { Thumbnail } from '../views/thumbnail.js';
import { Choice, titleOf } from './choice.js';
import { explains } from './explain.js';
import { Files } from './files.js';
import { NumberControl } from './number.js';
import { lanePlace, sessionPlace } from './place.js';
import { Split } from './split.js';

/** @typedef {import('../store.js').Store} Store */
/** @typedef {import('../generated/types.js').Catalogue} Catalogue */
/** @typedef {import('../generated/types.js').CatalogueEntry} Entry */
/** @typedef {import('../own_data.js').Own} Own */
/** @typedef {Record<string, import('../views/thumbnail.js').Sample>} Samples */

/** What the lanes learn from: which set, how noisy, how it is split and dealt out; and a person's own.
 * @param {{store: Store, link: import('../link.js').Link, catalogue: Catalogue}} props */
export function DataSection({ store, link, catalogue }) {
  const session = useMemo(() => sessionPlace(store), [store]);
  const lane = useMemo(() => lanePlace(store), [store]);
  const [brought, setBrought] = useState(/** @type {Entry | null} */ (null));
  const samples = useSamples();
  const name = session.read('data').name;
  const held = /** @type {Entry | null} */ (store.data.value?.own ?? null);
  useEffect(() => {
    if (held) setBrought(held);
  }, [held?.name]);
  const own = held?.name === name ? held : brought; // the last one stays on offer beside the others
  const all = own ? [...catalogue.datasets, { ...own, title: own.notice }] : catalogue.datasets;
  const unfit = (/** @type {Entry} */ { image }) => // maps slide over pictures
    (store.spec.value?.place === 'vision' && !image ? 'no pictures' : '');
  const family = [...all.filter((entry) => !unfit(entry)), ...all.filter(unfit)];
  const take = (/** @type {Own} */ { entry }) => {
    setBrought(entry);
    session.change('data', { name: entry.name }, ({ data }) => ({ // while one paints, the noise stays what it is
      data: { name: entry.name, ...(data && isOwn(data.name) && { noise: data.noise, label_noise: data.label_noise }) },
    }));
  };
  const field = (/** @type {string} */ scope, /** @type {string} */ path) =>
    catalogue.fields.find((one) => one.scope === scope && one.path === path);
  const [batch, seed] = [field('lane', 'batch'), field('session', 'seed')];
  return html`<div class="data">
    <${Chooser} family=${family.filter((entry) => !unfit(entry))} name=${name} samples=${samples}
      choose=${(/** @type {string} */ next) => session.write('data', { name: next })} />
    ${family.some(unfit) && html`<p class="help">The networks of this place slide their filters over the pixels of
      pictures; points on a plane have none. Those are for the place Network.</p>`}
    <${DataView} store=${store} link=${link} take=${take} sample=${samples[name]} />
    <${Choice} place=${session} path="data" label="data set" family=${family} restarts group=${groupOf}
      unfit=${unfit} anew=${restarts} />
    ${batch && html`<${NumberControl} place=${lane} path="batch" parameter=${batch} label=${batch.label} />`}
    <${Split} place=${session} fields=${catalogue.fields} />
    ${seed && html`<${NumberControl} place=${session} path="seed" parameter=${seed} label=${seed.label}
      restarts=${seed.restarts} />`}
    <${Files} store=${store} take=${take} />
  </div>`;
}

/** Some examples of each set of the catalogue, drawn by the server; without them the names do.
 * @returns {Samples} */
export function useSamples() {
  const [samples, setSamples] = useState(/** @type {Samples} */ ({}));
  useEffect(() => {
    fetch('/api/thumbnails').then((answer) => (answer.ok ? answer.json() : {})).then(setSamples, () => {});
  }, []);
  return samples;
}

/** @param {Entry} entry @param {string} name */
const restarts = (entry, name) => entry.parameters.some((parameter) => parameter.name === name && parameter.restarts);

/** @param {Entry} entry */
function groupOf({ name, task, image }) {
  if (isOwn(name)) return 'own';
  if (image) return 'pictures';
  return task === 'regression' ? 'values' : 'classes';
}

/** The sets as pictures: a radio group, of which the arrow keys take the next.
 * @param {{family: Entry[], name: string, samples: Samples, choose: (name: string) => void}} props */
function Chooser({ family, name, samples, choose }) {
  const group = useRef(/** @type {HTMLElement | null} */ (null));
  const headings = [...new Set(family.map(groupOf))];
  const ordered = headings.flatMap((heading) => family.filter((entry) => groupOf(entry) === heading));
  const at = ordered.findIndex((entry) => entry.name === name);
  const onKeyDown = (/** @type {KeyboardEvent} */ e) => {
    const step = STEPS[e.key];
    if (!step || e.ctrlKey || e.metaKey || e.altKey) return;
    e.preventDefault();
    e.stopPropagation(); // an arrow means another data set here, and not one update
    const next = (at + step + ordered.length) % ordered.length;
    choose(ordered[next].name);
    /** @type {HTMLElement | undefined} */ (group.current?.querySelectorAll('[role=radio]')[next])?.focus();
  };
  return html`<div class="chooser" role="radiogroup" aria-label="data set, as pictures" ref=${group}
      onKeyDown=${onKeyDown}>
    ${headings.map((heading) => html`<div class="chooser-group" key=${heading}>
      <span class="quiet" aria-hidden="true">${heading}</span>
      <div>${ordered.filter((entry) => groupOf(entry) === heading).map((entry) => html`<button type="button"
          key=${entry.name} role="radio" aria-checked=${entry.name === name} aria-label=${titleOf(entry)}
          title=${titleOf(entry)} tabindex=${entry === ordered[Math.max(0, at)] ? 0 : -1}
          onClick=${() => entry.name !== name && choose(entry.name)}
          ...${explains({ label: titleOf(entry), help: entry.help, range: '' })}>
        <${Thumbnail} sample=${samples[entry.name]} word=${groupOf(entry) === 'own' ? 'own' : spoken(entry.name)} />
      </button>`)}</div>
    </div>`)}
  </div>`;
}

const STEPS = /** @type {Record<string, number>} */ ({ ArrowLeft: -1, ArrowUp: -1, ArrowRight: 1, ArrowDown: 1 });
