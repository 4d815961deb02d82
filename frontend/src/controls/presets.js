import { html, useState } from '/static/vendor/ui.js';
import { unfocused } from '../keyboard.js';
import { chooseWindow } from '../sight.js';

/** Races that make a point in one click; what to look at is said, for as long as it is this surface.
 * @param {{store: import('../store.js').Store}} props */
export function Presets({ store }) {
  const [chosen, setChosen] = useState('');
  const presets = store.catalogue.value?.presets ?? [];
  const preset = presets.find(({ name }) => name === chosen);
  const loaded = /** @type {{surface?: {name: string}} | undefined} */ (preset?.spec)?.surface?.name;
  const here = loaded !== undefined && loaded === store.surface.value?.surface.name;
  const take = (/** @type {import('../generated/types.js').Preset} */ { name, spec }) => {
    chooseWindow(null);
    store.load(spec);
    setChosen(name);
  };
  return html`<section class="presets" aria-label="Ready-made races">
    <div class="preset-row"><span class="quiet" aria-hidden="true">Races</span>
      ${presets.map((one) => html`<button type="button" key=${one.name} aria-pressed=${here && one === preset}
        onMouseDown=${unfocused} onClick=${() => take(one)} title=${one.says}>${one.title}</button>`)}</div>
    ${here && html`<p role="status" class="says">${preset?.says}</p>`}
  </section>`;
}
