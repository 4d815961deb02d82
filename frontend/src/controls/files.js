import { html, useEffect, useRef, useState } from '/static/vendor/ui.js';
import { NotTaken, csvOf, isOwn, purposeOf, readSpec, save, sendCsv } from '../own_data.js';

/** @typedef {import('../store.js').Store} Store */
/** @typedef {import('../own_data.js').Own} Own */

/**
 * Data and specs as files: opened by a button or dropped anywhere on the page, and saved. What cannot be taken is
 * said here; the session goes on as it was.
 * @param {{store: Store, take: (own: Own) => void}} props take: let the session learn from own data
 */
export function Files({ store, take }) {
  const [trouble, setTrouble] = useState('');
  const tell = (/** @type {string} */ text) => {
    setTrouble(text);
    store.notice.value = text;
  };
  /** What a person asked for, and why it could not be. @param {() => Promise<unknown>} work */
  const attempt = async (work) => {
    tell('');
    try {
      await work();
    } catch (error) {
      if (!(error instanceof NotTaken)) throw error;
      tell(error.message);
    }
  };
  const open = (/** @type {File[]} */ files, isFolder = false) => attempt(async () => {
    const purpose = purposeOf(files, store.catalogue.value?.limits.message_bytes ?? 0, isFolder);
    if (purpose === 'spec') store.load(await readSpec(files[0]));
    else take(await sendCsv(files[0]));
  });
  const spec = store.network.value;
  const saveData = () => attempt(async () => {
    if (spec) save(`ravine-${isOwn(spec.data.name) ? 'own-data' : spec.data.name}.csv`, await csvOf(spec));
  });
  const saveSpec = () => save('ravine-spec.json',
    new Blob([`${JSON.stringify(spec, null, 2)}\n`], { type: 'application/json' }));
  return html`<div class="files">
    <div class="tools" role="group" aria-label="Files">
      <${Opener} label="Open CSV" accept=".csv,.tsv,.txt,text/csv" open=${open}
        title="Columns of numbers and a last column with the label; or drop the file anywhere" />
      <button type="button" class="small" onClick=${saveData} title="The examples of this data set">Save CSV</button>
      <${Opener} label="Open spec" accept=".json,application/json" open=${open}
        title="A session that was saved as a spec: all lanes start anew" />
      <button type="button" class="small" onClick=${saveSpec} title="The whole session: seed, data, lanes">Save spec
      </button>
    </div>
    ${trouble && html`<div class="refusal dismissable" role="alert"><p>${trouble}</p>
      <button type="button" class="small" onClick=${() => tell('')} aria-label="dismiss">×</button></div>`}
    <${DropTarget} open=${open} />
  </div>`;
}

/** @param {{label: string, accept: string, title: string, open: (files: File[]) => void}} props */
export function Opener({ label, accept, title, open }) {
  const input = useRef(/** @type {HTMLInputElement | null} */ (null));
  const chosen = () => {
    const files = [...(input.current?.files ?? [])];
    if (input.current) input.current.value = ''; // the same file again is news again
    if (files.length) open(files);
  };
  return html`<button type="button" class="small" title=${title} onClick=${() => input.current?.click()}>${label}
    </button><input ref=${input} type="file" hidden accept=${accept} onChange=${chosen} aria-label=${label} />`;
}

/** The whole page, while a file is held over it. @param {{open: (files: File[], isFolder: boolean) => void}} props */
function DropTarget({ open }) {
  const [over, setOver] = useState(false);
  const opened = useRef(open);
  opened.current = open;
  useEffect(() => {
    const holdsFiles = (/** @type {DragEvent} */ e) => e.dataTransfer?.types.includes('Files') ?? false;
    const hover = (/** @type {DragEvent} */ e) => {
      if (!holdsFiles(e)) return;
      e.preventDefault(); // else the browser would leave the page for the file
      setOver(true);
    };
    const leave = (/** @type {DragEvent} */ e) => {
      if (!e.relatedTarget) setOver(false);
    };
    const drop = (/** @type {DragEvent} */ e) => {
      setOver(false);
      if (!e.dataTransfer || !holdsFiles(e) || e.defaultPrevented) return; // where it fell it was taken already
      e.preventDefault();
      const { files, items } = e.dataTransfer;
      opened.current([...files], [...items].some((item) => item.webkitGetAsEntry()?.isDirectory));
    };
    const heard = /** @type {const} */ ([['dragenter', hover], ['dragover', hover], ['dragleave', leave],
      ['drop', drop]]);
    for (const [kind, hear] of heard) addEventListener(kind, hear);
    return () => heard.forEach(([kind, hear]) => removeEventListener(kind, hear));
  }, []);
  return over && html`<div class="drop-hint"><p><b>Drop the file</b><br />
    a CSV with columns of numbers and a last column with the label, or a spec (.json)</p></div>`;
}
