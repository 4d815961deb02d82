/** @typedef {import('./picture.js').Image} Image */
/** @typedef {[number, number]} Point  in pixels of the picture, from the left and from the top */

const INK = 1.1; // pixels of 28: radius of the pen

/** What a picture is drawn on: a canvas that has no more pixels than the picture. */
export class Paper {
  /** @param {HTMLCanvasElement} canvas @param {Image} image */
  constructor(canvas, [channels, height, width]) {
    this.channels = channels;
    this.height = height;
    this.width = width;
    this.ink = /** @type {CanvasRenderingContext2D} */ (canvas.getContext('2d', { willReadFrequently: true }));
  }

  /** @param {number} grey 0 to 1 */
  fill(grey) {
    this.ink.fillStyle = greyOf(grey);
    this.ink.fillRect(0, 0, this.width, this.height);
  }

  /** A stroke of the pen. @param {Point} from @param {Point} to @param {string} colour */
  stroke([x, y], to, colour) {
    const { ink } = this;
    ink.strokeStyle = colour;
    ink.lineWidth = (2 * INK * Math.max(this.width, this.height)) / 28;
    ink.lineCap = 'round';
    ink.beginPath();
    ink.moveTo(x, y);
    ink.lineTo(to[0] + 0.01, to[1]); // a stroke of no length leaves no dot
    ink.stroke();
  }

  /** The middle square of a picture. @param {ImageBitmap | OffscreenCanvas} bitmap */
  show(bitmap) {
    const side = Math.min(bitmap.width, bitmap.height);
    const [left, top] = [(bitmap.width - side) / 2, (bitmap.height - side) / 2];
    this.ink.imageSmoothingQuality = 'high';
    this.ink.drawImage(bitmap, left, top, side, side, 0, 0, this.width, this.height);
  }

  invert() {
    const drawn = this.#drawn();
    for (let i = 0; i < drawn.data.length; i++) if (i % 4 < 3) drawn.data[i] = 255 - drawn.data[i];
    this.ink.putImageData(drawn, 0, 0);
  }

  /** Channel by channel, 0 to 1. */
  pixels() {
    return pixelsOf(this.#drawn().data, [this.channels, this.height, this.width]);
  }

  #drawn() {
    return this.ink.getImageData(0, 0, this.width, this.height);
  }
}

/** @param {number} grey 0 to 1 */
export const greyOf = (grey) => `rgb(${255 * grey} ${255 * grey} ${255 * grey})`;

/** Channel by channel, 0 to 1; of one channel the mean of red, green and blue (as bright as they look: ITU-R 601).
 * @param {ArrayLike<number>} rgba @param {Image} image @returns {number[]} */
export function pixelsOf(rgba, [channels, height, width]) {
  const area = height * width;
  const x = new Array(channels * area);
  for (let pixel = 0; pixel < area; pixel++) {
    const [red, green, blue] = [rgba[4 * pixel], rgba[4 * pixel + 1], rgba[4 * pixel + 2]];
    if (channels === 1) x[pixel] = (0.299 * red + 0.587 * green + 0.114 * blue) / 255;
    else [red, green, blue].forEach((value, channel) => (x[channel * area + pixel] = value / 255));
  }
  return x.map((value) => Math.round(value * 1e4) / 1e4);
}
