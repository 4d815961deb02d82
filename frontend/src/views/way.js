import { html, useState } from '/static/vendor/ui.js';
import { Figure } from './figure.js';
import { useOutline } from './stack.js';
import { Strongest } from './strongest.js';

/** @typedef {import('./strongest.js').Place} Place */

/** One picture on its way through a network: what each layer makes of it, and what the network takes it for.
 * @param {{store: import('../store.js').Store, link: import('../link.js').Link,
 *   lane: import('./drawing.js').Lane}} props */
export function Way({ store, link, lane }) {
  const [asked, setAsked] = useState(/** @type {Place | null} */ (null));
  const outline = useOutline(store, lane, true);
  const steps = outline?.layers.map(({ title, shape }) => ({ title, shape })) ?? [];
  const place = asked && steps[asked.layer] ? asked : null; // another network may have fewer layers
  const press = (/** @type {import('./drawing.js').Pick | null} */ pick) => pick?.way && setAsked(pick.way);
  return html`<${Figure} key=${steps.length} link=${link} name="way" view="way" lane=${lane.id} class="way"
      title="A picture’s way through" options=${{ steps, asked: place }} onPress=${press}
      legend=${html`<span class="quiet">under each layer what its colours mean; click a map: what does it look for?
        </span>`} />
    <${Strongest} ...${{ store, lane, steps }} asked=${place} ask=${setAsked} />`;
}
