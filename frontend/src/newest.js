/**
 * Something that is asked for again and again, as a drag does: while one question is unanswered, only the newest of the
 * others is kept. @template Value
 */
export class Newest {
  /** @type {{value: Value} | null} */ #next = null;
  #waits = false;

  /** @param {(value: Value) => boolean} send says whether an answer will come */
  constructor(send) {
    this.send = send;
  }

  /** @param {Value} value */
  ask(value) {
    this.#next = { value };
    if (!this.#waits) this.#on();
  }

  /** The server said something that may be the answer, or refused. */
  answered() {
    if (this.#waits) this.#on();
  }

  /** Nothing that was asked before is answered any more. */
  forget() {
    this.#next = null;
    this.#waits = false;
  }

  #on() {
    const next = this.#next;
    this.#next = null;
    this.#waits = next !== null && this.send(next.value);
  }
}
