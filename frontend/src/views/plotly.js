import { html, useEffect, useId, useRef, useState } from '/static/vendor/ui.js';
import { drawingTheme } from '../theme.js';
import { plain, styled } from './plotly_style.js';

/** @typedef {import('./drawing.js').Drawing} Drawing */
/** @typedef {import('./drawing.js').Inspection} Inspection */

const ADDRESS = '/static/vendor/plotly.min.js'; // from the installed Python package: no other host is asked
/** No button leads to another host. */
export const CONFIG = {
  responsive: true, displaylogo: false, displayModeBar: true, showSendToCloud: false, plotlyServerURL: '',
  modeBarButtonsToRemove: ['toImage', 'select2d', 'lasso2d'],
};
const SIZE = { width: 1200, height: 750 }; // of a saved picture in pixels, twice as fine for PNG
/** @type {Promise<any> | null} */
let loading = null;

/** The global that the script brings; fetched when first needed, again after a failure. @returns {Promise<any>} */
export function load() {
  loading ??= new Promise((resolve, reject) => {
    const script = document.createElement('script');
    script.src = ADDRESS;
    script.onload = () => resolve(/** @type {any} */ (globalThis).Plotly);
    script.onerror = () => {
      script.remove();
      loading = null;
      reject(new Error('Plotly could not be loaded. The page goes on without it; is the server still there?'));
    };
    document.head.append(script);
  });
  return loading;
}

/** The values as a figure; as a table where the drawing knows no better.
 * @param {string} view @param {Inspection} values @param {object} options */
async function figureOf(view, values, options) {
  const theme = drawingTheme();
  const drawing = /** @type {Drawing} */ (await import(`./${view}.draw.js`));
  const { data, layout } = drawing.plotly?.(values, theme, options) ?? tableOf(values, theme);
  return { data, layout: { ...styled(theme, layout), uirevision: 'the same place after a refresh' } };
}

/** @param {Inspection} values @param {import('./drawing.js').Theme} theme */
function tableOf({ columns, rows }, theme) {
  const look = (/** @type {string} */ color) => ({ align: 'left', fill: { color }, font: { color: theme.ink } });
  const cells = columns.map((_, i) => rows.map((row) => (typeof row[i] === 'string' ? plain(row[i]) : row[i])));
  const header = { values: columns.map(plain), ...look(theme.grid) };
  return { data: [{ type: 'table', header, cells: { values: cells, ...look(theme.paper) } }], layout: {} };
}

/**
 * A picture's values as an interactive figure over the page: zoom, pan, hover, save.
 * @param {{view: string, title: string, options: object, inspect: () => Promise<Inspection | null>,
 *   onClose: () => void}} props
 */
export function PlotlyDialog({ view, title, options, inspect, onClose }) {
  const id = useId();
  const dialog = useRef(/** @type {HTMLDialogElement | null} */ (null));
  const place = useRef(/** @type {HTMLDivElement | null} */ (null));
  const [says, setSays] = useState(loading ? 'Drawing.' : 'Loading Plotly: a few megabytes from this server, once.');
  const [of, setOf] = useState('');
  const [ready, setReady] = useState(false);

  /** Draw the values of now. */
  async function refresh() {
    const values = await inspect();
    if (!values) return setSays('There is nothing to draw yet.');
    const { data, layout } = await figureOf(view, values, options);
    const plotly = await load();
    if (!place.current) return undefined;
    setSays('Drawing.');
    await plotly.react(place.current, data, layout, CONFIG);
    setOf(values.of ? ` of ${values.of}` : '');
    setSays('');
    return setReady(true);
  }
  const attempt = () => refresh().catch((/** @type {Error} */ error) => setSays(error.message));

  useEffect(() => {
    const node = place.current;
    dialog.current?.showModal();
    attempt();
    return () => {
      if (node) /** @type {any} */ (globalThis).Plotly?.purge(node);
    };
  }, []);

  const save = (/** @type {'png' | 'svg'} */ format) => load().then((plotly) => plotly.downloadImage(place.current, {
    format, filename: `ravine ${title}${of}`, ...SIZE, ...(format === 'png' && { scale: 2 }),
  }));
  const button = (/** @type {string} */ label, /** @type {() => void} */ act) =>
    html`<button type="button" disabled=${!ready} onClick=${act}>${label}</button>`;
  // Keys are the dialog's own while it is open: none of them plays, steps or resets. A press beside the buttons puts
  // the focus on what is inside, not on the page behind.
  return html`<dialog class="plotly" ref=${dialog} aria-labelledby=${id} onClose=${onClose}
      onKeyDown=${(/** @type {KeyboardEvent} */ e) => e.stopPropagation()}>
    <div class="plotly-inside" tabindex="-1"><header><h2 id=${id}>${title}${of}</h2><span role="status">${says}</span>
      ${button('Refresh', attempt)}${button('Save PNG', () => save('png'))}${button('Save SVG', () => save('svg'))}
      <button type="button" onClick=${() => dialog.current?.close()}>Close</button></header>
    <div class="plotly-figure" ref=${place}></div></div>
  </dialog>`;
}
