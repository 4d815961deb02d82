import { html } from '/static/vendor/ui.js';
import { axis, measure } from '../sight.js';
import { ALONGS } from './along.js';
import { along } from './curves.js';
import { Figure } from './figure.js';
import { MEASURES, measureOf } from './measures.js';

/** What the lanes make of the surface, update by update. @param {{link: import('../link.js').Link,
 *   store: import('../store.js').Store}} props */
export function Course({ link, store }) {
  const ground = store.ground.value;
  const state = store.state.value;
  const shown = measureOf(measure.value, ground);
  const log = axis.value === 'auto' ? null : axis.value === 'log';
  const options = {
    measure: shown.key, log, along: along.value, cursor: state && store.past.value ? state.update : null,
  };
  const legend = html`<label class="against"><select aria-label="what the chart shows" value=${shown.key}
      onChange=${(/** @type {any} */ e) => (measure.value = e.target.value)}>
      ${MEASURES.filter((one) => one.known(ground)).map(({ key, choice }) =>
        html`<option value=${key}>${choice}</option>`)}
    </select></label>
    <label class="against">against <select aria-label="x-axis of the chart" value=${along.value}
      onChange=${(/** @type {any} */ e) => (along.value = e.target.value)}>
      ${ALONGS.filter(({ key }) => key !== 'epochs').map(({ key, choice }) => html`<option
        value=${key}>${WORDS[key] ?? choice}</option>`)}
    </select></label>
    <span class="kind" role="group" aria-label="axis of the chart">${button('log', 'log')}${
      button('linear', 'linear')}</span>`;
  return html`<${Figure} link=${link} name="course" view="course" options=${options} title="Progress" legend=${legend}
    hair class="wide course" />`;
}

/** An epoch and an example mean nothing on a surface. */
const WORDS = /** @type {Record<string, string>} */ ({ examples: 'gradient evaluations' });

/** @param {string} label @param {string} value */
const button = (label, value) => html`<button type="button" aria-pressed=${axis.value === value}
  title=${axis.value === value ? 'Press again: as fits the surface' : ''}
  onClick=${() => (axis.value = axis.value === value ? 'auto' : value)}>${label}</button>`;
