import { html, useMemo, useRef, useState } from '/static/vendor/ui.js';
import { useAnswer, useSeen } from '../../asking.js';
import { count } from '../../wording.js';
import { CanvasPicture } from '../canvas_picture.js';
import { Lens, LaneChoice, useLane } from './lens.js';

/** @typedef {import('../../generated/types.js').Augmented} Augmented */

/** Pictures of the next batch beside what augmentation makes of them for the network; again on a click.
 * @param {import('./lens.js').Props} props */
export function Augment({ store }) {
  const box = useRef(/** @type {HTMLElement | null} */ (null));
  const seen = useSeen(box);
  const [lane, choose] = useLane(store, ({ augment }) => Object.values(augment).some(Boolean));
  const [again, setAgain] = useState(0);
  const pictures = Boolean(store.data.value?.image);
  const { answer, refusal } = useAnswer(store, 'augment', { lane: lane?.id, again },
    { on: seen && lane !== null && pictures });
  const told = /** @type {Augmented | null} */ (answer);
  const [before, after] = useMemo(() => [told?.before ?? [], told?.after ?? []].map((texts) => texts.map(bytesOf)),
    [told]); // a picture is drawn again where its bytes are others
  const augment = store.network.value?.lanes[store.indexOf(lane?.id)]?.augment ?? {};
  const chosen = Object.values(augment).filter(Boolean);
  return html`<${Lens} title="Augmented pictures" box=${box} kind="augment" refusal=${pictures ? refusal : ''}
      legend=${html`<${LaneChoice} ...${{ store, lane, choose }} />`}>
    ${!pictures ? html`<p class="help">These data are no pictures.</p>`
      : !told ? html`<p class="help">${refusal ? '' : 'Waiting for the pictures.'}</p>`
        : html`<div class="augment-acts"><button type="button" onClick=${() => setAgain(again + 1)}>Draw again</button>
            <span class="help">${said(told, chosen.length)}</span></div>
          <ul class="augmented" aria-label="Pictures of the next batch">${told.rows.map((row, i) => html`<li key=${row}>
            <${CanvasPicture} bytes=${before[i]} image=${told.image} label="as it is" />
            <${CanvasPicture} bytes=${after[i]} image=${told.image} label="as the network sees it" />
            <span>${store.data.value?.classes[told.labels[i]] ?? ''}</span></li>`)}</ul>`}
  <//>`;
}

/** @param {Augmented} told @param {number} chosen how many augmentations */
function said({ update, drawn_at: drawnAt, rows }, chosen) {
  const which = `The first ${count(rows.length)} pictures of the batch of update ${count(update + 1)}, `
    + 'above as they are, below ';
  if (!chosen) return `${which}as the network sees them: the same, for this lane has no augmentation. Choose `
    + 'some in its controls, under Regularisation.';
  if (drawnAt === update) return `${which}as the network will see them.`;
  return `${which}with the random numbers of update ${count(drawnAt + 1)}.`;
}

/** @param {string} text base64 */
const bytesOf = (text) => Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0));
