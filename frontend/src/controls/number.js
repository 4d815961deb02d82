import { html, useEffect, useId, useRef, useState } from '/static/vendor/ui.js';
import { ladder, nearestStep } from '../ladder.js';
import { DIFFER } from '../paths.js';
import { exact, shortNumber, spoken, typed } from '../wording.js';
import { explains } from './explain.js';

/** @typedef {import('../generated/types.js').CatalogueParameter & {optional?: boolean}} Parameter */

/**
 * A number: a slider over the few values worth trying, and a field for any other.
 * @param {{place: import('./place.js').Place, path: string, parameter: Parameter, label?: string, restarts?: boolean,
 *   write?: (value: number) => void}} props `write` where a change takes more than this one value
 */
export function NumberControl({ place, path, parameter, label = spoken(parameter.name), restarts = false, write }) {
  const id = useId();
  const held = place.read(path);
  const value = held === DIFFER ? null : held;
  const [wrong, setWrong] = useState('');
  const refusal = wrong || place.refusal(path);
  const name = `${place.scope}.${path}`;
  /** @param {any} next */
  const put = (next) => {
    setWrong('');
    if (write) write(next);
    else place.write(path, next);
  };
  if (parameter.integer && parameter.low === 0 && parameter.high === 1)
    return html`<${Switch} ...${{ id, name, label, parameter, value, differ: held === DIFFER, put, refusal }} />`;
  const steps = ladder(parameter);
  const unit = parameter.unit ? ` ${parameter.unit}` : '';
  const range = `${shortNumber(parameter.low)} to ${shortNumber(parameter.high)}${unit}`;
  const at = value === null ? Math.floor(steps.length / 2) : nearestStep(steps, value);
  const explanation = { label, help: parameter.help, range };
  return html`<div class="field ${held === DIFFER ? 'differ' : ''}" ...${explains(explanation)}>
    <label for=${id} title=${parameter.help}>${label}${restarts && html` <${Anew} />`}</label>
    <input type="range" name=${`${name}.usual`} min="0" max=${steps.length - 1} value=${at}
      aria-label=${`${label}, usual values`} aria-valuetext=${value === null ? 'the lanes differ' : exact(value)}
      onInput=${(/** @type {any} */ e) => put(steps[Number(e.target.value)])} />
    <${Typed} ...${{ id, name, parameter, value, differ: held === DIFFER, range, put, setWrong, refusal }} />
    <${Refusal} id=${id} text=${refusal} />
  </div>`;
}

/** Free input: applied on Enter or on leaving the field, Escape takes it back; what is no number says so.
 * @param {{id: string, name: string, parameter: Parameter, value: number | null, differ: boolean, range: string,
 *   put: (value: any) => void, setWrong: (text: string) => void, refusal: string}} props */
export function Typed({ id, name, parameter, value, differ, range, put, setWrong, refusal }) {
  const [draft, setDraft] = useState(/** @type {string | null} */ (null));
  const apply = () => {
    if (draft === null) return;
    setDraft(null);
    const empty = draft.trim() === '' && parameter.optional;
    const next = empty ? null : typed(draft);
    if (next !== null && Number.isNaN(next)) return setWrong(`this is not a number: “${draft}”. Allowed: ${range}.`);
    if (next !== value || differ) put(next);
    else setWrong('');
  };
  /** @param {KeyboardEvent} e */
  const onKeyDown = (e) => {
    if (e.key === 'Enter') apply();
    if (e.key === 'Escape') setDraft(null);
  };
  const shown = draft ?? (value === null || value === undefined ? '' : exact(value));
  return html`<input id=${id} name=${name} class="number" type="text" inputmode="decimal" autocomplete="off"
      value=${shown}
      placeholder=${differ ? 'differ' : parameter.optional ? 'as all' : ''} title=${range}
      aria-invalid=${refusal ? 'true' : undefined} aria-describedby=${refusal ? `${id}-refusal` : undefined}
      onInput=${(/** @type {any} */ e) => setDraft(e.target.value)} onBlur=${apply} onKeyDown=${onKeyDown} />`;
}

/** @param {{id: string, name: string, label: string, parameter: Parameter, value: number | null, differ: boolean,
 *   put: (value: number) => void, refusal: string}} props */
function Switch({ id, name, label, parameter, value, differ, put, refusal }) {
  return html`<div class="field" ...${explains({ label, help: parameter.help, range: '' })}>
    <label for=${id}>${label}</label>
    <input id=${id} name=${name} type="checkbox" checked=${value === 1} indeterminate=${differ}
      onChange=${(/** @type {any} */ e) => put(e.target.checked ? 1 : 0)} />
    <${Refusal} id=${id} text=${refusal} />
  </div>`;
}

/** Said before a change, not after it. */
export function Anew() {
  return html`<span class="anew" title="A change starts the lane anew from the same seed">starts anew</span>`;
}

/** @param {{id: string, text: string}} props */
export function Refusal({ id, text }) {
  const line = useRef(/** @type {HTMLElement | null} */ (null));
  useEffect(() => line.current?.scrollIntoView({ block: 'nearest' }), [text]);
  return text ? html`<p class="refusal" ref=${line} id=${`${id}-refusal`} role="alert">${text}</p>` : null;
}
