import { effect, useEffect, useState } from '/static/vendor/ui.js';

/** @typedef {import('./answers.js').Question} Question */

const EVERY = 500; // milliseconds between two questions of a view that lives

/**
 * Ask again whenever something has changed that the answer depends on, while `on`: the update, the spec, a lane's life,
 * the fields. The return is the newest answer, of this kind and about this lane, or
 * about none.
 * @param {import('./store.js').Store} store @param {Question} kind
 * @param {{lane?: number, [field: string]: any}} fields of the command
 * @param {{on?: boolean, every?: number, after?: unknown, still?: boolean}} [how] on: it is wanted and in sight.
 *   every: milliseconds at least between two. after: what else the answer depends on. still: on the fields alone
 */
export function useAnswer(store, kind, fields, { on = true, every = EVERY, after, still = false } = {}) {
  const content = JSON.stringify(fields);
  useEffect(() => {
    if (!on) return undefined;
    let [timer, asked, before] = [0, -Infinity, ''];
    const stop = effect(() => {
      const [ready, spec, state] = [store.ready.value, store.spec.value, store.state.value];
      const lives = state?.lanes.map(({ id, life, update }) => [id, life, update]);
      const now = JSON.stringify(still ? [ready] : [ready, spec, lives, store.live.value.update]);
      if (!ready || now === before) return;
      before = now;
      if (timer) return; // it will ask about what is then
      timer = Number(setTimeout(() => {
        [timer, asked] = [0, performance.now()];
        store.ask(kind, fields);
      }, Math.max(0, asked + every - performance.now())));
    });
    return () => {
      stop();
      clearTimeout(timer);
    };
  }, [store, kind, content, on, every, after, still]);
  const { lane } = fields;
  return {
    answer: store.answers.of(kind, lane), refusal: store.answers.refusal(kind, lane),
    waits: store.answers.waits(kind, lane),
  };
}

/** Whether an element is on the screen, or nearly. @param {{current: Element | null}} element
 * @returns {boolean} */
export function useSeen(element) {
  const [seen, setSeen] = useState(false);
  useEffect(() => {
    if (!element.current) return undefined;
    const sights = new IntersectionObserver(
      (entries) => setSeen(entries[entries.length - 1].isIntersecting), { rootMargin: '240px' });
    sights.observe(element.current);
    return () => sights.disconnect();
  }, []);
  return seen;
}
