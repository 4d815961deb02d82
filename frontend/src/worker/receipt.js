const UNSEEN = 250; // milliseconds: a page that nobody sees gets no animation frames

/**
 * Says which frame of numbers came last, once an animation frame: the server makes the next one when it hears that, so
 * its frames follow the beat of the pictures.
 */
export class Receipt {
  #sequence = 0;
  /** @type {ReturnType<typeof setTimeout> | undefined} */ #timer;

  /** @param {(sequence: number) => void} send */
  constructor(send) {
    this.send = send;
  }

  /** @param {number} sequence of a frame that has come */
  take(sequence) {
    if (!this.#sequence) this.#timer = setTimeout(() => this.give(), UNSEEN);
    this.#sequence = sequence;
  }

  /** An animation frame begins. */
  give() {
    if (this.#sequence) this.send(this.#sequence);
    this.forget();
  }

  /** The connection that it came by is gone. */
  forget() {
    this.#sequence = 0;
    clearTimeout(this.#timer);
  }
}
