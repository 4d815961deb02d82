import { bytes } from './field.js';

/**
 * The band from smallest to largest around a line, as an image of whole pixels: a rectangle a pixel costs the browser
 * three times as much, an outline too. Painted over from drawing to drawing.
 */
export class Spread {
  #canvas = new OffscreenCanvas(1, 1);
  /** @type {ImageData | null} */ #image = null;
  #pixels = new Uint32Array(0);

  /**
   * @param {OffscreenCanvasRenderingContext2D} g @param {{left: number, top: number, bottom: number}} box
   * @param {import('./axis.js').Scale} y
   * @param {{low: ArrayLike<number>, high: ArrayLike<number>, updates: ArrayLike<number>}} columns one a pixel; those
   *   without updates belong to the next one that has some
   * @param {string} colour @param {number} opacity
   */
  draw(g, { left, top, bottom }, y, { low, high, updates }, colour, opacity) {
    const [width, height] = [updates.length, Math.round(bottom - top)];
    const ink = this.#clear(width, height);
    if (!ink || !this.#image) return;
    const [red, green, blue] = bytes(colour);
    const pixel = (Math.round(255 * opacity) << 24) | (blue << 16) | (green << 8) | red; // A B G R
    const pixels = this.#pixels;
    let begin = 0;
    for (let at = 0; at < width; at++) {
      if (!updates[at]) continue;
      const from = Math.max(0, Math.round(y.at(high[at]) - top));
      const to = Math.min(height, Math.round(y.at(low[at]) - top));
      for (; begin <= at; begin++)
        for (let i = from * width + begin; i < to * width; i += width) pixels[i] = pixel;
    }
    ink.putImageData(this.#image, 0, 0);
    g.imageSmoothingEnabled = false;
    g.drawImage(this.#canvas, left, top);
  }

  /** @param {number} width @param {number} height */
  #clear(width, height) {
    if (width < 1 || height < 1) return null;
    const ink = /** @type {OffscreenCanvasRenderingContext2D} */ (this.#canvas.getContext('2d'));
    if (!this.#image || this.#image.width !== width || this.#image.height !== height) {
      Object.assign(this.#canvas, { width, height });
      this.#image = ink.createImageData(width, height);
      this.#pixels = new Uint32Array(this.#image.data.buffer);
    } else this.#pixels.fill(0);
    return ink;
  }
}
