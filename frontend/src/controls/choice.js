import { html, useId } from '/static/vendor/ui.js';
import { DIFFER } from '../paths.js';
import { spoken } from '../wording.js';
import { explains } from './explain.js';
import { Anew, NumberControl, Refusal } from './number.js';

/** @typedef {import('../generated/types.js').CatalogueEntry} Entry */

/**
 * One of a family with its parameters, all from the catalogue.
 * @param {{place: import('./place.js').Place, path: string, label: string, family: Entry[], restarts?: boolean,
 *   bare?: boolean, quiet?: boolean, group?: (entry: Entry) => string, unfit?: (entry: Entry) => string,
 *   anew?: (entry: Entry, parameter: string) => boolean, write?: (name: string) => void}} props
 *   bare: the spec holds the name alone. quiet: no formula and help. group: heading in the list. unfit: why an entry
 *   cannot be taken now. anew: which parameters start a lane anew. write: where a choice takes more than this one value
 */
export function Choice({ place, path, label, family, restarts, bare, quiet, group, unfit, anew, write }) {
  const id = useId();
  const held = place.read(path);
  const name = held === DIFFER ? nameOf(place, path) : bare ? held : held?.name;
  const entry = family.find((one) => one.name === name);
  const take = write ?? ((/** @type {string} */ next) => place.write(path, bare ? next : { name: next }));
  const explanation = entry
    ? { label: `${label}: ${titleOf(entry)}`, help: entry.help, range: '' }
    : { label, help: 'The picked lanes differ here; a choice is for all of them.', range: '' };
  return html`<div class="choice">
    <div class="field ${entry ? '' : 'differ'}" ...${explains(explanation)}>
      <label for=${id}>${label}${restarts && html` <${Anew} />`}</label>
      <select id=${id} name=${`${place.scope}.${path}`} value=${entry?.name ?? ''}
        onChange=${(/** @type {any} */ e) => take(e.target.value)}>
        ${!entry && html`<option value="" disabled>they differ</option>`}
        ${grouped(family, group).map(([heading, entries]) => {
          const options = entries.map((one) => {
            const why = unfit?.(one);
            const text = why ? `${titleOf(one)} (${why})` : titleOf(one);
            return html`<option value=${one.name} disabled=${Boolean(why)}>${text}</option>`;
          });
          return heading ? html`<optgroup label=${heading}>${options}</optgroup>` : options;
        })}
      </select>
      <${Refusal} id=${id} text=${place.refusal(path)} />
    </div>
    ${entry && !quiet && html`<p class="formula">${entry.formula}</p>`}
    ${entry?.parameters.filter(({ low, high }) => low < high).map((parameter) => html`<${NumberControl}
      key=${`${entry.name}.${parameter.name}`} place=${place} path=${`${path}.${parameter.name}`}
      parameter=${parameter} restarts=${anew?.(entry, parameter.name)} />`)}
  </div>`;
}

/** What a person calls it: data of one's own have a title. @param {Entry} entry @returns {string} */
export const titleOf = ({ name, title }) => title ?? spoken(name);

/** Lanes may have the same entry with other parameters. @param {import('./place.js').Place} place
 * @param {string} path */
function nameOf(place, path) {
  const name = place.read(`${path}.name`);
  return name === DIFFER ? undefined : name;
}

/** @param {Entry[]} family @param {((entry: Entry) => string) | undefined} group @returns {[string, Entry[]][]} */
function grouped(family, group) {
  if (!group) return [['', family]];
  /** @type {Map<string, Entry[]>} */
  const groups = new Map();
  for (const entry of family) groups.set(group(entry), [...(groups.get(group(entry)) ?? []), entry]);
  return [...groups];
}
