import { signal } from '/static/vendor/ui.js';
import { Newest } from './newest.js';

/** @template T @typedef {import('/static/vendor/ui.js').Signal<T>} Signal */
/** @typedef {keyof typeof ANSWERS} Question */
/** @typedef {{[field: string]: any}} Fields */

/** What answers each question: a question changes nothing. */
const ANSWERS = /** @type {const} */ ({
  augment: 'augmented',
  nudge: 'nudged', slice: 'sliced', ensemble: 'ensembled', gradient_noise: 'noise', sum_of_sigmoids: 'summed_sigmoids',
  shapes: 'shaped', sizes: 'sized', remember: 'remembered', phases: 'phased', rule: 'ruled', outline: 'outlined',
  strongest: 'strongest_pictures', rungs: 'told_rungs', committee: 'committee_told', walk: 'walked',
  advise: 'advised', claims: 'claimed', sweep: 'swept',
});

/** Come again as they get on, without the number of their question. @type {string[]} */
const GO_ON = [ANSWERS.sweep, ANSWERS.claims, ANSWERS.walk];
const NO_CONNECTION = 'There is no connection just now.';

/**
 * The questions that views ask and their newest answers, of each lane apart. While a question of one kind about one
 * lane is being answered, it is not sent again: the newest that was asked meanwhile is sent then.
 */
export class Answers {
  /** What each unanswered question is about. @type {Map<number, string>} */ #asked = new Map();
  /** @type {Map<string, Newest<Fields>>} */ #newest = new Map();
  /** @type {Map<string, Signal<any>>} */ #held = new Map();

  /** @param {(command: any) => void} send @param {() => boolean} connected whether an answer can come at all
   * @param {() => number} number of the next command, which nothing else carries */
  constructor(send, connected, number) {
    this.send = send;
    this.connected = connected;
    this.number = number;
  }

  /** @param {Question} kind @param {Fields} fields of the command */
  ask(kind, fields = {}) {
    const about = `${kind} ${fields.lane ?? ''}`;
    let newest = this.#newest.get(about);
    if (!newest) this.#newest.set(about, (newest = new Newest((next) => this.#send(kind, about, next))));
    this.#signal(`waits ${about}`).value = true;
    newest.ask(fields);
  }

  /** The newest answer to a question about this lane; without one, to a question about none.
   * @template {Question} Kind @param {Kind} kind @param {number} [lane]
   * @returns {any} null: there is none yet */
  of(kind, lane) {
    return this.#signal(`${ANSWERS[kind]} ${lane ?? ''}`).value;
  }

  /** Why the last question of this kind, about this lane if one is given, got no answer; '' where it got one.
   * @param {Question} kind @param {number} [lane] @returns {string} */
  refusal(kind, lane) {
    return this.#signal(`refused ${kind} ${lane ?? ''}`).value ?? '';
  }

  /** Whether such a question is on its way. @param {Question} kind @param {number} [lane] @returns {boolean} */
  waits(kind, lane) {
    return this.#signal(`waits ${kind} ${lane ?? ''}`).value ?? false;
  }

  /** An event that came; says whether it is an answer to a question from here.
   * @param {{kind: string, number?: number | null, lane?: number | null}} event */
  take(event) {
    const about = this.#about(event.number);
    if (about === undefined && !GO_ON.includes(event.kind)) return false;
    this.#signal(`${event.kind} ${event.lane ?? ''}`).value = event;
    if (about !== undefined) this.#end(about, null);
    return true;
  }

  /** A question that was refused waits no more; says whether it was one from here.
   * @param {{number?: number | null, message: string, allowed?: string | null}} error */
  refused({ number, message, allowed }) {
    const about = this.#about(number);
    if (about === undefined) return false;
    this.#end(about, allowed && !message.includes(allowed) ? `${message}. Allowed: ${allowed}.` : message);
    return true;
  }

  /** The connection is gone, and the answers with it. */
  forget() {
    this.#asked.clear();
    for (const [about, newest] of this.#newest) {
      newest.forget();
      this.#signal(`waits ${about}`).value = false;
    }
  }

  /** Another session comes: no answer is about it. */
  clear() {
    this.forget();
    for (const held of this.#held.values()) held.value = null;
  }

  /** @param {Question} kind @param {string} about @param {Fields} fields */
  #send(kind, about, fields) {
    const connected = this.connected();
    if (connected) {
      const number = this.number();
      this.#asked.set(number, about);
      this.send({ kind, ...fields, number });
    } else {
      this.#signal(`waits ${about}`).value = false;
      this.#signal(`refused ${about}`).value = NO_CONNECTION;
    }
    return connected;
  }

  /** @param {string} about @param {string | null} refusal */
  #end(about, refusal) {
    this.#signal(`refused ${about}`).value = refusal;
    this.#newest.get(about)?.answered();
    this.#signal(`waits ${about}`).value = [...this.#asked.values()].includes(about);
  }

  /** @param {number | null | undefined} number */
  #about(number) {
    const about = this.#asked.get(number ?? -1);
    this.#asked.delete(number ?? -1);
    return about;
  }

  /** @param {string} key */
  #signal(key) {
    let held = this.#held.get(key);
    if (!held) this.#held.set(key, (held = signal(null)));
    return held;
  }
}
