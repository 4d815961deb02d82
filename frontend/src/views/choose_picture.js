import { html, useEffect } from '/static/vendor/ui.js';
import { PARTS, own, probe, probed } from '../probed.js';
import { count } from '../wording.js';
import { shown } from './figure.js';
import { Sketch } from './sketch.js';

/** @typedef {import('../store.js').Store} Store */

/** Which picture goes through: one of the data, or one's own. @param {{store: Store}} props */
export function ChoosePicture({ store }) {
  const { counts, image, classes } = store.data.value ?? {};
  const pictures = counts && image && classes?.length ? probed(counts) : null;
  const x = own.value;
  const { part, row, many } = pictures ?? { part: 'test', row: 0, many: 1 };
  useEffect(() => { // a new session, and one that is open on another page too, shows what is said here
    if (store.ready.value && pictures) store.send({ kind: 'probe', ...(x ? { x } : { part, row }) });
  }, [store.ready.value, store.data.value, store.lanes.value.map(({ id }) => id).join(), x, part, row]);
  if (!pictures) return null;
  const other = (/** @type {number} */ next) => probe(part, (next + many) % many);
  return html`<div class="choose-picture" role="group" aria-label="Which picture goes through">
    <button type="button" onClick=${() => other(row - 1)} aria-label="picture before">◂</button>
    <span class="quiet" aria-live="polite">${x ? 'your own picture'
      : `${PARTS[part]} picture ${count(row + 1)} of ${count(many)}`}</span>
    <button type="button" onClick=${() => other(row + 1)} aria-label="next picture">▸</button>
    <button type="button" onClick=${() => other(Math.floor(Math.random() * many))}>Any</button>
  </div>`;
}

/** Paper that is drawn on, and what is on it goes through.
 * @param {{store: Store, link: import('../link.js').Link, lane: number}} props */
export function OwnPicture({ store, link, lane }) {
  const image = store.data.value?.image;
  const size = image?.join();
  useEffect(() => () => void (own.value = null), [size]);
  return image && html`<section class="own-picture" aria-label="Your own picture">
    <h3>Your own picture</h3>
    <${Sketch} key=${size} image=${image} show=${(/** @type {number[]} */ x) => (own.value = x)}
      copy=${async () => (await link.inspect(shown.get(`way:${lane}`) ?? ''))?.picture ?? []} />
  </section>`;
}
