const RING = 512; // frames whose latency is remembered: some seconds

/**
 * How fast the pictures follow the numbers: always measured, in a ring. The latency of a frame of numbers is the time
 * from its arrival in the worker until the last visible view that shows it has been drawn.
 */
export class Pace {
  #latencies = new Float64Array(RING);
  #count = 0;
  #frames = 0;
  #busy = 0;
  #asked = performance.now();
  /** Arrivals of what is not drawn yet, oldest first. @type {number[]} */ #waiting = [];

  /** Numbers came that somebody looks at. @param {number} now milliseconds */
  arrived(now) {
    if (this.#waiting.length < RING) this.#waiting.push(now);
  }

  /** Views were drawn in an animation frame.
   * @param {number} begin milliseconds @param {number} end
   * @param {number} oldest arrival that some visible view does not show yet; Infinity when all is drawn */
  drawn(begin, end, oldest) {
    this.#frames++;
    this.#busy += end - begin;
    while (this.#waiting.length && this.#waiting[0] < oldest)
      this.#latencies[this.#count++ % RING] = end - /** @type {number} */ (this.#waiting.shift());
  }

  /**
   * What was measured since it was last asked, at most the newest 512 latencies.
   * frames: animation frames in which something was drawn. elapsed, busy: milliseconds, the second spent drawing.
   * latencies: milliseconds.
   */
  report() {
    const now = performance.now();
    const latencies = Array.from({ length: Math.min(this.#count, RING) }, (_, i) =>
      this.#latencies[(this.#count - 1 - i) % RING]).reverse();
    const said = { frames: this.#frames, elapsed: now - this.#asked, busy: this.#busy, latencies };
    this.#frames = this.#busy = this.#count = 0;
    this.#asked = now;
    return said;
  }
}
