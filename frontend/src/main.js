import { effect, h, render } from '/static/vendor/ui.js';
import { fromHash, isSpec, toHash } from './address.js';
import { listen } from './keyboard.js';
import { adopt, kept, view } from './kept.js';
import { Link } from './link.js';
import { Page } from './page.js';
import { Store } from './store.js';
import { drawingTheme, theme } from './theme.js';
import { shown } from './views/figure.js';

/** The session's id is secret and stays in this tab; beside it the address that we last wrote for it. */
const SESSION = 'ravine-session';
const HASH = 'ravine-hash';
/** Updates a second of a new session: a class can watch the default lanes learn; faster is one choice away. */
const FIRST_SPEED = 1000;

/** For the address: the picked lane's place, -1 for all; updates a second, 0 for as fast as it goes. */
const place = kept('lane', -1);
const speed = kept('speed', FIRST_SPEED);

const link = new Link({
  event: (event) => {
    const asked = { place: place.value, speed: speed.value };
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
  place.value = store.lanes.value.findIndex(({ id }) => id === store.picked.value);
  speed.value = store.state.value.speed ?? 0;
});
effect(() => {
  if (store.spec.value) remember(store.spec.value, view.value);
});
listen(store);
document.addEventListener('visibilitychange', () => link.hide(document.hidden));
addEventListener('hashchange', () => {
  adopt(location.hash);
  connect();
});
render(h(Page, { store, link }), /** @type {HTMLElement} */ (document.getElementById('page')));

connect();
loadCatalogue();

/** Go on with this tab's session; an address that is not the one we wrote is somebody's link and begins a new one,
 * unless it is damaged. */
async function connect() {
  const spec = await fromHash(location.hash);
  const damaged = isSpec(location.hash) && spec === null;
  if (damaged) store.notice.value = 'This link is damaged, so it opens nothing. Was it copied whole?';
  const known = damaged || location.hash === '' || location.hash === sessionStorage.getItem(HASH);
  const url = new URL('/ws', location.href);
  url.protocol = url.protocol.replace('http', 'ws');
  link.connect({ url: url.href, session: known ? sessionStorage.getItem(SESSION) : null, spec });
}

/** @param {import('./generated/types.js').Welcome} welcome
 * @param {{place: number, speed: number}} asked what the address says */
function arrived({ session, state }, asked) {
  const isNew = session !== sessionStorage.getItem(SESSION);
  sessionStorage.setItem(SESSION, session);
  const lane = store.lanes.value[asked.place];
  if (lane) store.pick(lane.id);
  if (isNew && state.update === 0) store.speed(asked.speed === 0 ? null : usable(asked.speed) ? asked.speed : FIRST_SPEED);
  if (!store.catalogue.value) loadCatalogue();
}

/** @param {object} spec @param {string} shown how it is shown */
async function remember(spec, shown) {
  const hash = (await toHash(spec)) + shown;
  if (spec !== store.spec.value || shown !== view.value) return; // a newer one is being written
  sessionStorage.setItem(HASH, hash);
  if (location.hash !== hash) history.replaceState(null, '', hash);
}

/** An address is anybody's text. @param {number} updates a second */
const usable = (updates) => updates >= 0.1 && updates <= 1e7;

async function loadCatalogue() {
  const answer = await fetch('/api/catalogue').catch(() => null); // asked for again when the connection is there
  if (answer?.ok) store.learned(await answer.json());
}

/** For tests and the console: the values that a view draws, `await ravine.inspect('loss')`, `('regions', 1)`, and
 * whether the server has answered all edits; the server's last state; to lose the connection; how smoothly the
 * worker draws. */
Object.assign(globalThis, {
  ravine: {
    inspect: (/** @type {string} */ name, /** @type {number | undefined} */ lane) =>
      link.inspect(shown.get(lane === undefined ? name : `${name}:${lane}`) ?? ''),
    settled: () => store.edits.idle,
    state: () => store.state.value,
    drop: () => link.drop(),
    pace: () => link.pace(),
  },
});
