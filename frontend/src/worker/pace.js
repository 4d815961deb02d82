const RING = 512; // frames whose latency is remembered: some seconds

/**
 * How fast the pictures follow the numbers: always measured, in a ring. The latency of a frame of numbers is the time
 * from its arrival in the worker until the last pixel of the last visible view that shows it has been painted.
 */
export class Pace {
  #latencies = new Float64Array(RING);
  #count = 0;
  #beats = 0;
  #frames = 0;
  #pictures = 0;
  #busy = 0;
  #asked = performance.now();
  /** Arrivals of what is not drawn yet, oldest first. @type {number[]} */ #waiting = [];

  /** Numbers came that somebody looks at. @param {number} now milliseconds */
  arrived(now) {
    if (this.#waiting.length < RING) this.#waiting.push(now);
  }

  /** The browser gave an animation frame, whether there was something to draw or not. */
  beat() {
    this.#beats++;
  }

  /** Views were drawn in an animation frame.
   * @param {number} begin milliseconds @param {number} end when the pixels were there
   * @param {number} oldest arrival that some visible view does not show yet; Infinity when all is drawn
   * @param {number} pictures how many were drawn */
  drawn(begin, end, oldest, pictures = 1) {
    this.#frames++;
    this.#pictures += pictures;
    this.#busy += end - begin;
    while (this.#waiting.length && this.#waiting[0] < oldest)
      this.#latencies[this.#count++ % RING] = end - /** @type {number} */ (this.#waiting.shift());
  }

  /**
   * What was measured since it was last asked, at most the newest 512 latencies.
   * beats: animation frames, as many as the browser gave while there was something to wait for. frames: those in which
   * something new was drawn. pictures: all that were drawn in them. elapsed, busy: milliseconds, the second spent
   * drawing. latencies: milliseconds.
   */
  report() {
    const now = performance.now();
    const latencies = Array.from({ length: Math.min(this.#count, RING) }, (_, i) =>
      this.#latencies[(this.#count - 1 - i) % RING]).reverse();
    const said = {
      beats: this.#beats, frames: this.#frames, pictures: this.#pictures, elapsed: now - this.#asked, busy: this.#busy,
      latencies,
    };
    this.#beats = this.#frames = this.#pictures = this.#busy = this.#count = 0;
    this.#asked = now;
    return said;
  }
}
