import { html, useEffect, useLayoutEffect, useRef, useState } from '/static/vendor/ui.js';
import { toHash } from '../address.js';
import { Panel } from '../controls/panel.js';
import { SurfacePanel } from '../controls/surface_panel.js';
import { Timeline } from '../controls/timeline.js';
import { Choose, Contents, Missing } from '../lesson/contents.js';
import { Predict } from '../lesson/predict.js';
import { Run } from '../lesson/run.js';
import { See } from '../lesson/see.js';
import { Explain, Notes, Try } from '../lesson/text.js';
import { lessons, loadLessons, note, opened, progress, tried } from '../lessons.js';
import { hashOf, keyOf, viewHash } from '../places.js';
import { Gallery } from '../views/gallery.js';
import { Keys } from './keys.js';
import { Waiting } from './waiting.js';

/** @typedef {import('../page.js').Props} Props */
/** @typedef {import('../page.js').Visit} Visit */
/** @typedef {import('../lessons.js').Lesson} Lesson */
/** @typedef {import('../lessons.js').Experiment} Experiment */

/** What the first page shows: the flow chart, and what it speaks of. */
const FIRST = ['flow', 'regions', 'gradients', 'loss', 'accuracy'];

const AIR = 28; // pixels above and below what stays in sight

/** The lecture, one lesson after the other: what there is on the left, the lesson in five steps, and what it shows.
 * @param {Props & {controls: boolean, visit: Visit}} props */
export function RecipePlace({ store, link, controls, visit }) {
  useEffect(() => {
    loadLessons();
  }, []);
  const [lesson, experiment] = [opened.value, tried.value];
  return html`<div class="recipe" data-contents=${controls}>
    ${controls && html`<aside class="card recipe-contents" aria-label="Table of contents"><${Contents} /></aside>`}
    <main class="recipe-main" key=${keyOf('recipe')}>
      <${Choose} />
      ${lesson && experiment ? html`<${LessonPage} ...${{ store, link, lesson, experiment, visit }} />`
        : html`<${First} store=${store} link=${link} />`}
    </main>
  </div>`;
}

/** The first page: where to begin, and the recipe itself. @param {Props} props */
function First({ store, link }) {
  const first = lessons.value[0];
  return html`<section class="card recipe-first">
      <h2>The recipe of deep learning</h2>
      <p>Every tip of the lecture is an experiment here: say what will happen, run it, see what the engine measured, and
        change it. The chart below follows the lane that you pick: press Play.</p>
      <${Missing} />
      ${first && html`<a class="next-lesson" href=${hashOf(first.name)}>Begin: ${first.title}</a>`}
    </section>
    <div class="recipe-views" data-first="true">
      <${Timeline} store=${store} />
      ${store.spec.value ? html`<${Gallery} ...${{ store, link, experiment: null, names: FIRST }} />`
        : html`<${Waiting} store=${store} />`}
      <${Keys} of="network" />
    </div>`;
}

/** @param {Props & {lesson: Lesson, experiment: Experiment, visit: Visit}} props */
function LessonPage({ store, link, lesson, experiment, visit }) {
  const heading = useRef(/** @type {HTMLElement | null} */ (null));
  useLayoutEffect(() => { // whoever came by a link within the page goes on reading here
    if (document.activeElement?.closest('.recipe')) heading.current?.focus();
  }, []);
  const kind = experiment.spec.place;
  const apart = async () => {
    const spec = store.spec.value ?? experiment.spec;
    const back = { apart: lesson.name, experiment: experiment.place };
    visit((await toHash(spec)) + viewHash(back).replace('#', '&'));
  };
  const begin = () => { // for the next class, too
    note(experiment.key, { choice: undefined });
    store.load(experiment.spec);
  };
  return html`<article class="lesson" aria-labelledby="lesson-title">
      <header class="card lesson-head">
        <p class="quiet">Lesson ${lesson.row}, ${minutes(lesson.minutes)} to read</p>
        <h2 id="lesson-title" tabindex="-1" ref=${heading}>${lesson.title}</h2>
        <div class="lesson-acts">
          <button type="button" onClick=${apart} disabled=${!store.ready.value}
            title="A session of its own with what the lanes are now, in the place with all controls">
            Take it apart</button>
          <button type="button" onClick=${begin} disabled=${!store.ready.value}
            title="The lesson's own lanes, and no prediction yet, as at the beginning">Begin again</button>
        </div>
        <${Experiments} lesson=${lesson} experiment=${experiment} />
      </header>
      <${Predict} store=${store} experiment=${experiment} />
      <${Run} store=${store} experiment=${experiment} />
      <${Views}>
        <${Timeline} store=${store} />
        ${store.spec.value ? html`<${Gallery} ...${{ store, link, experiment, names: experiment.views }} />`
          : html`<${Waiting} store=${store} />`}
        <${Keys} of=${kind} />
      <//>
      <${Covered} store=${store} experiment=${experiment}>
        <${See} store=${store} experiment=${experiment} />
        <${Explain} experiment=${experiment} paper=${lesson.paper} />
      <//>
      <${Try} experiment=${experiment}><${Controls} store=${store} link=${link} kind=${kind} /><//>
      <${Notes} experiment=${experiment} />
      <${Neighbours} lesson=${lesson} experiment=${experiment} />
    </article>`;
}

/** The experiments of a lesson, where it has several. @param {{lesson: Lesson, experiment: Experiment}} props */
function Experiments({ lesson: { name, experiments }, experiment }) {
  if (experiments.length < 2) return null;
  return html`<nav aria-label="Experiments"><ol class="experiments">
    ${experiments.map(({ label, place }) => html`<li key=${place}><a href=${hashOf(name, place)}
      aria-current=${place === experiment.place ? 'step' : undefined}>${label}</a></li>`)}</ol></nav>`;
}

/** What comes, and why, is covered until something was predicted or run: above it would stand a question, answered.
 * @param {{store: import('../store.js').Store, experiment: Experiment, children?: any}} props */
function Covered({ store, experiment, children }) {
  const [shown, setShown] = useState(false);
  const predicted = progress.value[experiment.key]?.choice !== undefined;
  if (shown || predicted || (store.state.value?.end ?? 0) > 0) return children;
  return html`<section class="step covered">
    <p class="quiet">What there is to see, and why, comes when you have predicted.</p>
    <button type="button" class="small" onClick=${() => setShown(true)}>Show it now</button></section>`;
}

/**
 * What a lesson shows stays in sight beside its text, where it fits into the window.
 * @param {{children?: any}} props
 */
function Views({ children }) {
  const box = useRef(/** @type {HTMLElement | null} */ (null));
  const [fits, setFits] = useState(false);
  useLayoutEffect(() => {
    const measure = () => {
      const bar = /** @type {HTMLElement | null} */ (document.querySelector('.top'))?.offsetHeight ?? 0;
      setFits((box.current?.offsetHeight ?? Infinity) + bar + AIR < innerHeight);
    };
    const sizes = new ResizeObserver(measure);
    if (box.current) sizes.observe(box.current);
    addEventListener('resize', measure);
    return () => {
      sizes.disconnect();
      removeEventListener('resize', measure);
    };
  }, []);
  return html`<div class="recipe-views" data-fits=${fits} ref=${box}>${children}</div>`;
}

/** All that can be changed, for who wants it; what is closed is not there. @param {Props & {kind: string}} props */
function Controls({ store, link, kind }) {
  const [open, setOpen] = useState(false);
  return html`<details class="lesson-controls" onToggle=${(/** @type {any} */ e) => setOpen(e.currentTarget.open)}>
    <summary>Controls of this session</summary>
    ${open && html`<${kind === 'surface' ? SurfacePanel : Panel} store=${store} link=${link} />`}
  </details>`;
}

/** What comes before and after: an experiment of this lesson, or another one.
 * @param {{lesson: Lesson, experiment: Experiment}} props */
function Neighbours({ lesson, experiment }) {
  const all = lessons.value.flatMap(({ name, title, experiments }) => experiments.map(({ label, place }) => (
    { hash: hashOf(name, place), own: name === lesson.name, place, title: name === lesson.name ? label : title })));
  const at = all.findIndex(({ own, place }) => own && place === experiment.place);
  const [before, next] = [all[at - 1], all[at + 1]];
  return html`<nav class="step neighbours" aria-label="Neighbouring lessons">
    ${before && html`<a href=${before.hash} rel="prev">◂ ${before.title}</a>`}
    ${next && html`<a class="next-lesson" href=${next.hash} rel="next">${next.title} ▸</a>`}
  </nav>`;
}

/** @param {number} value */
const minutes = (value) => (value < 1 ? 'less than a minute' : `${Math.ceil(value)} minute${value > 1 ? 's' : ''}`);
