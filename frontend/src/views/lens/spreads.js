import { html, useMemo, useRef } from '/static/vendor/ui.js';
import { drawingTheme, theme } from '../../theme.js';
import { measured } from '../../wording.js';
import { logScale, tickTexts } from '../axis.js';
import { useSize } from '../size.js';

/** @typedef {import('../../generated/types.js').RememberedSpread} Spread */

/** Of a spread: smallest, tenth, median, ninetieth, largest. */
export const LEVELS = 5;

/**
 * How large the numbers of each layer are: a row of bars a layer, on one logarithmic axis that does not move.
 * @param {{names: string[], spreads: Spread[], powers: [number, number], cells: number, slot: number,
 *   label: string}} props
 *   powers: of ten, at the ends of the axis. cells: in each of them
 */
export function Spreads({ names, spreads, powers: [lowest, highest], cells, slot, label }) {
  const frame = useRef(/** @type {HTMLElement | null} */ (null));
  const { width } = useSize(() => frame.current);
  const look = theme.value;
  const { fontSize } = useMemo(drawingTheme, [look]);
  const row = fontSize * 2.4;
  const [left, right, bottom] = [fontSize * 5.2, Math.max(width - 10, 90), names.length * row + fontSize * 0.4];
  const scale = logScale(10 ** lowest, 10 ** highest, left, right, Math.max(3, (right - left) / (fontSize * 3.2)));
  const texts = tickTexts(scale.ticks);
  const cell = (right - left) / ((highest - lowest) * cells);
  const told = spreads.map(({ levels: [low, , middle, , high] }, i) => (
    `${names[i]} from ${measured(low)} to ${measured(high)}, median ${measured(middle)}`));
  const says = `${label}, layer by layer, on a logarithmic axis: ${told.join('; ')}.`;
  return html`<div class="lens-frame spreads" ref=${frame} style=${`height:${bottom + fontSize * 1.8}px`}>
    ${width > 0 && html`<svg role="img" aria-label=${says} width=${width} height=${bottom + fontSize * 1.8}>
      <g class="grid">${scale.ticks.map((tick) => html`<path d=${`M${scale.at(tick)} 0V${bottom}`} />`)}</g>
      ${spreads.map(({ counts, levels }, i) => {
        const [base, most] = [(i + 1) * row, Math.max(1, ...counts)];
        const middle = levels[2] === null ? null : scale.at(Math.min(levels[2], 10 ** highest));
        return html`<g data-layer=${names[i]}>
          <text class="label" x="2" y=${base - fontSize * 0.3}>${names[i]}</text>
          ${counts.map((one, k) => one > 0 && html`<rect x=${left + k * cell} width=${Math.max(1, cell - 0.5)}
            y=${base - (one / most) * row * 0.85} height=${(one / most) * row * 0.85}
            style=${`fill: var(--lane-${slot + 1}); stroke: var(--casing-${slot + 1}); stroke-width: .6`} />`)}
          <path class="axis" d=${`M${left} ${base}H${right}`} />
          ${middle !== null && html`<path class="middle" data-median=${levels[2]}
            d=${`M${middle} ${base + 2}V${base - row * 0.9}`} />`}
        </g>`;
      })}
      <g class="ticks x">${scale.ticks.map((tick, i) => html`<text x=${scale.at(tick)} y=${bottom + fontSize * 1.1}
        text-anchor="middle">${texts[i]}</text>`)}</g>
    </svg>`}
  </div>`;
}
