import { html } from '/static/vendor/ui.js';

/** How the data view marks an example of this part. @param {{part: 'train' | 'validation' | 'test'}} props */
export function PartMark({ part }) {
  const ring = { train: 0, validation: 1.4, test: 3 }[part];
  return html`<svg class="part-mark" width="10" height="10" viewBox="0 0 10 10" aria-hidden="true">
    <circle cx="5" cy="5" r=${4.5 - ring / 2} stroke-width=${ring} fill=${ring ? 'none' : 'currentColor'}
      stroke="currentColor" /></svg>`;
}
