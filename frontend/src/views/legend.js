import { html } from '/static/vendor/ui.js';
import { DASHES } from './drawing.js';

const WIDTH = 2.2;

/** A lane's line as the charts draw it: colour and dash. @param {{slot: number}} props */
export function Swatch({ slot }) {
  const dash = DASHES[slot].map((part) => part * WIDTH).join(' ');
  return html`<svg class="swatch" width="38" height="10" viewBox="0 0 38 10" aria-hidden="true">
    <path d="M1 5H37" style=${`stroke: var(--casing-${slot + 1}); stroke-width: ${WIDTH + 1.5}`} />
    <path d="M1 5H37" style=${`stroke: var(--lane-${slot + 1}); stroke-width: ${WIDTH}`} stroke-dasharray=${dash} />
  </svg>`;
}

/** @param {{lanes: import('./drawing.js').Lane[]}} props */
export function LaneLegend({ lanes }) {
  return html`<ul class="legend" aria-label="Lanes">
    ${lanes.map(({ id, name, slot }) => html`<li key=${id}><${Swatch} slot=${slot} /> ${name}</li>`)}
  </ul>`;
}

/** The marks of evaluated curves, as loss.draw.js paints them. @param {{part: string}} props */
export function Mark({ part }) {
  const shape = {
    batch: html`<rect x="0" y="3" width="12" height="6" opacity=".35" /><path d="M0 6H12" />`,
    train: html`<path d="M2 2L10 10M10 2L2 10" />`,
    validation: html`<circle cx="6" cy="6" r="4" />`,
    test: html`<rect class="hollow" x="2" y="2" width="8" height="8" />`,
  }[part];
  return html`<svg class="mark" width="12" height="12" viewBox="0 0 12 12" aria-hidden="true">${shape}</svg>`;
}
