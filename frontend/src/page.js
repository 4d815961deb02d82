import { html, signal, useEffect, useLayoutEffect, useRef } from '/static/vendor/ui.js';
import { Counters, Transport } from './controls/transport.js';
import { kept } from './kept.js';
import { unfocused } from './keyboard.js';
import { lessons, loadLessons } from './lessons.js';
import { PLACES, apart, experiment, hashOf, place } from './places.js';
import { NetworkPlace } from './places/network.js';
import { SurfacePlace } from './places/surface.js';
import { Waiting } from './places/waiting.js';
import { THEMES, choose, theme } from './theme.js';

/** @typedef {{store: import('./store.js').Store, link: import('./link.js').Link}} Props */
/** @typedef {(name: import('./places.js').PlaceName) => void} Go */
/** @typedef {(hash: string) => void} Visit  to the session of an address */

/** Whether the controls are shown: without them there is more room, on a projector above all. */
const controls = kept('controls', true);

/** @type {Record<import('./places.js').PlaceName, (props: any) => any>} */
const SHOWN = {
  network: NetworkPlace, surface: SurfacePlace,
  vision: later(() => import('./places/vision.js').then(({ VisionPlace }) => VisionPlace)),
  recipe: later(() => import('./places/recipe.js').then(({ RecipePlace }) => RecipePlace)),
};

/** A place that is loaded when somebody first goes there: nobody else waits for it.
 * @param {() => Promise<(props: any) => any>} load */
function later(load) {
  /** @type {import('/static/vendor/ui.js').Signal<null | ((props: any) => any)>} */
  const shown = signal(null);
  return (/** @type {Props & {controls: boolean, visit: Visit}} */ props) => {
    useEffect(() => {
      if (!shown.value) load().then((place_) => (shown.value = place_), () => {});
    }, []);
    return shown.value ? html`<${shown.value} ...${props} />` : html`<${Waiting} store=${props.store} />`;
  };
}

/** What all places have: the bar at the top, and where it leads to. @param {Props & {go: Go, visit: Visit}} props */
export function Page({ store, link, go, visit }) {
  const panel = place.value === 'recipe' ? 'contents' : 'controls';
  return html`<${Top}>
      <h1><img src="/static/ravine.svg" width="26" height="26" alt="" /> Ravine</h1>
      <${Places} go=${go} />
      <${Transport} store=${store} />
      <${Counters} store=${store} />
      <${Status} store=${store} />
      <button type="button" class="fold" aria-expanded=${controls.value}
        onClick=${() => (controls.value = !controls.value)}>
        <span class="fold-word">${controls.value ? 'Hide' : 'Show'}${' '}</span>${panel}</button>
      <${Look} />
    <//>
    ${apart.value && html`<${TakenApart} />`}
    <${SHOWN[place.value]} key=${place.value} ...${{ store, link, controls: controls.value, visit }} />`;
}

/** What is here was a lesson: the way back to it. */
function TakenApart() {
  useEffect(() => {
    loadLessons();
  }, []);
  const title = lessons.value.find(({ name }) => name === apart.value)?.title ?? apart.value;
  return html`<p class="taken-apart">Taken apart from the lesson <b>${title}</b>; your own session is kept.
    <a href=${hashOf(apart.value, experiment.value)}>Back to the lesson</a></p>`;
}

/** @param {{go: Go}} props */
function Places({ go }) {
  return html`<nav class="places" aria-label="Places">${PLACES.map(({ name, title }) => html`<button type="button"
    aria-current=${name === place.value ? 'page' : undefined} onMouseDown=${unfocused}
    onClick=${() => go(name)}>${title}</button>`)}</nav>`;
}

/** Stays in sight; the panel that stays below it is told how high it is. @param {{children?: any}} props */
function Top({ children }) {
  const bar = useRef(/** @type {HTMLElement | null} */ (null));
  useLayoutEffect(() => {
    const measure = () => document.documentElement.style.setProperty('--top', `${bar.current?.offsetHeight ?? 0}px`);
    const sizes = new ResizeObserver(measure);
    if (bar.current) sizes.observe(bar.current);
    return () => sizes.disconnect();
  }, []);
  return html`<header class="top" ref=${bar}>${children}</header>`;
}

const PHASES = /** @type {Record<string, string>} */ ({
  open: 'connected', connecting: 'connecting', waiting: 'no connection', refused: 'refused',
});

/** What the connection and the engine are doing, and the last word for the person.
 * @param {{store: Props['store']}} props */
function Status({ store }) {
  const { phase, why } = store.connection.value;
  const progress = store.progress.value;
  const line = phase === 'open' ? store.notice.value : phase === 'refused' ? `${why} ${store.notice.value}` : why;
  return html`<div class="status" data-phase=${phase}>
    <span class="phase"><i aria-hidden="true"></i><span>${progress ? 'getting ready' : PHASES[phase]}</span></span>
    ${progress && html`<label class="progress">
      preparing the engine: ${progress.stage}, ${progress.done} of ${progress.total}
      <progress max=${progress.total} value=${progress.done}></progress></label>`}
    <${Notice} line=${line} close=${phase === 'open' ? () => (store.notice.value = '') : null} />
  </div>`;
}

const READ = 15000; // milliseconds until a notice goes by itself

/** The last word for the person: over the page, so that nothing is pushed away.
 * @param {{line: string, close: (() => void) | null}} props close: null where it stays until things change */
function Notice({ line, close }) {
  useEffect(() => {
    if (!line || !close) return undefined;
    const timer = setTimeout(close, READ);
    return () => clearTimeout(timer);
  }, [line]);
  return html`<div class=${line ? 'toast' : ''}><span role="status" aria-live="polite" class="notice">${line}</span>
    ${line && close
      && html`<button type="button" class="small" aria-label="close the notice" onClick=${close}>×</button>`}
  </div>`;
}

/** Goes round light, dark, projector. */
function Look() {
  const next = THEMES[(THEMES.indexOf(theme.value) + 1) % THEMES.length];
  const label = `look: ${theme.value}, change to ${next}`;
  return html`<button type="button" class="look" onClick=${() => choose(next)} aria-label=${label}>
    <svg width="16" height="16" viewBox="0 0 16 16" aria-hidden="true" fill="none" stroke="currentColor"
      stroke-width="1.5">
      <circle cx="8" cy="8" r="6.5" /><path d="M8 1.5a6.5 6.5 0 0 1 0 13z" fill="currentColor" />
    </svg> ${theme.value}</button>`;
}
