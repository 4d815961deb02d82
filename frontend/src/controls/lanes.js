import { html, useId, useState } from '/static/vendor/ui.js';
import { unfocused } from '../keyboard.js';
import { DIFFER } from '../paths.js';
import { Swatch } from '../views/legend.js';
import { Refusal } from './number.js';

/** @typedef {import('../store.js').Store} Store */

/** What a lane is here. */
const ONE = { network: 'one network each, same data', surface: 'one optimizer each, same surface' };

/** Whom the controls are for. @param {{store: Store}} props */
export function LaneList({ store }) {
  const lanes = store.lanes.value;
  const picked = store.picked.value;
  const most = store.catalogue.value?.limits.lanes ?? 1;
  const states = new Map(store.state.value?.lanes.map((lane) => [lane.id, lane]));
  const all = lanes.length > 1;
  return html`<section class="lanes" aria-label="Lanes">
    <h2>Lanes <span class="of">${ONE[store.surface.value ? 'surface' : 'network']}</span></h2>
    <ul>
      ${all && html`<li><button type="button" class="lane" aria-pressed=${picked === 'all'} onMouseDown=${unfocused}
        onClick=${() => store.pick('all')}><kbd>0</kbd> <span class="lane-name">All lanes</span></button></li>`}
      ${lanes.map(({ id, name, slot }, i) => html`<li key=${id}>
        <button type="button" class="lane" aria-pressed=${picked === id || !all} onMouseDown=${unfocused}
          onClick=${() => store.pick(id)}>
          <kbd>${i + 1}</kbd> <${Swatch} slot=${slot} /> <span class="lane-name">${name}</span>
          ${states.get(id)?.status === 'diverged' && html`<span class="ill">stopped</span>`}
        </button>
        <button type="button" class="small" disabled=${lanes.length >= most} onClick=${() => store.fork(id)}
          title="A new lane with the same past: change one thing of it"
          aria-label=${`add a copy of ${name}`}>copy</button>
        <button type="button" class="small" disabled=${!all} onClick=${() => store.remove(id)}
          title="remove" aria-label=${`remove ${name}`}>×</button>
      </li>`)}
    </ul>
    <p class="help">The controls below change ${picked === 'all' && all ? 'all lanes' : 'the picked lane'}.</p>
  </section>`;
}

/** @param {{store: Store, place: import('./place.js').Place}} props */
export function LaneName({ store, place }) {
  const id = useId();
  const [draft, setDraft] = useState(/** @type {string | null} */ (null));
  if (store.targets.value.length !== 1) return null;
  const held = place.read('name');
  const apply = () => {
    if (draft !== null && draft.trim() && draft !== held) place.write('name', draft.trim());
    setDraft(null);
  };
  return html`<div class="field">
    <label for=${id}>name</label>
    <input id=${id} class="text" type="text" maxlength=${store.catalogue.value?.limits.name} autocomplete="off"
      value=${draft ?? (held === DIFFER ? '' : held)} onInput=${(/** @type {any} */ e) => setDraft(e.target.value)}
      onBlur=${apply} onKeyDown=${(/** @type {KeyboardEvent} */ e) => e.key === 'Enter' && apply()} />
    <${Refusal} id=${id} text=${place.refusal('name')} />
  </div>`;
}
