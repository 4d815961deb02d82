import { html, useState } from '/static/vendor/ui.js';
import { unfocused } from '../keyboard.js';
import { chooseWindow } from '../sight.js';

/** Races that make a point in one click; what to look at is said. @param {{store: import('../store.js').Store}} props */
export function Presets({ store }) {
  const [chosen, setChosen] = useState('');
  const presets = store.catalogue.value?.presets ?? [];
  const says = presets.find(({ name }) => name === chosen)?.says;
  const take = (/** @type {import('../generated/types.js').Preset} */ { name, spec }) => {
    chooseWindow(null);
    store.load(spec);
    setChosen(name);
  };
  return html`<section class="presets" aria-label="Ready-made races">
    <span class="quiet" aria-hidden="true">Races</span>
    ${presets.map((preset) => html`<button type="button" key=${preset.name} aria-pressed=${preset.name === chosen}
      onMouseDown=${unfocused} onClick=${() => take(preset)} title=${preset.says}>${preset.title}</button>`)}
    ${says && html`<p role="status" class="says">${says}</p>`}
  </section>`;
}
