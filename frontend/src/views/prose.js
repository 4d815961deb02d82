import { html } from '/static/vendor/ui.js';
import { Formula } from './formula.js';

/** @typedef {import('../lessons.js').Node} Node */

/** Elements that a text may have, by what they are here: a lesson's steps have headings of their own above its. */
const ELEMENTS = /** @type {Record<string, string>} */ ({
  p: 'p', ul: 'ul', ol: 'ol', li: 'li', em: 'em', strong: 'strong', code: 'code', pre: 'pre', h3: 'h4',
  br: 'br', hr: 'hr', blockquote: 'blockquote', thead: 'thead', tbody: 'tbody', tr: 'tr', th: 'th', td: 'td',
});
const OUTSIDE = /^https?:\/\//;

/** A text that came as a tree: built of elements, never of HTML. @param {{text: Node | Node[] | undefined}} props */
export function Prose({ text }) {
  return html`<div class="prose">${shown(text)}</div>`;
}

/** @param {Node | Node[] | undefined} node @returns {any} */
export function shown(node) {
  if (Array.isArray(node)) return node.map(shown);
  if (typeof node === 'string') return node.replaceAll(' %', '\u00a0%'); // no line begins with it
  if (!node) return node;
  const { tag, children = [], href, display = false } = node;
  if (tag === 'math') {
    const latex = children.join('');
    return html`<span class="math" data-display=${display}>
      <${Formula} latex=${latex} text=${latex} display=${display} /></span>`;
  }
  if (tag === 'a')
    return href && OUTSIDE.test(href)
      ? html`<a href=${href} target="_blank" rel="noopener noreferrer">${shown(children)}</a>` : shown(children);
  if (tag === 'table')
    return html`<div class="scroll" tabindex="0" role="region" aria-label="table">
      <table>${shown(children)}</table></div>`;
  const element = ELEMENTS[tag];
  return element ? html`<${element}>${shown(children)}<//>` : shown(children);
}
