const NEAR = 0.2; // pixels that a straight line may pass a point by

/**
 * A path through points from left to right. What lies on the straight way is left out: a line of a few corners is
 * stroked several times faster than one with a corner a pixel, and looks the same.
 */
export class Straight {
  #empty = true;
  /** The last corner. */ #x = 0;
  #y = 0;
  /** The last point. */ #lastX = 0;
  #lastY = 0;
  /** Slopes from the last corner that are near to all points since. */ #low = -Infinity;
  #high = Infinity;

  /** @param {OffscreenCanvasRenderingContext2D} g */
  constructor(g) {
    this.g = g;
    g.beginPath();
  }

  /** @param {number} x greater than that of the point before @param {number} y */
  to(x, y) {
    if (this.#empty) {
      this.#empty = false;
      this.g.moveTo(x, y);
      [this.#x, this.#y] = [x, y];
    } else {
      const slope = (y - this.#y) / (x - this.#x);
      if (!(slope >= this.#low && slope <= this.#high)) this.#turn();
      this.#low = Math.max(this.#low, (y - NEAR - this.#y) / (x - this.#x));
      this.#high = Math.min(this.#high, (y + NEAR - this.#y) / (x - this.#x));
    }
    [this.#lastX, this.#lastY] = [x, y];
  }

  /** The last point is always on the path. */
  end() {
    if (!this.#empty) this.g.lineTo(this.#lastX, this.#lastY);
  }

  #turn() {
    this.g.lineTo(this.#lastX, this.#lastY);
    [this.#x, this.#y, this.#low, this.#high] = [this.#lastX, this.#lastY, -Infinity, Infinity];
  }
}
