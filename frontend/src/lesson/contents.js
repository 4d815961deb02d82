import { html } from '/static/vendor/ui.js';
import { isDone, loadLessons, missing, parts } from '../lessons.js';
import { CONTENTS, hashOf, lesson } from '../places.js';

/** @typedef {import('../lessons.js').Lesson} Lesson */

/** All lessons in the lecture's order; which one is open, and which are done. */
export function Contents() {
  return html`<nav class="contents" aria-label="Lessons">
    <a class="contents-first" href=${hashOf(CONTENTS)}
      aria-current=${lesson.value === CONTENTS ? 'page' : undefined}>The recipe</a>
    ${(parts.value ?? []).map(({ title, lessons }) => lessons.length > 0 && html`<section key=${title}>
      <h2>${title}</h2>
      <ol>${lessons.map((one) => html`<li key=${one.name}><a href=${hashOf(one.name)}
        aria-current=${one.name === lesson.value ? 'page' : undefined}><span class="row-number">${one.row}</span>
        <span>${one.title}</span>${isDone(one)
          && html`<span class="tick" title="done"><span class="hidden">done</span></span>`}</a></li>`)}</ol>
    </section>`)}
    <${Missing} />
  </nav>`;
}

/** The same for a narrow screen: one line. */
export function Choose() {
  const go = (/** @type {any} */ e) => {
    location.hash = hashOf(e.target.value);
  };
  return html`<label class="choose-lesson"><span class="quiet" aria-hidden="true">Lesson</span> <select
      aria-label="Lesson" value=${lesson.value} onChange=${go}>
    <option value=${CONTENTS} selected=${lesson.value === CONTENTS}>The recipe: all lessons</option>
    ${(parts.value ?? []).map(({ title, lessons }) => html`<optgroup label=${title}>
      ${lessons.map((one) => html`<option value=${one.name} selected=${one.name === lesson.value}>
        ${one.row}. ${one.title}${isDone(one) ? ' ✓' : ''}</option>`)}
    </optgroup>`)}</select></label>`;
}

/** Why there are no lessons, where that is so. */
export function Missing() {
  if (!missing.value) return null;
  return html`<p class="refusal" role="status">${missing.value} <button type="button" class="small"
    onClick=${() => loadLessons()}>Try again</button></p>`;
}
