import { html, useEffect, useId, useRef, useState } from '/static/vendor/ui.js';
import { explains } from './explain.js';

/** @typedef {import('../store.js').Store} Store */

const KEY = 'session.expression';
const HELP = 'A function of x and y, drawn at each key.';

/**
 * A function that is typed, sent at each key: one at a time, and always the newest.
 * @param {{store: Store, place: import('./place.js').Place, longest: number}} props
 */
export function Expression({ store, place, longest }) {
  const id = useId();
  const held = store.surface.value?.expression ?? '';
  const [draft, setDraft] = useState(/** @type {string | null} */ (null));
  const sent = useRef('');
  const mine = useRef(/** @type {Set<string>} */ (new Set())); // what was sent from here
  const waits = store.edits.pending.value.has(KEY);
  const text = draft ?? held;
  useEffect(() => {
    if (draft === null || waits || draft === sent.current || !store.ready.value) return;
    sent.current = draft;
    mine.current.add(draft);
    place.change('expression', draft, () => ({ surface: { name: 'typed' }, expression: draft }));
  }, [draft, waits]);
  useEffect(() => { // another one came from elsewhere: a preset, an address, another page
    if (draft !== null && !mine.current.has(held)) setDraft(null);
  }, [held]);
  const refusal = place.refusal('expression');
  const mistake = store.mistake.value;
  const wrong = refusal && mistake && sent.current === text ? mistake.span : null;
  return html`<div class="expression" ...${explains({ label: 'f(x, y)', help: HELP, range: ALLOWED })}>
    <label for=${id}>f(x, y) =</label>
    <input id=${id} name=${KEY} class="text code" type="text" autocomplete="off" autocapitalize="off"
      spellcheck=${false} maxlength=${longest} value=${text} aria-invalid=${refusal ? 'true' : undefined}
      aria-describedby=${refusal ? `${id}-refusal` : undefined}
      onInput=${(/** @type {any} */ e) => setDraft(e.target.value)} />
    ${refusal && html`<div class="refusal" id=${`${id}-refusal`} role="alert">
      ${wrong && html`<p class="code marked">${text.slice(0, wrong[0])}<mark
        >${text.slice(wrong[0], wrong[1]) || '␣'}</mark>${text.slice(wrong[1])}</p>`}
      <p class="says-why">${refusal}</p></div>`}
    ${refusal && html`<p class="help">Still drawn: <span class="code">${held}</span></p>`}
  </div>`;
}

const ALLOWED = 'for example (1-x)^2 + 10*(y-x^2)^2 or sin(3*x) + y^2';
