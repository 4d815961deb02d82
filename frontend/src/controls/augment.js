import { html, useId } from '/static/vendor/ui.js';
import { DIFFER } from '../paths.js';
import { titleOf } from './choice.js';
import { explains } from './explain.js';
import { NumberControl, Refusal } from './number.js';

/** @typedef {import('./place.js').Place<import('../generated/types.js').LaneSpec>} Place */
/** @typedef {import('../generated/types.js').CatalogueEntry} Entry */

/** What is done to pictures before the network sees them, each to be switched on by itself.
 * @param {{place: Place, family: Entry[], data: Entry}} props data: the set that is learned from */
export function Augmentations({ place, family, data }) {
  return html`<fieldset class="augmentations"><legend>Augmentation</legend>
    <p class="help">In training only, anew in every update.</p>
    ${family.map((entry) => html`<${Augmentation} key=${entry.name} place=${place} entry=${entry}
      why=${unfit(entry, data)} />`)}
  </fieldset>`;
}

/** @param {{place: Place, entry: Entry, why: string}} props why: it cannot be had with these data */
function Augmentation({ place, entry, why }) {
  const id = useId();
  const path = `augment.${entry.name}`;
  const held = place.read(path);
  const differ = held === DIFFER;
  const on = !differ && Boolean(held);
  const numbers = entry.parameters.filter(({ name }) => place.read(`${path}.${name}`) !== undefined);
  return html`<div class="augmentation">
    <div class="field ${differ ? 'differ' : ''}"
      ...${explains({ label: titleOf(entry), help: entry.help, range: why })}>
      <label for=${id}>${titleOf(entry)}${why && html` <span class="quiet">(${why})</span>`}</label>
      <input id=${id} name=${`${place.scope}.${path}`} type="checkbox" checked=${on} indeterminate=${differ}
        disabled=${Boolean(why) && !held}
        onChange=${(/** @type {any} */ e) => place.write(path, e.target.checked ? {} : null)} />
      <${Refusal} id=${id} text=${place.refusal(path)} />
    </div>
    ${(on || differ) && html`<p class="formula">${entry.formula}</p>
      ${numbers.map((parameter) => html`<${NumberControl} key=${parameter.name} place=${place}
        path=${`${path}.${parameter.name}`} parameter=${parameter} />`)}`}
  </div>`;
}

/** Why these data cannot have it; '' where they can. @param {Entry} entry @param {Entry} data @returns {string} */
export function unfit({ maps, flips }, { image, flips: allowed }) {
  if (!image) return 'for pictures';
  if (maps.length && !maps.includes(image[0])) return 'for pictures in colour';
  return flips && !allowed.includes(flips) ? 'the label would change' : '';
}
