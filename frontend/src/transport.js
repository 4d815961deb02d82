import { Newest } from './newest.js';

/** What moves all lanes of the session along time, forth and back. */
export class Transport {
  /** The update that a drag along the timeline asks for. @type {Newest<number>} */
  #scrubbed = new Newest((update) => this.store.askFor({ kind: 'scrub', update }));

  /** @param {import('./store.js').Store} store */
  constructor(store) {
    this.store = store;
  }

  toggle() {
    this.store.send({ kind: this.store.playing.value ? 'pause' : 'play' });
  }

  /** Play, and pause at exactly this update. @param {number} until */
  playUntil(until) {
    this.store.send({ kind: 'play', until });
  }

  /** @param {'update' | 'epoch'} unit */
  step(unit) {
    this.store.send({ kind: 'step', unit });
  }

  reset() {
    this.store.restarts.asked(this.store.edits.ask({ kind: 'reset' }));
  }

  /** @param {number | null} updates a second; null is as fast as it goes */
  speed(updates) {
    this.store.send({ kind: 'speed', updates_per_second: updates });
  }

  /** Show every lane as it was. @param {number} update */
  scrub(update) {
    this.#scrubbed.ask(Math.max(0, update));
  }

  /** The server said something that may be the answer to a drag, or refused. */
  answered() {
    this.#scrubbed.answered();
  }

  /** The connection is gone, and the answers with it. */
  forget() {
    this.#scrubbed.forget();
  }
}
