import { html, useState } from '/static/vendor/ui.js';
import { Figure, shown } from './figure.js';

/** From the arrow keys to the next mistake. @type {Record<string, number>} */
const STEPS = { ArrowLeft: -1, ArrowUp: -1, ArrowRight: 1, ArrowDown: 1 };

/** The pictures that a lane takes for another class. `take` hears which row of their part is pressed: it goes through.
 * @param {{link: import('../link.js').Link, lane: number, part: string, take?: (row: number) => void}} props */
export function Mistakes({ link, lane, part, take }) {
  const [marked, setMarked] = useState(/** @type {number | null} */ (null));
  const [told, setTold] = useState('');
  const drawn = async () => (await link.inspect(shown.get(`misclassified:${lane}`) ?? ''))
    ?? { rows: [], places: [], visible: 0 };
  const mark = async (/** @type {number} */ at) => {
    const { rows, visible } = await drawn();
    const next = Math.max(0, Math.min(visible - 1, at));
    const [truth, answer] = rows[next] ?? [];
    setMarked(next);
    setTold(visible ? `${truth}, taken for ${answer}` : 'none');
  };
  const onKeyDown = (/** @type {KeyboardEvent} */ e) => {
    const step = STEPS[e.key];
    if (!step || e.ctrlKey || e.altKey || e.metaKey) return;
    e.preventDefault();
    e.stopPropagation(); // here the arrow means the next mistake, not the next update
    mark((marked ?? 0) + step);
  };
  const enter = async () => {
    const { places } = await drawn();
    const row = places[marked ?? 0];
    if (row !== undefined) take?.(row);
  };
  return html`<${Figure} link=${link} name="misclassified" view="misclassified" lane=${lane} title="Mistakes"
      class=${take ? 'mistakes' : ''} options=${{ marked }}
      onPress=${take && ((/** @type {import('./drawing.js').Pick | null} */ pick) =>
        pick?.row !== undefined && take(pick.row))}
      legend=${html`<span class="quiet">truth → answer, the surest first; ${part} part${
        take && '; click one: it goes through'}</span>`}>
    ${take && html`<button type="button" class="cursor" data-over onKeyDown=${onKeyDown} onClick=${enter}
      onFocus=${(/** @type {any} */ e) => e.target.matches(':focus-visible') && mark(marked ?? 0)}
      onBlur=${() => setMarked(null)}
      aria-label=${`Mistakes: ${told}; arrows lead to others, Enter sends it through`}></button>`}
  <//>`;
}
