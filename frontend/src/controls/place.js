import { agreed, patchAt, valueAt } from '../paths.js';

/** @typedef {import('../store.js').Store} Store */
/**
 * @template [Document=any]
 * @typedef {object} Place  where a control reads and writes
 * @property {'lane' | 'session'} scope
 * @property {(path: string) => any} read  what is in force, or on its way; DIFFER where the picked lanes do not agree
 * @property {(path: string, value: unknown) => void} write
 * @property {(path: string, value: unknown, changes: (document: Document) => object) => void} change  at more places
 * @property {(path: string) => string} refusal  why the last change was not accepted, or ''
 */

/** The picked lanes. @param {Store} store @returns {Place<import('../generated/types.js').LaneSpec>} */
export function lanePlace(store) {
  const key = (/** @type {string} */ path) => `lane.${path}`;
  const { pending, refusals } = store.edits;
  return {
    scope: 'lane',
    read: (path) => pending.value.has(key(path))
      ? pending.value.get(key(path))
      : agreed(store.targets.value.map((lane) => valueAt(lane.spec, path))),
    write: (path, value) => store.editLanes(key(path), value, (lane) => patchAt(lane, path, value)),
    change: (path, value, changes) => store.editLanes(key(path), value, changes),
    refusal: (path) => refusals.value.get(key(path)) ?? '',
  };
}

/** What all lanes share: seed, data, split, surface. @param {Store} store @returns {Place} */
export function sessionPlace(store) {
  const key = (/** @type {string} */ path) => `session.${path}`;
  const { pending, refusals } = store.edits;
  return {
    scope: 'session',
    read: (path) => (pending.value.has(key(path)) ? pending.value.get(key(path)) : valueAt(store.spec.value, path)),
    write: (path, value) => store.editSession(key(path), value, (session) => patchAt(session, path, value)),
    change: (path, value, changes) => store.editSession(key(path), value, changes),
    refusal: (path) => refusals.value.get(key(path)) ?? '',
  };
}
