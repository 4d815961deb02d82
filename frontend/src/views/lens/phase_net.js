import { html } from '/static/vendor/ui.js';
import { measured } from '../../wording.js';
import { brief } from '../network.words.js';
import { linksOf, widthsOf } from './four.js';

/** @typedef {import('../../generated/types.js').Phased} Phased */
/** @typedef {import('./four.js').Phase} Phase */

const [WIDE, HIGH] = [340, 220]; // in units of the picture
const MOST = 10; // units of a layer that have room for a number
const WIDEST = 5;

/** What a phase means for the links. */
const LINKS = { sample: 'weights', forward: 'weights', backprop: 'gradient', update: 'what the update adds' };

/** The numbers of a phase on the network: what each unit hands on for the first example of the batch, and on the links
 * the weights, their gradient, or what the update adds. @param {{phased: Phased, phase: Phase['name']}} props */
export function PhaseNet({ phased, phase }) {
  const widths = widthsOf(phased);
  if (!widths || Math.max(...widths) > MOST * 2) return html`<${PerLayer} phased=${phased} phase=${phase} />`;
  const tallest = Math.max(...widths);
  const half = Math.min(24, WIDE / widths.length / 3.2); // of a unit's width
  const high = Math.min(22, ((HIGH - 8) / tallest) * 0.8);
  const x = (/** @type {number} */ layer) => half + 2 + (layer * (WIDE - 2 * half - 4)) / (widths.length - 1);
  const y = (/** @type {number} */ layer, /** @type {number} */ unit) =>
    HIGH / 2 + (unit - (widths[layer] - 1) / 2) * (HIGH - 10) / tallest;
  const values = [phased.inputs, ...phased.layers.map(({ activations }) => activations)];
  const links = linksOf(phased, phase);
  const numbers = phase === 'forward' || phase === 'sample';
  const known = (/** @type {number} */ layer) => layer === 0 || phase !== 'sample';
  const inUnits = numbers ? '; in the units: the first example of the batch' : '';
  const says = `Network ${widths.join('-')}; links: ${LINKS[phase]}${inUnits}.`;
  return html`<div class="phase-net"><svg viewBox=${`0 0 ${WIDE} ${HIGH}`} role="img" aria-label=${says}
      data-phase=${phase}>
      ${links.map((layer, k) => {
        const largest = Math.max(...layer.map(Math.abs)) || 1;
        return layer.map((value, i) => {
          const inputs = widths[k] + 1;
          const [unit, input] = [Math.floor(i / inputs), i % inputs];
          if (input === widths[k] || !value) return null;
          const [x0, y0, x1, y1] = [x(k) + half, y(k, input), x(k + 1) - half, y(k + 1, unit)];
          const middle = (x0 + x1) / 2;
          return html`<path data-layer=${k} d=${`M${x0} ${y0}C${middle} ${y0} ${middle} ${y1} ${x1} ${y1}`} fill="none"
            style=${`stroke: var(${value > 0 ? '--plus' : '--minus'}); `
              + `stroke-width: ${0.4 + WIDEST * Math.abs(value) / largest}`}
            opacity=${0.35 + 0.6 * Math.abs(value) / largest} />`;
        });
      })}
      ${values.map((layer, k) => layer.map((value, unit) => html`<rect x=${x(k) - half} y=${y(k, unit) - high / 2}
          width=${2 * half} height=${high} rx="4" />
        ${known(k) && tallest <= MOST && html`<text x=${x(k)} y=${y(k, unit)}
          style=${`font-size:${Math.min(12, high * 0.68, half * 0.52)}px`}
          data-unit=${`${k}.${unit}`}>${brief(value)}</text>`}`))}
    </svg><p class="help">Links: ${LINKS[phase]}, against the largest of the layer; <span class="weights-key"><i
      class="minus"></i> below 0 <i class="plus"></i> above</span>. In the units: what they give for the first example
      of the batch.</p><${PerLayer} phased=${phased} phase=${phase} /></div>`;
}

/** A row a layer: all that is known of a network too large to be drawn. @param {{phased: Phased,
 * phase: Phase['name']}} props */
function PerLayer({ phased: { layers }, phase }) {
  const back = phase === 'backprop' || phase === 'update';
  if (!back) return null;
  const update = phase === 'update';
  return html`<div class="scroll" tabindex="0" role="region" aria-label="Layer by layer"><table class="lens-table">
    <thead><tr><th scope="col">layer</th><th scope="col">norm of the gradient</th>${
      update && html`<th scope="col">moved by</th>`}</tr></thead>
    <tbody>${layers.map(({ gradient_norm: norm, moved }, i) => html`<tr>
      <th scope="row">${i === layers.length - 1 ? 'output' : i + 1}</th>
      <td>${measured(norm)}</td>${update && html`<td>${measured(moved)}</td>`}</tr>`)}</tbody></table></div>`;
}
