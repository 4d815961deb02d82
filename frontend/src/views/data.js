import { effect, html, useEffect, useMemo, useRef, useState } from '/static/vendor/ui.js';
import { PaintTools, Painted } from '../controls/paint.js';
import { unfocused } from '../keyboard.js';
import { Outbox, sendPoints } from '../own_data.js';
import { MOST_CLASSES, MOST_POINTS, Painting } from '../painting.js';
import { count } from '../wording.js';
import { Brush } from './brush.js';
import { AROUND } from './data.draw.js';
import { Figure, shown } from './figure.js';
import { PartMark } from './part_mark.js';
import { sizeOf } from './picture.js';
import { Thumbnail } from './thumbnail.js';

/** @typedef {import('../store.js').Store} Store */
/** @typedef {import('../generated/types.js').DataShape} DataShape */
/** @typedef {import('../own_data.js').Own} Own */
/** @typedef {import('./thumbnail.js').Sample} Sample */

/** The examples on the plane, and the brush that makes one's own.
 * @param {{store: Store, link: import('../link.js').Link, take: (own: Own) => void, sample: Sample | undefined}} props
 * take: let the session learn from own data. sample: pictures, where the examples are some */
export function DataView({ store, link, take, sample }) {
  const painting = useMemo(() => new Painting(), []);
  const [refusal, setRefusal] = useState('');
  const [cross, setCross] = useState(/** @type {[number, number] | null} */ (null));
  const data = store.data.value;
  const on = painting.on.value;
  const place = useRef(/** @type {HTMLElement | null} */ (null));
  useEffect(() => learning(store, painting, take, setRefusal), []);
  useEffect(() => {
    if (on) place.current?.scrollIntoView({ block: 'nearest' });
  }, [on]);

  const copied = async (/** @type {DataShape} */ { classes }) => {
    const found = await link.inspect(shown.get('data') ?? '');
    return /** @type {const} */ ([(found?.present ?? []).filter(within), classes.length]);
  };
  const toggle = async () => {
    const name = store.network.peek()?.data?.name ?? '';
    if (!on && !painting.concerns(name)) {
      const [points, classes] = data?.own && paintable(data) ? await copied(data) : [[], 2];
      painting.resume(points, classes, name);
    }
    setCross(null);
    setRefusal('');
    painting.on.value = !on;
  };
  const copy = paintable(data) && (async () => painting.replace(...await copied(data)));
  const options = { painted: on ? painting.points.value : null, cross: on ? cross : null };
  const paint = store.spec.value?.place !== 'vision' && html`<button type="button" class="small paint"
    aria-pressed=${on} onMouseDown=${unfocused} onClick=${toggle}>Paint</button>`;
  const legend = html`${paint}${on && html`<${PaintTools} painting=${painting} copy=${copy} />`}`;
  return html`<div class="data-view" data-painting=${on} ref=${place}>
    <${Figure} link=${link} name="data" view="data" options=${options} title=${on ? 'Your own points' : 'Examples'}
      legend=${legend}>
      ${on && html`<${Brush} painting=${painting} cross=${cross} setCross=${setCross} />`}
      ${!on && data?.image && sample && html`<div class="pictures"><${Thumbnail} sample=${sample} word="" rows=${3} />
        </div>`}
    <//>
    ${on ? html`<${Painted} painting=${painting} refusal=${refusal} />` : html`<${Legend} data=${data} />`}
  </div>`;
}

/** Whether the session's examples can be taken over as points. @param {DataShape | null} data
 * @returns {data is DataShape} */
function paintable(data) {
  if (!data || data.inputs !== 2 || data.task !== 'classification' || data.classes.length > MOST_CLASSES) return false;
  const { train, validation, test } = data.counts;
  return train + validation + test <= MOST_POINTS && JSON.stringify(data.bounds) === JSON.stringify(AROUND);
}

/** Noise may have carried an example out of the square. @param {number[]} point */
const within = (point) => AROUND.every(([low, high], axis) => low <= point[axis] && point[axis] <= high);

/** Sends what is painted as soon as it can be learned from. Another data set ends the painting.
 * @param {Store} store @param {Painting} painting @param {(own: Own) => void} take
 * @param {(why: string) => void} refuse */
function learning(store, painting, take, refuse) {
  const outbox = new Outbox(sendPoints, (own) => {
    refuse('');
    painting.names.add(own.name);
    take(own);
  }, ({ message }) => refuse(message));
  const stops = [
    effect(() => {
      const [points, classes] = [painting.points.value, painting.classes.value];
      if (!painting.on.value || painting.missing.value || points === painting.known) return;
      painting.known = points;
      outbox.offer({ points, classes });
    }),
    effect(() => {
      const name = store.network.value?.data?.name ?? '';
      if (painting.names.has(name)) painting.begunFrom = ''; // to choose that set again is to leave the painting
      if (painting.concerns(name)) return;
      painting.on.value = false;
      outbox.forget();
    }),
  ];
  return () => stops.forEach((stop) => stop());
}

/** What the marks mean, and how many examples there are. @param {{data: DataShape | null}} props */
function Legend({ data }) {
  if (!data) return html`<div class="data-side"></div>`;
  const { classes, counts, image, task } = data;
  return html`<div class="data-side">
    <ul class="class-list" aria-label="Classes" data-short=${classes.every((label) => label.length < 3)}>
      ${image && html`<li class="quiet">${sizeOf(image).join(' ')}</li>`}
      ${task === 'regression' && html`<li class="class-key">low <i class="ramp"></i> high</li>`}
      ${classes.slice(0, MOST_CLASSES).map((label, k) => html`<li class="class-key" title=${label}>
        ${!image && html`<i style=${`background:var(--class-${(k % MOST_CLASSES) + 1})`}></i>`}
        <span>${label}</span></li>`)}
      ${classes.length > MOST_CLASSES && html`<li class="quiet">and ${classes.length - MOST_CLASSES} more</li>`}
    </ul>
    <dl class="part-list">${PARTS.map(([part, label]) => html`<div>
      <dt><${PartMark} part=${part} /> ${label}</dt><dd>${count(counts[part])}</dd></div>`)}</dl>
  </div>`;
}

const PARTS = /** @type {const} */ ([['train', 'training'], ['validation', 'validation'], ['test', 'test']]);
