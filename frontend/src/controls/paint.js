import { html } from '/static/vendor/ui.js';
import { unfocused } from '../keyboard.js';
import { MOST_CLASSES, MOST_POINTS } from '../painting.js';
import { count } from '../wording.js';

/** @typedef {import('../painting.js').Painting} Painting */

const ANEW = 'Another output is needed for it, so the lanes start anew.';

/**
 * What is painted with: the classes, the eraser, and what can be taken back.
 * @param {{painting: Painting, copy: (() => void) | false}} props copy: take over the session's examples, where they
 * can be painted
 */
export function PaintTools({ painting, copy }) {
  const { points, classes, chosen, erasing, undoable, counts } = painting;
  const n = points.value.length;
  const last = classes.value - 1;
  /** @param {string} label @param {() => void} act @param {boolean} off @param {string} title */
  const tool = (label, act, off, title) => html`<button type="button" class="small" disabled=${off} title=${title}
    aria-label=${label.length > 1 ? undefined : title} onMouseDown=${unfocused} onClick=${act}>${label}</button>`;
  return html`<div class="data-tools">
      <div class="brushes" role="group" aria-label="Class to paint">
        ${counts.value.map((held, k) => html`<button type="button" key=${k} class="class-key" onMouseDown=${unfocused}
          aria-pressed=${!erasing.value && chosen.value === k} onClick=${() => painting.choose(k)}
          title=${`class ${k + 1}: key ${(k + 1) % 10} while the pointer is on the plane`}
          aria-label=${`class ${k + 1}, ${count(held)} points`}>
          <kbd>${(k + 1) % 10}</kbd> <i style=${`background:var(--class-${k + 1})`}></i> <span>${held}</span>
        </button>`)}
        ${tool('+', () => painting.choose(last + 1), last + 1 === MOST_CLASSES, `One class more. ${ANEW}`)}
        ${tool('−', () => painting.dropClass(), last < 2 || counts.value[last] > 0,
          'Remove the last class, while it has no points')}
      </div>
      <div class="tools" role="group" aria-label="Changes">
        <button type="button" class="small" aria-pressed=${erasing.value} onMouseDown=${unfocused}
          title="Take points away under the pointer" onClick=${() => (erasing.value = !erasing.value)}>Erase</button>
        ${tool('Undo', () => painting.undo(), !undoable.value, 'Take back the last stroke (Ctrl Z)')}
        ${tool('Clear', () => painting.clear(), !n, 'Begin on an empty plane')}
        ${copy && tool('Copy set', copy, false, 'Start from the examples that the session learns from')}
      </div>
    </div>`;
}

/** How far the painting is. @param {{painting: Painting, refusal: string}} props refusal: what the server says of it */
export function Painted({ painting, refusal }) {
  const n = painting.points.value.length;
  const learned = n === MOST_POINTS ? 'no more can be painted' : 'the networks learn from them';
  const told = refusal || painting.missing.value || `${count(n)} points; ${learned}.`;
  return html`<p class="painted help" role=${refusal ? 'alert' : undefined}>${told}</p>`;
}
