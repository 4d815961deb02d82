const UNSEEN = 250; // milliseconds: a page that nobody sees gets no animation frames

/**
 * Says which frame of numbers came last, once an animation frame: the server makes the next one when it hears that, so
 * its frames follow the beat of the pictures.
 */
export class Receipt {
  #sequence = 0;
  #timer = 0;

  /** @param {(sequence: number) => void} send */
  constructor(send) {
    this.send = send;
  }

  /** @param {number} sequence of a frame that has come */
  take(sequence) {
    if (!this.#sequence) {
      requestAnimationFrame(() => this.#give());
      this.#timer = Number(setTimeout(() => this.#give(), UNSEEN));
    }
    this.#sequence = sequence;
  }

  /** The connection that it came by is gone. */
  forget() {
    this.#sequence = 0;
    clearTimeout(this.#timer);
  }

  #give() {
    if (this.#sequence) this.send(this.#sequence);
    this.forget();
  }
}
