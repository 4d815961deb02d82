const FIRST = 1; // milliseconds that a picture is thought to take before it has been drawn
const RATE = 0.1; // how much of a surprise is believed
const MOST = 3; // times as long as thought: more is the machine's doing, not the pictures'

/**
 * What each picture takes to be drawn. Its pixels are filled in by the browser when all pictures of an animation frame
 * are drawn, so only the time of all together can be measured: what that was off is shared out in proportion. Which
 * pictures are drawn together changes, and so the shares become those of each.
 * @template {object} Picture
 */
export class Costs {
  /** @type {WeakMap<Picture, number>} */ #costs = new WeakMap();

  /** Milliseconds. @param {Picture} picture */
  of(picture) {
    return this.#costs.get(picture) ?? FIRST;
  }

  /** The first of them, until `budget` milliseconds are spent, or half of what all take where that is more: so none has
   * to wait a third time. @param {number} budget @param {Picture[]} pictures */
  within(budget, pictures) {
    const most = Math.max(budget, this.#sum(pictures) / 2);
    let spent = 0;
    return pictures.filter((picture) => {
      const begins = spent < most;
      spent += this.of(picture);
      return begins;
    });
  }

  /** These together took so many milliseconds. @param {Picture[]} pictures @param {number} took */
  learn(pictures, took) {
    const factor = 1 + RATE * (Math.min(MOST, took / this.#sum(pictures)) - 1);
    for (const picture of pictures) this.#costs.set(picture, this.of(picture) * factor);
  }

  /** @param {Picture[]} pictures */
  #sum(pictures) {
    return pictures.reduce((sum, picture) => sum + this.of(picture), 0);
  }
}
