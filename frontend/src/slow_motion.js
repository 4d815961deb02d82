import { computed, signal } from '/static/vendor/ui.js';

/** @typedef {import('./generated/types.js').Explained} Explained */
/** @typedef {import('./generated/types.js').Line} Line */
/**
 * @typedef {object} Phase  one thing that happens within an update
 * @property {string} name
 * @property {string} says  what the picture shows of it
 * @property {[Line, Line] | null} lines  of the optimizer's formula, for x and for y
 */
/** @typedef {{target: string, meaning: string, x: number, y: number, fresh: boolean}} Force
 *   fresh: of this update; else remembered from the one before */

/** What a picture shows of a line, by its meaning. */
const SAYS = /** @type {Record<string, string>} */ ({
  movement:
    'The movement: what is left of the last one, and the push of this gradient. The arrow is as long as the step.',
  step: 'The step before it is scaled by the rate: only the direction of its arrow counts.',
  mean: 'A running mean of the gradients: its arrow turns slower than that of the gradient.',
  'corrected mean': 'Freed of the bias of having started at 0: early on the arrow grows.',
  squares: 'Squares of the gradient, of x and of y apart: the ellipse is as wide and as high as their roots.',
  'corrected squares': 'Freed of the bias of having started at 0: early on the ellipse grows.',
  sizes: 'How large the gradients are, of x and of y apart: the ellipse is as wide and as high.',
});
const GRADIENT = 'The gradient of f here. The arrow shows −g: straight down, across the contour lines.';
const STEP = 'The point moves: this is the whole update.';
const HERE = 'Here the point stands, with what its optimizer remembers.';

/** An update in the order in which it happens. @param {Explained} explained @returns {Phase[]} */
export function phasesOf({ lines }) {
  const last = lines.length - 1;
  return [
    { name: 'the point', says: HERE, lines: null },
    { name: 'the gradient', says: GRADIENT, lines: null },
    ...lines.map((pair, i) => ({
      name: i === last ? 'the step' : pair[0].target,
      says: i === last ? STEP : (SAYS[pair[0].meaning] ?? ''),
      lines: pair,
    })),
  ];
}

/** What is drawn in a phase: what was remembered, until its line is made; then what the line gives.
 * @param {Explained} explained @param {number} phase @returns {Force[]} */
export function forcesOf({ remembered, meanings, lines, gradient }, phase) {
  /** @type {Map<string, Force>} */
  const forces = new Map();
  for (const [target, [x, y]] of Object.entries(remembered))
    if (x !== 0 || y !== 0) forces.set(target, { target, meaning: meanings[target] ?? '', x, y, fresh: false });
  if (phase >= 1) forces.set('g', { target: 'g', meaning: 'gradient', x: gradient[0], y: gradient[1], fresh: true });
  lines.slice(0, Math.max(0, phase - 1)).forEach(([ofX, ofY], i) => {
    if (i === lines.length - 1) return; // the point itself
    forces.set(ofX.target, {
      target: ofX.target, meaning: ofX.meaning, x: ofX.value ?? NaN, y: ofY.value ?? NaN, fresh: true,
    });
  });
  return [...forces.values()];
}

/** Goes through the next update of a lane, step by step. */
export class SlowMotion {
  phase = signal(0);
  playing = signal(false);
  /** The update that was looked into is being made: the clock runs for a moment. */
  stepping = signal(false);

  /** @param {import('./store.js').Store} store */
  constructor(store) {
    this.store = store;
    /** The lane that is looked into. */
    this.lane = store.focus;
    /** What the server said of the update that this lane makes next. */
    this.explained = computed(() => {
      const told = store.explained.value;
      const state = store.stateOf(this.lane.value?.id);
      return told && state && told.lane === state.id && told.update === state.update ? told : null;
    });
    this.phases = computed(() => (this.explained.value ? phasesOf(this.explained.value) : []));
    /** What the map draws of it. */
    this.picture = computed(() => {
      const [told, lane] = [this.explained.value, this.lane.value];
      if (!told || !lane || store.playing.value) return null;
      const done = this.phase.value >= this.phases.value.length - 1;
      const next = done ? told.next.map((value) => value ?? NaN) : null;
      return { slot: lane.slot, point: told.point, forces: forcesOf(told, this.phase.value), next };
    });
  }

  /** One thing more; after the last one the update is made. */
  forward() {
    if (!this.explained.value) return;
    if (this.phase.value < this.phases.value.length - 1) this.phase.value++;
    else {
      this.phase.value = 0;
      this.stepping.value = true;
      this.store.transport.step('update');
    }
  }

  back() {
    this.phase.value = Math.max(0, this.phase.value - 1);
  }
}
