import { html, useState } from '/static/vendor/ui.js';

/** A whole number that is typed; what is being typed stays while the page goes on, and counts on Enter or on leaving.
 * @param {{label: string, name?: string, low: number, high: number, value: number,
 *   put: (value: number) => void}} props */
export function Whole({ label, name, low, high, value, put }) {
  const [draft, setDraft] = useState(/** @type {string | null} */ (null));
  const apply = (/** @type {any} */ { target }) => {
    setDraft(null);
    const typed = Math.round(Number(target.value));
    if (target.value !== '' && Number.isFinite(typed)) put(typed);
  };
  return html`<input class="number" type="number" aria-label=${label} name=${name} min=${low} max=${high} step="1"
    value=${draft ?? value} onInput=${(/** @type {any} */ e) => setDraft(e.target.value)} onChange=${apply} />`;
}
