import { LaneNumbers } from './numbers.js';

/** @typedef {import('./frames.js').Block} Block */
/** @typedef {import('../views/drawing.js').Lane} Lane */

const WINDOW = 2000; // milliseconds over which the updates a second are measured

/** The numbers of the session as they come: what the lanes did so far, and what the server last said of the data. */
export class Run {
  /** @type {Map<number, LaneNumbers>} */ #numbers = new Map();
  /** Which life of each lane the numbers are of. @type {Map<number, number>} */ #lives = new Map();
  /** As the page shows them. @type {Lane[]} */ lanes = [];
  /** @type {string | null} */ session = null;
  /** In force. @type {import('../store.js').SessionSpec | null} */ spec = null;
  /** @type {Block | null} */ points = null;
  /** The newest of what belongs to all lanes. @type {Map<string, Block>} */ shared = new Map();
  /** @type {import('../generated/types.js').DataShape | null} */ data = null;
  /** @type {import('../generated/types.js').Ground | null} */ ground = null;
  /** @type {import('../generated/types.js').Mapped | null} */ mapped = null;
  /** What the server last said of each lane. @type {Map<number, import('../generated/types.js').LaneState>} */
  states = new Map();
  update = 0;
  playing = false;
  /** @type {[number, number][]} */ #marks = [];

  /** @param {number} lane */
  numbers(lane) {
    let numbers = this.#numbers.get(lane);
    if (!numbers) this.#numbers.set(lane, (numbers = new LaneNumbers()));
    return numbers;
  }

  /** What is held of each lane, so that the server goes on from there: its life, and its last update. */
  cursors() {
    return Object.fromEntries([...this.#numbers].map(([lane, { loss }]) => [lane, [this.#lives.get(lane), loss.end]]));
  }

  /** @param {import('../generated/types.js').Event} event */
  receive(event) {
    if (event.kind === 'welcome') {
      if (event.session !== this.session) {
        this.#numbers.clear();
        this.#lives.clear();
        this.shared.clear();
        Object.assign(this, { points: null, data: null, ground: null, mapped: null });
      }
      this.session = event.session;
      this.spec = event.spec;
      this.#state(event.state);
      this.#take(event.lanes);
    } else if (event.kind === 'spec') {
      this.spec = event.spec;
      this.#take(event.lanes);
    } else if (event.kind === 'data') {
      this.data = event;
      this.points = null; // those of before lie on another plane
    } else if (event.kind === 'ground') {
      this.ground = event;
      this.mapped = null; // the field of before stays until the new one comes
    } else if (event.kind === 'mapped') this.mapped = event;
    else if (event.kind === 'state') this.#state(event);
  }

  /** @param {import('./frames.js').Frame} frame @param {number} now milliseconds */
  take(frame, now) {
    this.update = frame.update;
    if (this.playing) this.#marks.push([now, frame.update]);
    for (const block of frame.blocks) {
      if (block.name === 'points') this.points = block;
      else if (block.lane) this.numbers(block.lane).take(block);
      else this.shared.set(block.name, block);
    }
  }

  /** Updates a second, measured; 0 while paused. @param {number} now */
  rate(now) {
    // one mark older than the window stays, so that a slow clock is measured too
    while (this.#marks.length > 2 && this.#marks[1][0] < now - WINDOW) this.#marks.shift();
    const first = this.#marks[0];
    const last = this.#marks[this.#marks.length - 1];
    return first && last[0] > first[0] ? (1000 * (last[1] - first[1])) / (last[0] - first[0]) : 0;
  }

  /** @param {import('../generated/types.js').State} state */
  #state({ clock, update, lanes }) {
    this.#take(lanes);
    this.states = new Map(lanes.map((lane) => [lane.id, lane]));
    if (update < this.update || clock !== 'playing') this.#marks = [];
    this.playing = clock === 'playing';
    this.update = update;
  }

  /** The lanes that there are; what is held of an earlier life of one is dropped.
   * @param {{id: number, life: number}[]} lanes */
  #take(lanes) {
    for (const { id, life } of lanes) {
      if (this.#lives.get(id) !== life) this.numbers(id).clear();
      this.#lives.set(id, life);
    }
    this.lanes = this.lanes.filter(({ id }) => lanes.some((lane) => lane.id === id));
    for (const id of this.#numbers.keys()) if (!lanes.some((lane) => lane.id === id)) this.#numbers.delete(id);
  }
}
