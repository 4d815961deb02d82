import { effect, h, render } from '/static/vendor/ui.js';
import { fromHash, toHash } from './address.js';
import { listen } from './keyboard.js';
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

const link = new Link({
  event: (event) => {
    store.receive(event);
    if (event.kind === 'welcome') arrived(event);
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
  if (store.spec.value) remember(store.spec.value);
});
listen(store);
document.addEventListener('visibilitychange', () => link.hide(document.hidden));
addEventListener('hashchange', () => connect());
render(h(Page, { store, link }), /** @type {HTMLElement} */ (document.getElementById('page')));

connect();
loadCatalogue();

/** Go on with this tab's session; an address that is not the one we wrote is somebody's link and begins a new one. */
async function connect() {
  const known = location.hash === '' || location.hash === sessionStorage.getItem(HASH);
  const url = new URL('/ws', location.href);
  url.protocol = url.protocol.replace('http', 'ws');
  link.connect({
    url: url.href,
    session: known ? sessionStorage.getItem(SESSION) : null,
    spec: await fromHash(location.hash),
  });
}

/** @param {import('./generated/types.js').Welcome} welcome */
function arrived({ session, state }) {
  const isNew = session !== sessionStorage.getItem(SESSION);
  sessionStorage.setItem(SESSION, session);
  if (isNew && state.update === 0) store.speed(FIRST_SPEED);
  if (!store.catalogue.value) loadCatalogue();
}

/** @param {object} spec */
async function remember(spec) {
  const hash = await toHash(spec);
  sessionStorage.setItem(HASH, hash);
  if (location.hash !== hash) history.replaceState(null, '', hash);
}

async function loadCatalogue() {
  const answer = await fetch('/api/catalogue').catch(() => null); // asked for again when the connection is there
  if (answer?.ok) store.learned(await answer.json());
}

/** For tests and the console: the values that a view draws, `await ravine.inspect('loss')`, `('regions', 1)`, and
 * whether the server has answered all edits. */
Object.assign(globalThis, {
  ravine: {
    inspect: (/** @type {string} */ name, /** @type {number | undefined} */ lane) =>
      link.inspect(shown.get(lane === undefined ? name : `${name}:${lane}`) ?? ''),
    settled: () => store.edits.idle,
  },
});
