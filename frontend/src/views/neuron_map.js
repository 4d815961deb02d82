import { html, useEffect, useRef } from '/static/vendor/ui.js';
import { measured } from '../wording.js';
import { CIVIDIS } from './cividis.js';

const SIDE = 24; // cells

/** What a neuron gives over the plane, large, with its range.
 * @param {{map: {cells: ArrayLike<number>, low: number, high: number}}} props */
export function NeuronMap({ map: { cells, low, high } }) {
  const canvas = useRef(/** @type {HTMLCanvasElement | null} */ (null));
  useEffect(() => {
    const g = canvas.current?.getContext('2d');
    if (!g) return;
    const image = g.createImageData(SIDE, SIDE);
    for (let i = 0; i < SIDE * SIDE; i++) {
      for (let c = 0; c < 3; c++) image.data[i * 4 + c] = CIVIDIS[cells[i] * 3 + c];
      image.data[i * 4 + 3] = 255;
    }
    g.putImageData(image, 0, 0);
  }, [cells]);
  return html`<canvas class="neuron-map" ref=${canvas} width=${SIDE} height=${SIDE}></canvas>
    <span class="class-key">${measured(low)} <i class="ramp"></i> ${measured(high)}</span>`;
}
