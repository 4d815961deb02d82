import { html, useEffect, useState } from '/static/vendor/ui.js';
import { count, measured } from '../wording.js';

/** @typedef {import('./drawing.js').Inspection} Inspection */

const LATEST = 50; // rows: a table is read, not scrolled through for ever
const REFRESH = 1000; // milliseconds

/** The values of a picture as a table, for those who read rather than see. 
 * @param {{of: string, inspect: () => Promise<Inspection | null>}} props */
export function Values({ of, inspect }) {
  const [open, setOpen] = useState(false);
  const [table, setTable] = useState(/** @type {Inspection | null} */ (null));
  useEffect(() => {
    if (!open) return undefined;
    let here = true;
    const look = () => inspect().then((found) => here && setTable(found));
    look();
    const again = setInterval(look, REFRESH);
    return () => {
      here = false;
      clearInterval(again);
    };
  }, [open]);
  return html`<details class="values" onToggle=${(/** @type {any} */ e) => setOpen(e.currentTarget.open)}>
    <summary>Values</summary>
    ${open && table && html`<${Table} table=${table} of=${of} />`}
  </details>`;
}

/** @param {{table: Inspection, of: string}} props */
function Table({ table: { columns, rows }, of }) {
  const latest = rows.slice(-LATEST);
  const all = `${count(rows.length)} rows.`;
  const said = latest.length < rows.length ? `The last ${LATEST} of ${all}` : all;
  return html`<p class="help">${said}</p>
    <div class="scroll" tabindex="0" role="region" aria-label=${`Values of ${of}`}><table>
      <thead><tr>${columns.map((column) => html`<th scope="col">${column}</th>`)}</tr></thead>
      <tbody>${latest.map((row) => html`<tr>${row.map((cell) => html`<td>${text(cell)}</td>`)}</tr>`)}</tbody>
    </table></div>`;
}

/** @param {string | number} cell */
function text(cell) {
  if (typeof cell === 'string') return cell;
  return Number.isInteger(cell) ? count(cell) : measured(cell);
}
