/** @typedef {import('./generated/types.js').Spec} SpecEvent */

const START = /^(session\.)?start/; // controls of where lanes begin

/** Which lanes started anew, in words for who did not ask for just that. */
export class Restarts {
  /** By the edit that is being answered: one edit of all lanes is several commands. @type {number[]} */ #ids = [];
  #more = false;
  /** The last command that a person gave for all lanes to start anew. @type {number | null} */ #asked = null;

  /** @param {number | null} number of a command that is to start all lanes anew */
  asked(number) {
    this.#asked = number;
  }

  /** What to say of a spec that came; '' where nobody has to be told what they asked for.
   * @param {SpecEvent} event @param {string} key of the control that asked for it, if one did
   * @param {{id: number, name: string}[]} lanes @param {boolean} more  answers of the same edit are still to come */
  told({ restarted = [], why, number }, key, lanes, more) {
    const joined = this.#more;
    this.#more = more;
    if ((number !== null && number === this.#asked) || START.test(key)) return '';
    this.#ids = joined ? [...this.#ids, ...restarted] : restarted;
    const names = lanes.filter(({ id }) => this.#ids.includes(id)).map(({ name }) => name);
    if (!names.length) return '';
    const all = names.length === lanes.length && names.length > 1;
    return `${all ? 'All lanes' : names.join(' and ')} started anew${why ? `: ${why}` : ''}.`;
  }
}
