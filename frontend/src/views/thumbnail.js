import { html, useEffect, useRef } from '/static/vendor/ui.js';
import { drawingTheme, theme } from '../theme.js';
import { cividis } from './cividis.js';
import { sheetOf } from './picture.js';

/** @typedef {import('./picture.js').Image} Image */
/**
 * Some examples of a data set, as the server sends them.
 * @typedef {{points: number[][], regression?: boolean} | {images: string[], image: Image}} Sample
 */

const SIDE = 44; // in the units of these drawings, whatever their size in pixels
const MARGIN = 4;

/** A data set at a glance: real examples of it, in the colours of their classes or values; a word where there are none.
 * @param {{sample: Sample | undefined, word: string, rows?: number}} props rows: of pictures, as many in each */
export function Thumbnail({ sample, word, rows = 2 }) {
  const canvas = useRef(/** @type {HTMLCanvasElement | null} */ (null));
  const look = theme.value;
  useEffect(() => {
    const paper = canvas.current;
    const g = paper?.getContext('2d');
    if (!paper || !g || !sample) return;
    const ratio = Math.min(3, devicePixelRatio || 1);
    const side = paper.clientWidth * ratio;
    Object.assign(paper, { width: side, height: side });
    g.scale(side / SIDE, side / SIDE);
    if ('images' in sample) drawPictures(g, sample, rows);
    else drawPoints(g, sample.points, Boolean(sample.regression));
  }, [sample, look]);
  if (!sample) return html`<span class="thumbnail" aria-hidden="true">${word}</span>`;
  return html`<canvas ref=${canvas} class="thumbnail" aria-hidden="true"></canvas>`;
}

/** @param {CanvasRenderingContext2D} g @param {number[][]} points @param {boolean} regression */
function drawPoints(g, points, regression) {
  const { classes } = drawingTheme();
  const targets = points.map(([, , target]) => target);
  const [low, high] = [Math.min(...targets), Math.max(...targets)];
  // by the farthest coordinate, around the origin, as the sets lie in the square from -1 to 1
  const reach = Math.max(1, ...points.map(([x0, x1]) => Math.max(Math.abs(x0), Math.abs(x1))));
  const at = (/** @type {number} */ x) => SIDE / 2 + (x / reach) * (SIDE / 2 - MARGIN);
  for (const [x0, x1, target] of points) {
    g.fillStyle = regression ? cividis((target - low) / (high - low || 1)) : classes[target % classes.length];
    g.beginPath();
    g.arc(at(x0), SIDE - at(x1), 1.3, 0, 2 * Math.PI);
    g.fill();
  }
}

/** @param {CanvasRenderingContext2D} g @param {{images: string[], image: Image}} sample images: base64
 * @param {number} rows */
function drawPictures(g, { images, image }, rows) {
  const each = (SIDE - 1 - rows) / rows;
  images.slice(0, rows * rows).forEach((text, i) => {
    const [left, top] = [1 + (i % rows) * (each + 1), 1 + Math.floor(i / rows) * (each + 1)];
    const bytes = Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0));
    g.drawImage(sheetOf(bytes, image, 1), left, top, each, each);
  });
}
