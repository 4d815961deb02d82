import { html } from '/static/vendor/ui.js';
import { unfocused } from '../keyboard.js';
import { place } from '../places.js';
import { count, shortNumber } from '../wording.js';

/** @typedef {import('../store.js').Store} Store */

const ICONS = {
  play: html`<path d="M7 4.5v15l12.5-7.5z" />`,
  pause: html`<path d="M6 4.5h4.5v15H6zM13.5 4.5H18v15h-4.5z" />`,
  update: html`<path d="M5 5v14l9-7zM15.5 5H18v14h-2.5z" />`,
  epoch: html`<path d="M3 5v14l7.5-7zM10.5 5v14l7.5-7zM18.5 5H21v14h-2.5z" />`,
  reset: html`<path d="M12 5a7 7 0 1 1-6.7 5H8L4.2 5.6.5 10h2.2A9.4 9.4 0 1 0 12 2.6z" transform="translate(1.2 0)" />`,
};

/** What the session is, or will be as far as the place tells. @param {Store} store */
const kindOf = (store) =>
  (store.surface.value || (!store.spec.value && place.value === 'surface') ? 'surface' : 'network');

/** @param {{name: keyof typeof ICONS}} props */
const Icon = ({ name }) => html`<svg width="20" height="20" viewBox="0 0 24 24" aria-hidden="true"
  fill="currentColor">${ICONS[name]}</svg>`;

/** One transport for all lanes. @param {{store: Store}} props */
export function Transport({ store }) {
  const playing = store.playing.value;
  const off = !store.ready.value;
  /** @param {keyof typeof ICONS} icon @param {string} label @param {string} keys @param {() => void} act
   * @param {string} [kind] */
  const button = (icon, label, keys, act, kind = '') => html`<button type="button" class=${kind} disabled=${off}
    onMouseDown=${unfocused} onClick=${act} title=${`${label} (${keys})`} aria-keyshortcuts=${keys}>
    <${Icon} name=${icon} /> <span>${label}</span></button>`;
  return html`<div class="transport" role="group" aria-label="Transport">
    ${button(playing ? 'pause' : 'play', playing ? 'Pause' : 'Play', 'Space',
      () => store.transport.toggle(), 'primary')}
    ${button('update', 'One update', 'ArrowRight', () => store.transport.step('update'))}
    ${kindOf(store) === 'network'
      && button('epoch', 'One epoch', 'Shift+ArrowRight', () => store.transport.step('epoch'))}
    ${button('reset', 'Reset', 'R', () => store.transport.reset())}
    <${Speed} store=${store} />
  </div>`;
}

/** @param {{store: Store}} props */
function Speed({ store }) {
  const speed = store.state.value?.speed ?? null;
  const field = store.catalogue.value?.fields.find((one) => one.scope === 'clock');
  const usual = [...(field?.choices ?? []), ...(speed === null ? [] : [speed])];
  const choices = [...new Set(usual)].sort((a, b) => a - b);
  return html`<select class="speed" aria-label="speed" title="Updates a second" disabled=${!store.ready.value}
      value=${speed === null ? '' : String(speed)}
      onChange=${(/** @type {any} */ e) =>
        store.transport.speed(e.target.value === '' ? null : Number(e.target.value))}>
      ${choices.map((choice) => html`<option value=${String(choice)}>${shortNumber(choice)} a second</option>`)}
      <option value="">at full speed</option>
    </select>`;
}

/** How far the session is, and how fast it goes: measured. @param {{store: Store}} props */
export function Counters({ store }) {
  const { update, rate } = store.live.value;
  const epoch = store.state.value?.epoch ?? 0;
  const pace = !store.playing.value ? '0' : rate >= 100 ? count(rate) : rate.toFixed(1);
  return html`<dl class="counters">
    <div><dt>update</dt><dd data-number="update">${count(update)}</dd></div>
    ${kindOf(store) === 'network' && html`<div><dt>epoch</dt><dd data-number="epoch">${count(epoch)}</dd></div>`}
    <div><dt>updates/s</dt><dd data-number="rate">${pace}</dd></div>
  </dl>`;
}
