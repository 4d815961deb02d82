import { html, useEffect, useRef, useState } from '/static/vendor/ui.js';

const MODULE = '/static/vendor/katex/katex.js';
const STYLE = '/static/vendor/katex/katex.css';

/** @type {Promise<typeof import('katex').default> | null} */
let loading = null;

/** KaTeX and its style sheet, when the first formula is shown. */
function load() {
  loading ??= new Promise((resolve, reject) => {
    const style = Object.assign(document.createElement('link'), { rel: 'stylesheet', href: STYLE });
    style.onload = () => import(MODULE).then((module) => resolve(module.default), reject);
    style.onerror = reject;
    document.head.append(style);
  });
  return loading;
}

/** A formula, set by KaTeX; as plain text until that is there.
 * @param {{latex: string, text: string, display?: boolean}} props display: on a line of its own */
export function Formula({ latex, text, display = false }) {
  const place = useRef(/** @type {HTMLElement | null} */ (null));
  const [there, setThere] = useState(false);
  useEffect(() => {
    let here = true;
    load().then((katex) => {
      if (!here || !place.current) return;
      katex.render(latex, place.current, { throwOnError: false, strict: 'ignore', displayMode: display });
      setThere(true);
    }, () => {}); // the text stays
    return () => {
      here = false;
    };
  }, [latex, display]);
  return html`<span class="formula-set">
    ${!there && html`<span class="code">${text}</span>`}<span ref=${place}></span></span>`;
}
