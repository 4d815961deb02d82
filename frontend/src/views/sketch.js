import { html, useEffect, useRef, useState } from '/static/vendor/ui.js';
import { Opener } from '../controls/files.js';
import { Paper, greyOf } from './paper.js';
import { sheetOf } from './picture.js';

/** @typedef {import('./paper.js').Point} Point */

const WAIT = 60; // milliseconds between two pictures that are sent while one draws

/** A picture of one's own: drawn with a pen, or from a file; `show` hears its pixels, channel by channel, 0 to 1.
 * `copy` gives the bytes of the picture that goes through, to be drawn on.
 * @param {{image: import('./picture.js').Image, show: (x: number[]) => void, copy: () => Promise<number[]>}} props */
export function Sketch({ image, show, copy }) {
  const [channels, height, width] = image;
  const canvas = useRef(/** @type {HTMLCanvasElement | null} */ (null));
  const [blank, setBlank] = useState(channels > 1 ? 1 : 0); // grey of the empty paper
  const [colour, setColour] = useState('#c03020');
  const [erases, setErases] = useState(false);
  const [told, setTold] = useState('');
  const timer = useRef(0);
  /** Change the paper, and send what is on it then. @param {(paper: Paper) => void} change */
  const draw = (change) => {
    if (!canvas.current) return;
    const paper = new Paper(canvas.current, image);
    change(paper);
    timer.current ||= Number(setTimeout(() => {
      timer.current = 0;
      show(paper.pixels());
    }, WAIT));
  };
  useEffect(() => {
    if (canvas.current) new Paper(canvas.current, image).fill(blank);
    return () => {
      clearTimeout(timer.current);
      timer.current = 0;
    };
  }, [height, width, channels]);

  const last = useRef(/** @type {Point | null} */ (null));
  const at = (/** @type {PointerEvent} */ e) => {
    const box = /** @type {Element} */ (e.currentTarget).getBoundingClientRect();
    return /** @type {Point} */ (
      [((e.clientX - box.left) / box.width) * width, ((e.clientY - box.top) / box.height) * height]);
  };
  const stroke = (/** @type {PointerEvent} */ e) => {
    if (!(e.buttons & 1)) return;
    const to = at(e);
    const ink = erases ? greyOf(blank) : channels > 1 ? colour : greyOf(1 - blank);
    draw((paper) => paper.stroke(last.current ?? to, to, ink));
    last.current = to;
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
      draw((paper) => {
        paper.fill(blank);
        paper.show(bitmap);
      });
    } catch {
      setTold(`${file.name} is no picture that this browser can read. Allowed: PNG, JPEG, WebP, GIF.`);
    }
  };
  const invert = () => {
    draw((paper) => paper.invert());
    setBlank(1 - blank);
  };
  const take = async () => {
    const bytes = await copy();
    if (bytes.length !== channels * height * width) return; // none has come yet
    draw((paper) => paper.show(sheetOf(bytes, image, 1)));
  };
  const drop = (/** @type {DragEvent} */ e) => {
    e.preventDefault(); // so the page leaves it alone, which takes files of data
    open(e.dataTransfer?.files[0]);
  };
  return html`<div class="sketch" onDrop=${drop} onDragOver=${(/** @type {DragEvent} */ e) => e.preventDefault()}>
    <canvas ref=${canvas} width=${width} height=${height} onPointerDown=${down} onPointerMove=${stroke}
      role="img" aria-label="Paper to draw on; or choose a file"></canvas>
    <div class="tools">
      ${channels > 1 && html`<input type="color" value=${colour} aria-label="colour of the pen"
        onInput=${(/** @type {any} */ e) => setColour(e.target.value)} />`}
      <button type="button" class="small" aria-pressed=${erases} onClick=${() => setErases(!erases)}>Eraser</button>
      <button type="button" class="small" onClick=${() => draw((paper) => paper.fill(blank))}>Clear</button>
      <button type="button" class="small" onClick=${invert}>Invert</button>
      <button type="button" class="small" title="puts the picture that goes through on the paper, to draw on it"
        onClick=${take}>Draw on it</button>
      <${Opener} label="Open file" accept="image/*" open=${(/** @type {File[]} */ [file]) => open(file)}
        title=${`a picture: its middle square is taken, as ${width} × ${height} pixels`} />
    </div>
    <p class="help">Draw, or drop a picture here.</p>
    ${told && html`<p class="refusal" role="alert">${told}</p>`}
  </div>`;
}
