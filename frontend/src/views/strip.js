import { CIVIDIS, step } from './cividis.js';

/** cividis as pixels of an image, which are A B G R on the machines that browsers run on. */
const PIXELS = new Uint32Array(256);
for (let i = 0; i < 256; i++)
  PIXELS[i] = (255 << 24) | (CIVIDIS[i * 3 + 2] << 16) | (CIVIDIS[i * 3 + 1] << 8) | CIVIDIS[i * 3];
const BLANK = 0;
const HATCH = 6; // every so many pixels two are left blank where a value is beyond the axis

/** A series as an image: a row a channel, a column a pixel of the picture's width. Painted anew when it has grown. */
export class Strip {
  canvas = new OffscreenCanvas(1, 1);
  #key = '';
  /** @type {ImageData | null} */ #image = null;
  #pixels = new Uint32Array(0);
  /** @type {import('../worker/series.js').Series | null} */ #of = null;
  /** @type {Float64Array} */ #sums = new Float64Array(0);
  #beyond = false;

  /**
   * Means of the updates in each pixel; the return says whether some are beyond the axis.
   * @param {import('../worker/series.js').Series} series @param {number} width pixels
   * @param {number} end update at the right edge
   * @param {(value: number) => number} share 0..1 within the axis
   */
  paint(series, width, end, share) {
    const { channels, length } = series;
    const key = [width, end, length, series.end, series.start[0], channels].join();
    if (series === this.#of && key === this.#key) return this.#beyond;
    this.#of = series;
    this.#key = key;
    const { canvas } = this;
    const ink = /** @type {OffscreenCanvasRenderingContext2D} */ (canvas.getContext('2d'));
    if (!this.#image || this.#image.width !== width || this.#image.height !== channels) {
      Object.assign(canvas, { width, height: channels });
      this.#image = ink.createImageData(width, channels);
      this.#pixels = new Uint32Array(this.#image.data.buffer);
    }
    const pixels = this.#pixels.fill(BLANK);
    if (this.#sums.length !== channels) this.#sums = new Float64Array(channels);
    this.#beyond = false;
    for (let column = 0, i = 0; column < width; column++) {
      const from = (column / width) * end;
      if (from >= series.end || from < series.start[0] - 1) continue;
      while (i + 1 < length && series.start[i + 1] <= from) i++;
      const until = ((column + 1) / width) * end;
      const sums = this.#sums.fill(0);
      let updates = 0;
      for (let k = i; k < length && (k === i || series.start[k] < until); k++) {
        const held = series.width(k);
        for (let c = 0; c < channels; c++) sums[c] += series.mean[k * channels + c] * held;
        updates += held;
      }
      for (let c = 0; c < channels; c++) {
        const at = share(sums[c] / updates);
        const off = at < 0 || at > 1;
        this.#beyond ||= off;
        pixels[c * width + column] = off && column % HATCH < 2 ? BLANK : PIXELS[step(at)];
      }
    }
    ink.putImageData(this.#image, 0, 0);
    return this.#beyond;
  }
}
