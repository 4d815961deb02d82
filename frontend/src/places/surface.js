import { html, useEffect, useMemo, useRef } from '/static/vendor/ui.js';
import { Fairness } from '../controls/fairness.js';
import { Presets } from '../controls/presets.js';
import { SurfacePanel } from '../controls/surface_panel.js';
import { Timeline } from '../controls/timeline.js';
import { chooseWindow, closer } from '../sight.js';
import { SlowMotion } from '../slow_motion.js';
import { Closer } from '../views/closer.js';
import { Course } from '../views/course.js';
import { RaceMap } from '../views/race.js';
import { Troubles } from '../views/trouble.js';
import { Keys } from './keys.js';
import { Waiting } from './waiting.js';

/** @typedef {import('../page.js').Props} Props */

/** Optimizers that race on a function of two parameters. @param {Props & {controls: boolean}} props */
export function SurfacePlace({ store, link, controls }) {
  const name = store.surface.value?.surface.name ?? '';
  const before = useRef('');
  useEffect(() => { // of another surface all is shown; a link may have come with a part of this one
    if (before.current && name && name !== before.current) chooseWindow(null);
    if (name) before.current = name;
  }, [name]);
  return html`<div class="body" data-controls=${controls}>
      ${controls && html`<${SurfacePanel} store=${store} link=${link} />`}
      <main class="surface">
        <h2 class="hidden">What the lanes do</h2>
        <${Timeline} store=${store} />
        ${store.surface.value ? html`<${Race} store=${store} link=${link} />` : html`<${Waiting} store=${store} />`}
        <${Keys} />
      </main>
    </div>`;
}

/** @param {Props} props */
function Race({ store, link }) {
  const slow = useMemo(() => new SlowMotion(store), [store]);
  return html`<${Presets} store=${store} /><${Fairness} store=${store} />
    <div class="race-row">
      <${RaceMap} store=${store} link=${link} inside=${closer.value === 'inside' ? slow.picture.value : null} />
      <div class="race-side"><${Course} store=${store} link=${link} /><${Closer} ...${{ store, link, slow }} /></div>
    </div>
    <${Troubles} store=${store} />`;
}
