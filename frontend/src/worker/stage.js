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
 * @property {boolean} dirty  something that it shows has changed
 * @property {number} since  when the oldest numbers came that it does not show yet; Infinity while it shows all
 * @property {boolean} told  its sentence is up to date
 * @property {Record<string, any>} memory
 */

/** Animation frames without anything new until the loop stops: numbers that come just before a picture is due would
 * miss it if the loop had to be started for them. */
const PATIENCE = 4;
const BUDGET = 10; // milliseconds a frame: the rest waits for the next one, in turn

/** The canvases. One loop draws what has changed and is visible, and stops when there is nothing to draw. */
export class Stage {
  /** @type {Map<string, View>} */ #views = new Map();
  #scheduled = false;
  /** Animation frames in which there was nothing to draw, since the last one with something. */
  #idle = 0;
  #turn = 0;
  pace = new Pace();

  /** @param {(view: View) => Scene | null} scene null while there is no theme yet */
  constructor(scene) {
    this.scene = scene;
  }

  /** @param {string} id @param {Drawing} drawing
   * @param {{canvas: OffscreenCanvas, size: Size, lane: number | null, options: any}} given */
  open(id, drawing, { canvas, size, lane, options }) {
    const ink = /** @type {OffscreenCanvasRenderingContext2D} */ (canvas.getContext('2d', { alpha: false }));
    this.#views.set(id, {
      drawing, canvas, ink, size, lane, options, visible: true, dirty: true, since: Infinity, told: false, memory: {},
    });
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
    Object.assign(view, change, { dirty: true, told: false });
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
        view.drawing.blocks.includes(block.name) && (view.lane === null || !block.lane || block.lane === view.lane);
      if (!blocks.some(concerned)) continue;
      Object.assign(view, { dirty: true, told: false, since: Math.min(view.since, arrived) });
      seen ||= view.visible;
    }
    if (seen) this.pace.arrived(arrived);
    this.#schedule();
  }

  /** Everything looks different now: theme, lanes, a new session. */
  touchAll() {
    for (const view of this.#views.values()) Object.assign(view, { dirty: true, told: false });
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

  #schedule() {
    if (this.#scheduled) return;
    this.#scheduled = true;
    requestAnimationFrame(() => this.#frame());
  }

  #frame() {
    this.#scheduled = false;
    const begin = performance.now();
    const views = [...this.#views.values()];
    const first = this.#turn;
    let drawn = 0;
    for (let i = 0; i < views.length; i++) {
      const turn = (first + i) % views.length;
      const view = views[turn];
      if (!view.dirty || !view.visible || view.size.width < 1) continue;
      if (drawn && performance.now() > begin + BUDGET) {
        this.#turn = turn;
        this.#schedule();
        break;
      }
      if (this.#draw(view)) drawn++;
    }
    this.#idle = drawn ? 0 : this.#idle + 1;
    if (this.#idle < PATIENCE) this.#schedule();
    if (!drawn) return;
    const waits = views.filter((view) => view.visible && view.size.width >= 1).map((view) => view.since);
    this.pace.drawn(begin, performance.now(), Math.min(...waits));
  }

  /** @param {View} view */
  #draw(view) {
    const scene = this.scene(view);
    if (!scene) return false;
    view.dirty = false;
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
