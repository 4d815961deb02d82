import { html, useMemo, useRef, useState } from '/static/vendor/ui.js';
import { drawingTheme, theme } from '../../theme.js';
import { alongAxis, measured } from '../../wording.js';
import { tickTexts } from '../axis.js';
import { DASHES } from '../drawing.js';
import { Swatch } from '../legend.js';
import { useSize } from '../size.js';
import { Values } from '../values.js';
import { bandOf, nearestTo, pathOf, rangeOf, scaleOf, shown, tableOf } from './plot.js';

/** @typedef {import('./plot.js').Line} Line */
/** @typedef {import('./plot.js').Axis} Axis */

const FEW = 24; // points of a line that are marked one by one
const DASHED = 4.6; // letters' heights that a column of ticks takes

/**
 * Lines over numbers, with the spread around them; what changes at most a few times a second, so it is drawn in the
 * document. `says`: the picture in a sentence.
 * @param {{name: string, lines: Line[], x: Axis, y: Axis, says: string, height?: number, legend?: boolean,
 *   children?: any, over?: (scales: {x: import('../axis.js').Scale, y: import('../axis.js').Scale}) => any}} props
 *   over: what else is drawn, within the same scales
 */
export function Chart({ name, lines, x: across, y: up, says, height = 190, legend = true, children, over }) {
  const frame = useRef(/** @type {HTMLElement | null} */ (null));
  const { width } = useSize(() => frame.current);
  const [pointer, setPointer] = useState(/** @type {number | null} */ (null));
  const look = theme.value;
  const { fontSize, stroke } = useMemo(drawingTheme, [look]);

  const box = {
    left: Math.round(fontSize * DASHED), right: Math.max(width - Math.max(10, fontSize), 60),
    top: Math.round(fontSize * 1.7), bottom: height - Math.round(fontSize * 2.9),
  };
  const columns = Math.max(2, (box.right - box.left) / (fontSize * 5));
  const rows = Math.max(2, (box.bottom - box.top) / (fontSize * 2.2));
  const x = scaleOf(rangeOf(lines.map((line) => line.x), { low: undefined, ...edge(across, lines) }), across,
    box.left, box.right, columns);
  const y = scaleOf(rangeOf(lines.flatMap((line) => [line.y, line.low ?? [], line.high ?? []]), up), up,
    box.bottom, box.top, rows);
  const xTexts = across.log ? tickTexts(x.ticks) : x.ticks.map(along);
  const yTexts = tickTexts(y.ticks).map((text) => text.replace('-', '−'));
  const longest = lines.reduce((most, line) => (line.x.length > most.length ? line.x : most),
    /** @type {readonly number[]} */ ([]));
  const at = pointer === null ? -1 : nearestTo(longest, x, pointer);
  const clip = `clip-${name}`;
  const marked = lines.every((line) => line.x.length <= FEW);
  return html`<div class="lens-chart">
    ${legend && html`<${Legend} lines=${lines} />`}
    <div class="lens-frame" ref=${frame} style=${`height:${height}px`}
      onPointerMove=${(/** @type {PointerEvent} */ e) =>
        setPointer(e.clientX - (frame.current?.getBoundingClientRect().left ?? 0))}
      onPointerLeave=${() => setPointer(null)}>
      ${width > 0 && html`<svg role="img" aria-label=${says} data-chart=${name} width=${width} height=${height}>
        <clipPath id=${clip}><rect x=${box.left - 5} y=${box.top - 4} width=${box.right - box.left + 10}
          height=${box.bottom - box.top + 8} /></clipPath>
        <g class="grid">${y.ticks.map((tick) =>
          html`<path d=${`M${box.left} ${crisp(y.at(tick))}H${box.right}`} />`)}</g>
        <path class="axis" d=${`M${box.left} ${crisp(box.bottom)}H${box.right}`} />
        <g class="ticks x">${x.ticks.map((tick, i) => html`<text x=${x.at(tick)} y=${box.bottom + fontSize * 1.2}
          text-anchor=${x.at(tick) > box.right - fontSize ? 'end' : 'middle'}>${xTexts[i]}</text>`)}</g>
        <g class="ticks y">${y.ticks.map((tick, i) => html`<text x=${box.left - 6} y=${y.at(tick)}
          text-anchor="end" dominant-baseline="middle">${yTexts[i]}</text>`)}</g>
        <text class="label" x=${box.right} y=${height - fontSize * 0.45} text-anchor="end">${across.label}</text>
        <text class="label" x="2" y=${fontSize}>${up.label}</text>
        <g clip-path=${`url(#${clip})`}>
          ${lines.map((line) => line.low && line.high && html`<path class="band" data-band=${line.name}
            style=${fillOf(line)} d=${bandOf(line.x, line.low, line.high, x, y, up.log)} />`)}
          ${lines.map((line) => html`<${Stroke} ...${{ line, stroke }} d=${pathOf(line.x, line.y, x, y, up.log)} />`)}
          ${marked && lines.map((line) => line.x.map((value, i) => shown(line.y[i], up.log ?? false)
            && html`<circle class="dot" style=${fillOf(line)} cx=${x.at(value)} cy=${y.at(Number(line.y[i]))}
              r=${stroke * 1.4} />`))}
          ${over?.({ x, y })}
        </g>
        ${at >= 0 && html`<path class="hair-line" d=${`M${x.at(longest[at])} ${box.top}V${box.bottom}`} />`}
      </svg>`}
      ${children}
      ${at >= 0 && html`<${Hint} ...${{ lines, across, width }} value=${longest[at]} x=${x.at(longest[at])} />`}
    </div>
    <${Values} of=${name} inspect=${() => Promise.resolve(tableOf(lines, across, up))} />
  </div>`;
}

/** A place along the axis: as many digits as it needs. @param {number} tick */
const along = (tick) =>
  (Number.isInteger(tick) ? alongAxis(tick) : String(Number(tick.toPrecision(4)))).replace('-', '−');

/** Along x the lines reach to the edge. @param {Axis} axis @param {Line[]} lines */
function edge(axis, lines) {
  if (axis.log || axis.low !== undefined) return axis;
  const values = lines.flatMap((line) => line.x);
  const [low, high] = [Math.min(...values), Math.max(...values)];
  return low < high ? { ...axis, low, high } : axis;
}

/** On whole pixels, so that hairlines stay crisp. @param {number} pixel */
const crisp = (pixel) => Math.round(pixel) + 0.5;

/** @param {Line} line */
const fillOf = ({ slot }) => `fill: var(${slot === undefined ? '--ink' : `--lane-${slot + 1}`})`;

/** @param {{line: Line, d: string, stroke: number}} props */
function Stroke({ line, d, stroke }) {
  const { slot, dash, weight, name } = line;
  const width = weight === 'thin' ? stroke * 0.5 : weight === 'bold' ? stroke * 1.6 : stroke;
  const dashes = slot === undefined ? dash : DASHES[slot].map((part) => part * width).join(' ');
  const colour = slot === undefined ? '--ink' : `--lane-${slot + 1}`;
  return html`${slot !== undefined && html`<path class="casing" d=${d}
      style=${`stroke: var(--casing-${slot + 1}); stroke-width: ${width + 1.5}`} />`}
    <path class="line" data-line=${name} d=${d} stroke-dasharray=${dashes}
      style=${`stroke: var(${colour}); stroke-width: ${width}`} />`;
}

/** @param {{lines: Line[]}} props */
function Legend({ lines }) {
  return html`<ul class="legend">${lines.map(({ name, slot, dash, weight }) => html`<li>
    ${slot !== undefined ? html`<${Swatch} slot=${slot} />`
      : html`<svg class="swatch" width="38" height="10" viewBox="0 0 38 10" aria-hidden="true"><path d="M1 5H37"
          stroke-dasharray=${dash}
          style=${`stroke: var(--ink); stroke-width: ${weight === 'bold' ? 3.2 : weight === 'thin' ? 1 : 2}`} />
        </svg>`} ${name}</li>`)}</ul>`;
}

/** The numbers at one place, on the side where there is room.
 * @param {{lines: Line[], across: Axis, width: number, value: number, x: number}} props */
function Hint({ lines, across, width, value, x }) {
  const side = x > width / 2 ? `right:${width - x + 12}px` : `left:${x + 12}px`;
  return html`<div class="hint" style=${`${side};top:1.2rem`}><b>${across.label} ${measured(value)}</b>
    <dl>${lines.map((line) => {
      const i = line.x.indexOf(value);
      if (i < 0) return null;
      const [low, high] = [line.low?.[i], line.high?.[i]];
      const spread = low === undefined || low === null ? '' : ` (${measured(low)} to ${measured(high ?? NaN)})`;
      return html`<div><dt>${line.slot !== undefined && html`<${Swatch} slot=${line.slot} /> `}${line.name}</dt>
        <dd>${measured(line.y[i])}${spread}</dd></div>`;
    })}</dl></div>`;
}
