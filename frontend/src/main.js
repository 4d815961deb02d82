import { effect, h, render } from '/static/vendor/ui.js';
import { fromHash, isSpec, toHash } from './address.js';
import { listen } from './keyboard.js';
import { adopt, kept, view } from './kept.js';
import { loadLessons, tried } from './lessons.js';
import { Link } from './link.js';
import { Page } from './page.js';
import { CONTENTS, apart, hashOf, hold, held, keyOf, lesson, place, placeOf, speedOf } from './places.js';
import { Store } from './store.js';
import { drawingTheme, theme } from './theme.js';
import { shown } from './views/figure.js';

/** Milliseconds without a change until the address is written: a drag is not written at each of its steps, which no
 * browser allows. */
const CALM = 200;
let writing = 0;

/** Updates a second: what the place, or the lesson, begins with. */
const USUAL = -1;

/** For the address: the picked lane's number, -1 for all; updates a second, 0 for as fast as it goes. */
const lane = kept('lane', -1);
const speed = kept('speed', USUAL);

const link = new Link({
  event: (event) => {
    const asked = { lane: lane.value, speed: speed.value };
    store.receive(event);
    if (event.kind === 'welcome') arrived(event, asked);
  },
  phase: (phase) => store.connected(phase),
  live: (live) => store.measured(live),
});
const store = new Store((command) => link.send(command));

effect(() => {
  document.documentElement.dataset.theme = theme.value;
  link.theme(drawingTheme());
});
effect(() => link.lanes(store.lanes.value));
effect(() => {
  if (!store.state.value) return;
  lane.value = store.indexOf(store.picked.value);
  const now = store.state.value.speed ?? 0;
  speed.value = now === usual() ? USUAL : now;
});
effect(() => {
  const [spec, shown] = [store.spec.value, view.value];
  clearTimeout(writing);
  if (spec) writing = Number(setTimeout(() => remember(spec, shown), CALM));
});
effect(() => {
  const made = store.sectioned.value;
  if (made) toHash({ place: 'surface', surface: { name: made.name } }).then(visit);
});
listen(store);
document.addEventListener('visibilitychange', () => link.hide(document.hidden));
addEventListener('hashchange', follow);
render(h(Page, { store, link, go, visit }), /** @type {HTMLElement} */ (document.getElementById('page')));

connect();
loadCatalogue();

/** Go on with this tab's session of the place that the address is of; an address that is not the one we wrote is
 * somebody's link and begins a new one, unless it is damaged. One that only names a lesson leads to where this tab left
 * it, else to its beginning. */
async function connect() {
  const { hash } = location;
  if (lesson.value) await loadLessons();
  const asked = await fromHash(hash);
  const named = lesson.value !== '' && !isSpec(hash);
  const left = named ? await fromHash(held(keyOf('recipe')).hash ?? '') : null;
  if (hash !== location.hash) return; // somebody is on the way to another one
  store.clear();
  place.value = placeOf(asked);
  const damaged = isSpec(hash) && asked === null;
  if (damaged) store.notice.value = 'This link is damaged, so it opens nothing. Was it copied whole?';
  const mine = held(keyOf(place.value));
  const known = damaged || named || ['', mine.hash, mine.before].includes(hash);
  const url = new URL('/ws', location.href);
  url.protocol = url.protocol.replace('http', 'ws');
  const spec = asked ?? left ?? tried.value?.spec ?? null;
  link.connect({ url: url.href, session: known ? mine.session : null, spec });
}

/** To another place: to the address of what was there last; the session that is left keeps what it is.
 * @param {import('./places.js').PlaceName} name */
async function go(name) {
  if (name === place.value && !apart.value) return;
  const first = name === 'recipe' ? hashOf(CONTENTS) : await toHash({ place: name });
  visit(held(name).hash ?? first);
}

/** @param {string} hash of another session */
function visit(hash) {
  history.pushState(null, '', hash);
  follow();
}

/** Where the address leads, for it is another one. */
function follow() {
  leave();
  store.clear(); // else what is left would write its own address over it, for the view changes
  adopt(location.hash);
  connect();
}

/** What is left is kept as it is now, however short a time it was there. */
async function leave() {
  const [spec, shown] = [store.spec.value, view.value];
  if (!spec) return;
  const [key, within] = [keyOf(placeOf(spec)), place.value === 'recipe'];
  const hash = (await toHash(spec)) + shown;
  hold(key, { hash });
  if (within) hold('recipe', { hash });
}

/** @param {import('./generated/types.js').Welcome} welcome
 * @param {{lane: number, speed: number}} asked what the address says */
function arrived({ session, state, spec }, asked) {
  const here = keyOf(placeOf(spec));
  const isNew = session !== held(here).session;
  hold(here, { session });
  const picked = store.lanes.value[asked.lane];
  if (picked) store.pick(picked.id);
  const wanted = asked.speed === 0 || usable(asked.speed) ? asked.speed : usual();
  if (isNew && state.update === 0) store.transport.speed(wanted || null);
  if (!store.catalogue.value) loadCatalogue();
}

/** @param {object} spec @param {string} shown how it is shown */
async function remember(spec, shown) {
  const hash = (await toHash(spec)) + shown;
  if (spec !== store.spec.value || shown !== view.value) return; // a newer one is being written
  hold(keyOf(placeOf(spec)), { hash, before: location.hash }); // while it reloads the address changes no more
  if (place.value === 'recipe') hold('recipe', { hash }); // where the navigation leads to
  if (location.hash !== hash) history.replaceState(null, '', hash);
}

/** Updates a second of a new session; 0: as fast as it goes. */
function usual() {
  return tried.value ? (tried.value.speed ?? 0) : speedOf(place.value);
}

/** An address is anybody's text. @param {number} updates a second */
const usable = (updates) => updates >= 0.1 && updates <= 1e7;

async function loadCatalogue() {
  const answer = await fetch('/api/catalogue').catch(() => null); // asked for again when the connection is there
  if (answer?.ok) store.learned(await answer.json());
}

/** For tests and the console: the values that a view draws, `await ravine.inspect('loss')`, `('regions', 1)`, and
 * whether the server has answered all edits; the server's last state and the spec in force; to lose the connection; how
 * smoothly the worker draws. */
Object.assign(globalThis, {
  ravine: {
    inspect: (/** @type {string} */ name, /** @type {number | undefined} */ lane) =>
      link.inspect(shown.get(lane === undefined ? name : `${name}:${lane}`) ?? ''),
    settled: () => store.edits.idle,
    state: () => store.state.value,
    spec: () => store.spec.value,
    drop: () => link.drop(),
    pace: () => link.pace(),
  },
});
