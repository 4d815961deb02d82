import { html, useRef } from '/static/vendor/ui.js';
import { closer } from '../sight.js';
import { Inside } from './inside.js';
import { Memory } from './lens/memory.js';
import { MapView } from './map.js';
import { Relief } from './relief.js';

const VIEWS = [
  { name: 'inside', title: 'Inside an update' },
  { name: 'map', title: 'Maps' },
  { name: 'relief', title: '3-D' },
  { name: 'memory', title: 'Memory' },
];

/** What one looks at closer, one thing at a time; what is closed is not computed.
 * @param {{store: import('../store.js').Store, link: import('../link.js').Link,
 *   slow: import('../slow_motion.js').SlowMotion}} props */
export function Closer({ store, link, slow }) {
  const tabs = useRef(/** @type {HTMLElement | null} */ (null));
  const at = VIEWS.findIndex(({ name }) => name === closer.value);
  const onKeyDown = (/** @type {KeyboardEvent} */ e) => {
    const step = e.key === 'ArrowRight' ? 1 : e.key === 'ArrowLeft' ? -1 : 0;
    if (!step) return;
    e.preventDefault();
    e.stopPropagation(); // an arrow means another tab here, and not one update
    const next = (Math.max(0, at) + step + VIEWS.length) % VIEWS.length;
    closer.value = VIEWS[next].name;
    /** @type {HTMLElement | undefined} */ (tabs.current?.querySelectorAll('[role=tab]')[next])?.focus();
  };
  return html`<section class="card closer" aria-label="Look closer">
    <div class="tabs" role="tablist" aria-label="Look closer" ref=${tabs} onKeyDown=${onKeyDown}>
      ${VIEWS.map(({ name, title }, i) => html`<button type="button" role="tab" id=${`closer-${name}`}
        aria-selected=${i === at} aria-controls=${i === at ? 'closer-view' : undefined}
        tabindex=${i === Math.max(0, at) ? 0 : -1}
        onClick=${() => (closer.value = i === at ? '' : name)}>${title}</button>`)}
    </div>
    ${at >= 0 && html`<div role="tabpanel" id="closer-view" aria-labelledby=${`closer-${VIEWS[at].name}`}>
      ${closer.value === 'inside' && html`<${Inside} slow=${slow} />`}
      ${closer.value === 'map' && html`<${MapView} store=${store} link=${link} />`}
      ${closer.value === 'memory' && html`<${Memory} store=${store} />`}
      ${closer.value === 'relief' && html`<${Relief} store=${store} link=${link} />`}
    </div>`}
  </section>`;
}
