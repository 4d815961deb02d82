import { html, useEffect } from '/static/vendor/ui.js';
import { isSection } from '../sections.js';
import { map, plane } from '../sight.js';
import { count, percent, spoken } from '../wording.js';
import { Figure } from './figure.js';
import { axisOf, chosenOn, pairFor, spanning } from './plane.js';

/** @typedef {import('../store.js').Store} Store */
/** @typedef {import('../generated/types.js').CatalogueParameter} Parameter */

const KINDS = /** @type {const} */ ([
  {
    what: 'basins', title: 'Where starts end',
    says: 'Each point is a start; its colour is the minimum that the lane reaches, paler where it takes longer.',
  },
  {
    what: 'winners', title: 'Which lane wins',
    says: 'Each point is a start; its colour is the lane that ends lowest, paler where it ends higher (by rank).',
  },
  {
    what: 'plane', title: 'Which values work',
    says: 'Each point is a pair of values of the lane; the lower f is at the end, the darker (by rank); striped has '
      + 'diverged.',
  },
]);
const UPDATES = [30, 100, 300, 1000, 3000];
const LISTED = 8; // labels that the legend names

/** What becomes of many racers, live. @param {{store: Store, link: import('../link.js').Link}} props */
export function MapView({ store, link }) {
  const { what, updates } = map.value;
  const kind = KINDS.find((one) => one.what === what) ?? KINDS[0];
  const lane = store.focus.value;
  const spec = store.surface.value?.lanes[store.indexOf(lane?.id)];
  const family = store.catalogue.value?.optimizers ?? [];
  const entry = family.find(({ name }) => name === spec?.optimizer.name);
  const parameters = spanning(entry?.parameters ?? []);
  const pair = pairFor(parameters, plane.value);
  const now = pair && spec ? pair.map(({ name }) => Number(spec.optimizer[name])) : null;
  const axes = kind.what === 'plane' && pair && now ? pair.map((one, axis) => axisOf(one, now[axis])) : [null, null];
  const impossible = isSection(store.surface.value?.surface.name ?? '')
    ? 'A map would take too long on a network’s weights.'
    : kind.what === 'plane' && !pair
      ? `${lane?.name} has one hyper-parameter only; this map needs two. Pick another lane.` : '';
  const asked = { what: kind.what, lane: lane?.id ?? null, updates, x: axes[0], y: axes[1] };
  const key = JSON.stringify(kind.what === 'winners' ? { ...asked, lane: null } : asked);
  const ready = store.ready.value;
  useEffect(() => {
    if (ready && lane) store.map(impossible ? { what: null } : asked);
  }, [key, ready, impossible]);
  useEffect(() => () => store.map({ what: null }), []);

  const { edits, surface, ground } = store;
  const start = edits.pending.value.get('session.start') ?? surface.value?.start ?? ground.value?.start;
  const take = (/** @type {[number, number]} */ at) => {
    const [x, y] = at.map((value) => Number(value.toPrecision(4)));
    if (kind.what !== 'plane') return store.startAll([x, y]);
    if (!lane || !pair) return undefined;
    const optimizer = Object.fromEntries(pair.map(({ name }, axis) => [name, Number(at[axis].toPrecision(3))]));
    return store.edits.edit('map.values', at, () => [{ kind: 'patch_lane', lane: lane.id, changes: { optimizer } }]);
  };
  const mapped = store.mapped.value;
  return html`<div class="map-view">
    <div class="map-choice">
      <select aria-label="which map" value=${kind.what}
        onChange=${(/** @type {any} */ e) => (map.value = { ...map.value, what: e.target.value })}>
        ${KINDS.map((one) => html`<option value=${one.what}>${one.title}</option>`)}</select>
      <label class="against">after <select aria-label="updates of the map" value=${String(updates)}
        onChange=${(/** @type {any} */ e) => (map.value = { ...map.value, updates: Number(e.target.value) })}>
        ${[...new Set([...UPDATES, updates])].sort((a, b) => a - b).map((one) => html`<option
          value=${String(one)}>${count(one)}</option>`)}</select> updates</label>
      ${kind.what === 'plane' && pair && html`<${Axes} parameters=${parameters} pair=${pair} />`}
    </div>
    ${impossible
      ? html`<p class="help">${impossible}</p>`
      : html`<${Figure} link=${link} name="map" view="map" class="map-figure" options=${{ start, now }}
          title=${titleOf(kind.what, lane)} onLocate=${take} />`}
    ${mapped && !impossible && mapped.what === kind.what && html`<${Legend} store=${store} mapped=${mapped} />`}
    <p class="help">${kind.says} ${kind.what === 'plane' ? 'A click takes the values.' : 'A click begins there.'}</p>
  </div>`;
}

/** Which values the axes are of. @param {{parameters: Parameter[], pair: [Parameter, Parameter]}} props */
function Axes({ parameters, pair }) {
  const axis = (/** @type {'x' | 'y'} */ name, /** @type {string} */ word, /** @type {Parameter} */ held) => html`<label
    class="against">${word} <select aria-label=${`${word} the map`} value=${held.name}
      onChange=${(/** @type {any} */ e) => (plane.value = chosenOn(pair, name, e.target.value))}>
      ${parameters.map((one) => html`<option value=${one.name}>${spoken(one.name)}</option>`)}</select></label>`;
  return html`<span class="map-axes">${axis('x', 'across', pair[0])}${axis('y', 'up', pair[1])}</span>`;
}

/** @param {string} what @param {{name: string} | undefined} lane */
function titleOf(what, lane) {
  if (what === 'winners') return 'Winners';
  if (what === 'basins') return `Starts of ${lane?.name}`;
  return `Values of ${lane?.name}`;
}

/** What the colours mean, and how much of the map each has.
 * @param {{store: Store, mapped: import('../generated/types.js').Mapped}} props */
function Legend({ store, mapped: { labels, side, done, dtype } }) {
  const shown = labels.map((label, i) => ({ label, i })).sort((one, other) => other.label.share - one.label.share);
  const slots = new Map(store.lanes.value.map(({ id, slot }) => [id, slot]));
  const look = (/** @type {import('../generated/types.js').Label} */ { role, lane }, /** @type {number} */ i) => {
    if (role === 'minimum') return `background:var(--class-${(i % 10) + 1})`;
    if (role === 'lane') return `background:var(--lane-${(slots.get(lane ?? 0) ?? 0) + 1})`;
    return '';
  };
  return html`<ul class="map-legend" aria-label="Legend of the map">
    ${shown.slice(0, LISTED).map(({ label, i }) => html`<li><i data-role=${label.role} style=${look(label, i)}></i>
      <span>${label.name}</span> <b>${percent(label.share)}</b></li>`)}
    ${shown.length > LISTED && html`<li class="quiet">and ${shown.length - LISTED} more</li>`}
    <li class="quiet map-made" data-done=${done}>${dtype}, ${side} × ${side}${done ? '' : ', refining'}</li>
  </ul>`;
}
