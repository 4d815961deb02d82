import { signal } from '/static/vendor/ui.js';

/** @typedef {import('./store.js').Command} Command */

/**
 * Changes of the spec that are on their way. The server answers each of these commands with one event, `spec` or
 * `error`, in the order in which they were sent; so a queue knows which control an answer is for. While a control
 * waits for its answer only its newest value is kept: dragging a slider never floods the server.
 */
export class Edits {
  /** What controls show until the answer comes. @type {import('/static/vendor/ui.js').Signal<Map<string, unknown>>} */
  pending = signal(new Map());
  /** What the server did not accept, beside the control that asked.
   * @type {import('/static/vendor/ui.js').Signal<Map<string, string>>} */
  refusals = signal(new Map());
  /** @type {string[]} */ #asked = [];
  /** @type {Map<string, () => Command[]>} */ #next = new Map();

  /** @param {(command: Command) => void} send */
  constructor(send) {
    this.send = send;
  }

  /** @param {string} key the control @param {unknown} value what it shows until then; undefined: what is in force
   * @param {() => Command[]} commands made when they are sent */
  edit(key, value, commands) {
    if (value !== undefined) this.pending.value = new Map(this.pending.value).set(key, value);
    this.#unrefuse(key);
    if (this.#asked.includes(key)) this.#next.set(key, commands);
    else for (const command of commands()) this.ask(command, key);
  }

  /** A command that changes the spec; '' where no control waits for the answer.
   * @param {Command} command @param {string} key */
  ask(command, key = '') {
    this.#asked.push(key);
    this.send(command);
  }

  /** Nothing waits for an answer. */
  get idle() {
    return this.#asked.length === 0;
  }

  /** The oldest command was accepted. */
  settled() {
    const key = this.#asked.shift();
    if (key === undefined || this.#asked.includes(key)) return;
    const next = this.#next.get(key);
    this.#next.delete(key);
    if (next) for (const command of next()) this.ask(command, key);
    else this.#done(key);
  }

  /**
   * The oldest command was not accepted; its control goes back to what is in force.
   * The return is for the notice: what no control can say.
   * @param {{message: string, allowed: string | null}} error
   */
  refused({ message, allowed }) {
    const text = allowed && !message.includes(allowed) ? `${message}. Allowed: ${allowed}.` : message;
    const key = this.#asked.shift();
    if (!key) return text;
    this.#next.delete(key);
    this.#done(key);
    this.refusals.value = new Map(this.refusals.value).set(key, text);
    return '';
  }

  /** The connection is gone, and the answers with it. */
  forget() {
    this.#asked = [];
    this.#next.clear();
    this.pending.value = new Map();
  }

  /** @param {string} key */
  #done(key) {
    const pending = new Map(this.pending.value);
    pending.delete(key);
    this.pending.value = pending;
  }

  /** @param {string} key */
  #unrefuse(key) {
    if (!this.refusals.value.has(key)) return;
    const refusals = new Map(this.refusals.value);
    refusals.delete(key);
    this.refusals.value = refusals;
  }
}
