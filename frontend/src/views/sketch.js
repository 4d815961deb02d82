import { html, useEffect, useRef, useState } from '/static/vendor/ui.js';

/** @typedef {import('./picture.js').Image} Image */

const INK = 1.1; // pixels: radius of the pen, in pixels of the picture
const WAIT = 60; // milliseconds between two pictures that are sent while one draws

/** A picture of one's own: drawn with a pen, or from a file; `show` hears its pixels, channel by channel, 0 to 1.
 * @param {{image: Image, show: (x: number[]) => void}} props */
export function Sketch({ image, show }) {
  const [channels, height, width] = image;
  const canvas = useRef(/** @type {HTMLCanvasElement | null} */ (null));
  const [paper, setPaper] = useState(channels > 1 ? 1 : 0);
  const [colour, setColour] = useState('#c03020');
  const [erases, setErases] = useState(false);
  const [told, setTold] = useState('');
  const timer = useRef(0);
  const ink = () => canvas.current?.getContext('2d', { willReadFrequently: true }) ?? null;
  const send = () => {
    clearTimeout(timer.current);
    timer.current = Number(setTimeout(() => {
      const pixels = ink()?.getImageData(0, 0, width, height).data;
      if (pixels) show(pixelsOf(pixels, image));
    }, WAIT));
  };
  const fill = (/** @type {number} */ grey) => {
    const g = ink();
    if (!g) return;
    g.fillStyle = greyOf(grey);
    g.fillRect(0, 0, width, height);
  };
  const clear = (/** @type {number} */ grey) => {
    setPaper(grey);
    fill(grey);
    send();
  };
  useEffect(() => {
    fill(paper);
    return () => clearTimeout(timer.current);
  }, [height, width, channels]);

  const last = useRef(/** @type {[number, number] | null} */ (null));
  const at = (/** @type {PointerEvent} */ e) => {
    const box = /** @type {Element} */ (e.currentTarget).getBoundingClientRect();
    return /** @type {[number, number]} */ (
      [((e.clientX - box.left) / box.width) * width, ((e.clientY - box.top) / box.height) * height]);
  };
  const stroke = (/** @type {PointerEvent} */ e) => {
    const g = ink();
    if (!g || !(e.buttons & 1)) return;
    const to = at(e);
    const [x, y] = last.current ?? to;
    g.strokeStyle = erases ? greyOf(paper) : channels > 1 ? colour : greyOf(1 - paper);
    g.lineWidth = (2 * INK * Math.max(width, height)) / 28;
    g.lineCap = 'round';
    g.beginPath();
    g.moveTo(x, y);
    g.lineTo(to[0] + 0.01, to[1]);
    g.stroke();
    last.current = to;
    send();
  };
  const down = (/** @type {PointerEvent} */ e) => {
    /** @type {Element} */ (e.currentTarget).setPointerCapture(e.pointerId);
    last.current = null;
    stroke(e);
  };
  const open = async (/** @type {File | undefined} */ file) => {
    if (!file) return;
    setTold('');
    try {
      const bitmap = await createImageBitmap(file);
      const side = Math.min(bitmap.width, bitmap.height);
      const g = ink();
      fill(paper);
      if (g) g.imageSmoothingQuality = 'high';
      g?.drawImage(bitmap, (bitmap.width - side) / 2, (bitmap.height - side) / 2, side, side, 0, 0, width, height);
      send();
    } catch {
      setTold(`${file.name} is no picture that this browser can read. Allowed: PNG, JPEG, WebP, GIF, SVG.`);
    }
  };
  const invert = () => {
    const g = ink();
    const drawn = g?.getImageData(0, 0, width, height);
    if (!g || !drawn) return;
    for (let i = 0; i < drawn.data.length; i++) if (i % 4 < 3) drawn.data[i] = 255 - drawn.data[i];
    g.putImageData(drawn, 0, 0);
    setPaper(1 - paper);
    send();
  };
  const drop = (/** @type {DragEvent} */ e) => {
    e.preventDefault();
    e.stopPropagation(); // the page takes files of data
    open(e.dataTransfer?.files[0]);
  };
  return html`<div class="sketch">
    <canvas ref=${canvas} width=${width} height=${height} onPointerDown=${down} onPointerMove=${stroke}
      onDrop=${drop} onDragOver=${(/** @type {DragEvent} */ e) => e.preventDefault()}
      role="img" aria-label="Paper to draw on; or choose a file"></canvas>
    <div class="tools">
      ${channels > 1 && html`<input type="color" value=${colour} aria-label="colour of the pen"
        onInput=${(/** @type {any} */ e) => setColour(e.target.value)} />`}
      <button type="button" class="small" aria-pressed=${erases} onClick=${() => setErases(!erases)}>Eraser</button>
      <button type="button" class="small" onClick=${() => clear(paper)}>Clear</button>
      <button type="button" class="small" onClick=${invert}>Invert</button>
      <label class="small">Open a picture <input type="file" accept="image/*" onChange=${(/** @type {any} */ e) => {
        open(e.target.files[0]);
        e.target.value = '';
      }} /></label>
    </div>
    <p class="help">Draw with the mouse or a finger, or drop a picture here: its middle square is taken, as${' '}
      ${width} × ${height} pixels.</p>
    ${told && html`<p class="refusal" role="alert">${told}</p>`}
  </div>`;
}

/** @param {number} grey 0..1 */
const greyOf = (grey) => `rgb(${255 * grey} ${255 * grey} ${255 * grey})`;

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
