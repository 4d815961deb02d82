/** Pictures as the server sends them: bytes, channel by channel, each row by row from the top; 0 is black. */

/** @typedef {[number, number, number]} Image  channels (1: grey, 3: red, green, blue), height and width */

/** Red, green and blue of pixel `pixel` of picture `i`, counted row by row. @param {ArrayLike<number>} bytes
 * @param {Image} image @param {number} i @param {number} pixel @returns {[number, number, number]} */
export function colourAt(bytes, [channels, high, wide], i, pixel) {
  const first = i * channels * high * wide + pixel;
  const step = channels > 1 ? high * wide : 0;
  return [bytes[first], bytes[first + step], bytes[first + 2 * step]];
}

/** Some pictures under each other. @param {ArrayLike<number>} bytes @param {Image} image @param {number} count */
export function sheetOf(bytes, image, count) {
  const [, high, wide] = image;
  const sheet = new OffscreenCanvas(wide, high * count);
  const ink = /** @type {OffscreenCanvasRenderingContext2D} */ (sheet.getContext('2d'));
  const drawn = ink.createImageData(wide, high * count);
  for (let i = 0; i < count; i++)
    for (let pixel = 0; pixel < high * wide; pixel++)
      drawn.data.set([...colourAt(bytes, image, i, pixel), 255], (i * high * wide + pixel) * 4);
  ink.putImageData(drawn, 0, 0);
  return sheet;
}

/** What a picture's size is called. @param {Image} image */
export const sizeOf = ([channels, high, wide]) => [`${wide} × ${high}`, channels > 1 ? 'colour pixels' : 'pixels'];
