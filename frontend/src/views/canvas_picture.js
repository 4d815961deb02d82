import { html, useEffect, useRef } from '/static/vendor/ui.js';
import { sheetOf } from './picture.js';

/** One picture in the document. `part`: first row and column of a part that is outlined, and behind the last ones.
 * @param {{bytes: ArrayLike<number>, image: [number, number, number], label: string,
 *   part?: [number, number, number, number]}} props */
export function CanvasPicture({ bytes, image, label, part }) {
  const canvas = useRef(/** @type {HTMLCanvasElement | null} */ (null));
  const [, height, width] = image;
  useEffect(() => {
    canvas.current?.getContext('2d')?.drawImage(sheetOf(bytes, image, 1), 0, 0);
  }, [bytes]);
  const of = (/** @type {number} */ at, /** @type {number} */ whole) => `${(100 * at) / whole}%`;
  const [top, left, bottom, right] = part ?? [0, 0, 0, 0];
  return html`<div class="canvas-picture"><canvas ref=${canvas} key=${`${height} ${width}`} width=${width}
      height=${height} role="img" aria-label=${label} title=${label}></canvas>${part && html`<i style=${`top:${
      of(top, height)};left:${of(left, width)};width:${of(right - left, width)};height:${
      of(bottom - top, height)}`}></i>`
  }</div>`;
}
