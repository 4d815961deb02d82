import { computed, signal } from '/static/vendor/ui.js';
import { experiment, lesson, partOf } from './places.js';

/** A piece of text: words, or an element with more of them. `math` holds LaTeX.
 * @typedef {string | {tag: string, children?: Node[], href?: string, display?: boolean}} Node */
/** What is measured. @typedef {{measure: string, lane?: string, value?: number}} Side  value: of the lesson's sweep */
/**
 * @typedef {object} Lesson  as `recipe/lessons/` has it
 * @property {string} name
 * @property {number} row  of the lecture
 * @property {string} title
 * @property {number} minutes  to read it
 * @property {{title: string, url: string, authors: string, year: number} | null} paper
 * @property {Experiment[]} experiments
 */
/**
 * @typedef {object} Experiment
 * @property {string} lesson  whose it is
 * @property {number} place  among the lesson's, from 0
 * @property {string} key  for what this person has done of it
 * @property {string | null} label  what it is called among several
 * @property {string[]} views
 * @property {number} updates  how far it runs
 * @property {number | null} speed  updates a second; null: as fast as it goes
 * @property {{text: string, choices: string[], right: number}} question
 * @property {{says: string, left: Side, right: Side | number}[]} claims
 * @property {import('./store.js').SessionSpec} spec
 * @property {object | null} sweep
 * @property {{see: Node[], explain: Node[], try: Node[], notes: Node[]}} text
 */
/** @typedef {{title: string, lessons: Lesson[]}} Part */
/** @typedef {{choice?: number, done?: boolean}} Progress  choice: what was predicted */

/**
 * The lessons in the lecture's order; null until they are there.
 * @type {import('/static/vendor/ui.js').Signal<Part[] | null>}
 */
export const parts = signal(null);
/** Why there are none. */
export const missing = signal('');
/** All of them, one after the other. */
export const lessons = computed(() => (parts.value ?? []).flatMap((part) => part.lessons));
/** The one that is open; null on the first page. */
export const opened = computed(() => lessons.value.find(({ name }) => name === lesson.value) ?? null);
/** The experiment of it that is shown. */
export const tried = computed(() => {
  const all = opened.value?.experiments;
  return all?.[experiment.value] ?? all?.[0] ?? null;
});

/** @type {Promise<void> | null} */
let loading = null;

/** Asked for once; again after a failure. */
export function loadLessons() {
  loading ??= fetch('/api/lessons').then(async (answer) => {
    if (!answer.ok) throw new Error(`the server said ${answer.status}`);
    parts.value = (await answer.json()).parts.map(placed);
    missing.value = '';
  }).catch((/** @type {Error} */ { message }) => {
    missing.value = `The lessons did not come: ${message}.`;
    loading = null;
  });
  return loading;
}

/** Every experiment knows where it stands. @param {Part} part @returns {Part} */
const placed = (part) => ({ ...part, lessons: part.lessons.map((one) => ({
  ...one, experiments: one.experiments.map((each, place) => (
    { ...each, lesson: one.name, place, key: partOf(one.name, place) })),
})) });

const KEPT = 'ravine-lessons';

/** What this person has done so far, by the keys of experiments: it stays in this browser.
 * @type {import('/static/vendor/ui.js').Signal<Record<string, Progress>>} */
export const progress = signal(remembered());

/** Whether all of a lesson is done. @param {Lesson} lesson */
export const isDone = ({ experiments }) => experiments.every(({ key }) => progress.value[key]?.done);

/** @param {string} key @param {Progress} change */
export function note(key, change) {
  progress.value = { ...progress.value, [key]: { ...progress.value[key], ...change } };
  try {
    localStorage.setItem(KEPT, JSON.stringify(progress.value));
  } catch {
    // a browser that keeps nothing shows it until it is closed
  }
}

/** @returns {Record<string, Progress>} */
function remembered() {
  try {
    return Object(JSON.parse(localStorage.getItem(KEPT) ?? '{}'));
  } catch {
    return {};
  }
}
