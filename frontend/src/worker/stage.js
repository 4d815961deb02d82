import { Costs } from './costs.js';
import { Pace } from './pace.js';

/** @typedef {import('../views/drawing.js').Drawing} Drawing */
/** @typedef {import('../views/drawing.js').Scene} Scene */
/** @typedef {import('../views/drawing.js').Size} Size */
/**
 * @typedef {object} View
 * @property {Drawing} drawing
 * @property {OffscreenCanvas} canvas
 * @property {OffscreenCanvasRenderingContext2D} ink
 * @property {Size} size
 * @property {number | null} lane
 * @property {any} options
 * @property {boolean} visible
 * @property {number} since  when the oldest change came that it does not show yet; Infinity while it shows all
 * @property {boolean} told  its sentence is up to date
 * @property {Record<string, any>} memory
 */

/** Animation frames without anything new until the loop stops: numbers that come just before a picture is due would
 * miss it if the loop had to be started for them. */
const PATIENCE = 4;
/** Milliseconds of an animation frame that may go into drawing, pixels included; what does not fit is drawn in the next
 * one. Less than half: the browser has to put the pictures together in the rest, often on the same core. */
const BUDGET = 7;

/** The canvases. One loop draws what has changed and is visible, and stops when there is nothing to draw. */
export class Stage {
  /** @type {Map<string, View>} */ #views = new Map();
  #scheduled = false;
  /** Animation frames in which there was nothing to draw, since the last one with something. */
  #idle = 0;
  /** @type {Costs<View>} */ #costs = new Costs();
  #painted = new MessageChannel();
  /** Drawn, and the browser still fills in the pixels. @type {{begin: number, drawn: View[], oldest: number}[]} */
  #drying = [];
  pace = new Pace();

  /** @param {(view: View) => Scene | null} scene null while there is no theme yet
   * @param {() => void} begins  hears of every animation frame before anything is drawn in it */
  constructor(scene, begins) {
    this.scene = scene;
    this.begins = begins;
    this.#painted.port2.onmessage = () => this.#dried();
  }

  /** @param {string} id @param {Drawing} drawing
   * @param {{canvas: OffscreenCanvas, size: Size, lane: number | null, options: any}} given */
  open(id, drawing, { canvas, size, lane, options }) {
    const ink = /** @type {OffscreenCanvasRenderingContext2D} */ (canvas.getContext('2d', { alpha: false }));
    const since = performance.now();
    this.#views.set(id, { drawing, canvas, ink, size, lane, options, visible: true, since, told: false, memory: {} });
    this.#schedule();
  }

  /** @param {string} id */
  close(id) {
    this.#views.delete(id);
  }

  /** @param {string} id @param {Partial<View>} change */
  change(id, change) {
    const view = this.#views.get(id);
    if (!view) return;
    Object.assign(view, change);
    this.#soil(view, performance.now());
    this.#schedule();
  }

  /** Names of the blocks that somebody looks at. */
  watched() {
    return [...this.#views.values()].filter((view) => view.visible).flatMap((view) => view.drawing.blocks);
  }

  /** Numbers have come. @param {{name: string, lane: number}[]} blocks @param {number} arrived milliseconds */
  touch(blocks, arrived) {
    let seen = false;
    for (const view of this.#views.values()) {
      const concerned = (/** @type {{name: string, lane: number}} */ block) =>
        view.drawing.blocks.includes(block.name)
        && (view.lane === null || view.drawing.together || !block.lane || block.lane === view.lane);
      if (!blocks.some(concerned)) continue;
      this.#soil(view, arrived);
      seen ||= view.visible;
    }
    if (seen) this.pace.arrived(arrived);
    this.#schedule();
  }

  /** Everything looks different now: theme, lanes, a new session; or all that draws from this kind of block.
   * @param {string} [block] */
  touchAll(block) {
    for (const view of this.#views.values())
      if (!block || view.drawing.blocks.includes(block)) this.#soil(view, performance.now());
    this.#schedule();
  }

  /** @param {string} id @param {number} x @param {number} y */
  pick(id, x, y) {
    const view = this.#views.get(id);
    const scene = view && this.scene(view);
    return view && scene ? view.drawing.pick(view.size, scene, x, y) : null;
  }

  /** @param {string} id */
  inspect(id) {
    const view = this.#views.get(id);
    const scene = view && this.scene(view);
    return view && scene ? view.drawing.inspect(scene) : null;
  }

  /** Sentences for the views that changed since they were last asked. @returns {[string, string][]} */
  describe() {
    /** @type {[string, string][]} */
    const told = [];
    for (const [id, view] of this.#views) {
      const scene = view.told || !view.visible ? null : this.scene(view);
      if (!scene) continue;
      view.told = true;
      told.push([id, view.drawing.describe(scene)]);
    }
    return told;
  }

  /** @param {View} view @param {number} now milliseconds */
  #soil(view, now) {
    view.since = Math.min(view.since, now);
    view.told = false;
  }

  #schedule() {
    if (this.#scheduled) return;
    this.#scheduled = true;
    requestAnimationFrame(() => this.#frame());
  }

  /** Who waits longest is drawn first: so each has its turn, however many there are. */
  #frame() {
    this.#scheduled = false;
    this.pace.beat();
    this.begins();
    const begin = performance.now();
    const seen = [...this.#views.values()].filter((view) => view.visible && view.size.width >= 1);
    const waiting = seen.filter((view) => view.since < Infinity).sort((one, other) => one.since - other.since);
    const drawn = this.#costs.within(BUDGET, waiting).filter((view) => this.#draw(view));
    this.#idle = drawn.length ? 0 : this.#idle + 1;
    if (this.#idle < PATIENCE) this.#schedule();
    if (!drawn.length) return;
    this.#drying.push({ begin, drawn, oldest: Math.min(...seen.map((view) => view.since)) });
    this.#painted.port1.postMessage(null); // comes back after the pixels
  }

  #dried() {
    const done = this.#drying.shift();
    if (!done) return;
    const end = performance.now();
    this.#costs.learn(done.drawn, end - done.begin);
    this.pace.drawn(done.begin, end, done.oldest, done.drawn.length);
  }

  /** @param {View} view */
  #draw(view) {
    const scene = this.scene(view);
    if (!scene) return false;
    view.since = Infinity;
    const { canvas, ink, size } = view;
    const [width, height] = [Math.round(size.width * size.ratio), Math.round(size.height * size.ratio)];
    if (canvas.width !== width || canvas.height !== height) Object.assign(canvas, { width, height });
    ink.setTransform(size.ratio, 0, 0, size.ratio, 0, 0);
    ink.globalAlpha = 1;
    ink.setLineDash([]);
    ink.fillStyle = scene.theme.paper;
    ink.fillRect(0, 0, size.width, size.height);
    view.drawing.draw(ink, size, scene);
    return true;
  }
}
