import { html, useEffect, useRef, useState } from '/static/vendor/ui.js';
import { drawingTheme, theme } from '../theme.js';
import { shown } from './figure.js';
import { CONFIG, load } from './plotly.js';
import { reliefOf } from './relief_figure.js';
import { styled } from './plotly_style.js';

const BEAT = 500; // milliseconds between two looks: calm, and light

/** The surface as a landscape that one can turn, with the lanes' ways on it; drawn only while it is open.
 * @param {{store: import('../store.js').Store, link: import('../link.js').Link}} props */
export function Relief({ link }) {
  const place = useRef(/** @type {HTMLDivElement | null} */ (null));
  const [says, setSays] = useState('Loading Plotly: a few megabytes from this server, once.');
  const [log, setLog] = useState(true);
  const look = theme.value;
  useEffect(() => {
    let here = true;
    let busy = false;
    let drawn = '';
    async function beat() {
      if (busy || document.hidden) return;
      busy = true;
      try {
        const values = await link.inspect(shown.get('surface') ?? '');
        if (!values?.field || !here) return;
        const { rows, lanes, field } = values;
        const now = JSON.stringify([rows.length, lanes, field.window, field.values[0], field.values[9999]]);
        if (now === drawn) return;
        const plotly = await load();
        if (!here || !place.current) return;
        const { data, layout } = reliefOf(values, drawingTheme(), log);
        await plotly.react(place.current, data, styled(drawingTheme(), layout), { ...CONFIG, displayModeBar: false });
        drawn = now;
        setSays('');
      } catch (error) {
        if (here) setSays(/** @type {Error} */ (error).message);
      } finally {
        busy = false;
      }
    }
    beat();
    const again = setInterval(beat, BEAT);
    return () => {
      here = false;
      clearInterval(again);
    };
  }, [look, log]);
  useEffect(() => {
    const node = place.current;
    return () => {
      if (node) /** @type {any} */ (globalThis).Plotly?.purge(node);
    };
  }, []);
  return html`<div class="relief">
    <div class="relief-head"><span class="help" role="status">${says || 'Drag to turn, wheel to come closer.'}</span>
      <label class="toggle"><input type="checkbox" checked=${log}
        onChange=${(/** @type {any} */ e) => setLog(e.target.checked)} /> log height</label></div>
    <div class="relief-place" ref=${place} role="img"
      aria-label="The surface as a landscape with the lanes’ ways on it"></div>
  </div>`;
}
