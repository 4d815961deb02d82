import { signal } from '/static/vendor/ui.js';

/** What is answered. @typedef {Exclude<import('./store.js').Command, {kind: 'hello' | 'ack' | 'watch'}>} Command */

const NO_CONNECTION = 'There is no connection just now; nothing was changed.';

/**
 * Changes of the spec that are on their way. Each carries a number, which the event that answers it (`spec` or `error`)
 * repeats: so an answer finds its control, also where two pages watch one session. While a control waits for its answer
 * only its newest value is kept: dragging a slider never floods the server.
 */
export class Edits {
  /** What controls show until the answer comes. @type {import('/static/vendor/ui.js').Signal<Map<string, unknown>>} */
  pending = signal(new Map());
  /** What the server did not accept, beside the control that asked.
   * @type {import('/static/vendor/ui.js').Signal<Map<string, string>>} */
  refusals = signal(new Map());
  /** Which control each unanswered command came from. @type {Map<number, string>} */ #asked = new Map();
  #count = 0;
  /** What each control wants next: one new value, or steps that build on each other.
   * @type {Map<string, (() => Command[])[]>} */ #next = new Map();

  /** @param {(command: Command) => void} send
   * @param {() => boolean} connected whether an answer can come at all */
  constructor(send, connected) {
    this.send = send;
    this.connected = connected;
  }

  /** @param {string} key the control
   * @param {unknown} value what it shows until then; undefined: what is in force, for this is a step from there (one
   * neuron more), and no step is left out
   * @param {() => Command[]} commands made when they are sent */
  edit(key, value, commands) {
    if (!this.connected()) return this.#refuse(key, NO_CONNECTION);
    if (value !== undefined) this.pending.value = new Map(this.pending.value).set(key, value);
    this.accept(key);
    const waiting = value === undefined ? (this.#next.get(key) ?? []) : [];
    if (this.#waits(key)) this.#next.set(key, [...waiting, commands]);
    else for (const command of commands()) this.ask(command, key);
    return undefined;
  }

  /** A command that changes the spec; '' where no control waits for the answer. The return is its number.
   * @param {Command} command @param {string} key */
  ask(command, key = '') {
    if (!this.connected()) return null;
    const number = this.number();
    this.#asked.set(number, key);
    this.send({ ...command, number });
    return number;
  }

  /** Of the next command: none carries it twice. */
  number() {
    return ++this.#count;
  }

  /** @param {string} key */
  #waits(key) {
    return [...this.#asked.values()].includes(key);
  }

  /** Nothing waits for an answer. */
  get idle() {
    return this.#asked.size === 0;
  }

  /** A command was accepted; no number: somebody else's. The return is the control that asked.
   * @param {number | null} number */
  settled(number) {
    const key = this.#answered(number);
    if (key !== undefined && !this.#waits(key)) this.#goOn(key);
    return key;
  }

  /** What a control wants next, if anything. @param {string} key */
  #goOn(key) {
    const [next, ...later] = this.#next.get(key) ?? [];
    if (later.length) this.#next.set(key, later);
    else this.#next.delete(key);
    if (next) for (const command of next()) this.ask(command, key);
    else this.#done(key);
  }

  /**
   * A command was not accepted; its control goes back to what is in force.
   * The return is for the notice: what no control can say.
   * @param {{message: string, allowed: string | null, number: number | null}} error
   */
  refused({ message, allowed, number }) {
    const text = allowed && !message.includes(allowed) ? `${message}. Allowed: ${allowed}.` : message;
    const key = this.#answered(number);
    if (!key) return text;
    this.#next.delete(key);
    this.#done(key);
    this.#refuse(key, text);
    return '';
  }

  /** @param {number | null} number */
  #answered(number) {
    const key = number === null ? undefined : this.#asked.get(number);
    if (number !== null) this.#asked.delete(number);
    return key;
  }

  /** The connection is gone, and the answers with it. */
  forget() {
    this.#asked.clear();
    this.#next.clear();
    this.pending.value = new Map();
  }

  /** Another session comes: no control has anything to say of this one any more. */
  clear() {
    this.forget();
    this.refusals.value = new Map();
  }

  /** @param {string} key */
  #done(key) {
    const pending = new Map(this.pending.value);
    pending.delete(key);
    this.pending.value = pending;
  }

  /** @param {string} key @param {string} text */
  #refuse(key, text) {
    this.refusals.value = new Map(this.refusals.value).set(key, text);
  }

  /** Nothing is wrong any more with what this control asks. @param {string} key */
  accept(key) {
    if (!this.refusals.value.has(key)) return;
    const refusals = new Map(this.refusals.value);
    refusals.delete(key);
    this.refusals.value = refusals;
  }
}
