import { html, useEffect, useRef } from '/static/vendor/ui.js';
import { drawingTheme, theme } from '../theme.js';
import { cividis } from './cividis.js';

/**
 * Some examples of a data set, as the server sends them.
 * @typedef {{points: number[][], regression?: boolean} | {images: string[], height: number, width: number}} Sample
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

/** @param {CanvasRenderingContext2D} g @param {{images: string[], height: number, width: number}} sample
 * @param {number} rows */
function drawPictures(g, { images, height, width }, rows) {
  const each = (SIDE - 1 - rows) / rows;
  images.slice(0, rows * rows).forEach((image, i) => {
    const [left, top] = [1 + (i % rows) * (each + 1), 1 + Math.floor(i / rows) * (each + 1)];
    g.drawImage(picture(image, height, width), left, top, each, each);
  });
}

/** Grey bytes, 0 is black. @param {string} image base64 @param {number} height @param {number} width */
function picture(image, height, width) {
  const bytes = Uint8Array.from(atob(image), (letter) => letter.charCodeAt(0));
  const canvas = new OffscreenCanvas(width, height);
  const g = /** @type {OffscreenCanvasRenderingContext2D} */ (canvas.getContext('2d'));
  const pixels = g.createImageData(width, height);
  bytes.forEach((grey, i) => pixels.data.set([grey, grey, grey, 255], i * 4));
  g.putImageData(pixels, 0, 0);
  return canvas;
}
