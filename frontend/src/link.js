/** @typedef {import('./views/drawing.js').Size} Size */
/**
 * @typedef {object} Heard
 * @property {(event: import('./generated/types.js').Event) => void} event  from the server
 * @property {(phase: {phase: string, why: string}) => void} phase  of the connection
 * @property {(live: import('./store.js').Live) => void} live
 */

/** The page's end of the worker. */
export class Link {
  #worker = new Worker(new URL('./worker.js', import.meta.url), { type: 'module', name: 'ravine' });
  /** @type {Map<number, (answer: any) => void>} */ #tickets = new Map();
  /** @type {Map<string, (text: string) => void>} */ #told = new Map();
  #count = 0;

  /** @param {Heard} heard */
  constructor(heard) {
    this.#worker.onmessage = ({ data }) => {
      if (data.is === 'answer') this.#answer(data.ticket, data.answer);
      else if (data.is === 'described') this.#told.get(data.id)?.(data.text);
      else if (data.is === 'event') heard.event(data.event);
      else if (data.is === 'phase') heard.phase(data);
      else if (data.is === 'live') heard.live(data);
    };
  }

  /** @param {{url: string, session: string | null, spec: object | null}} where */
  connect(where) {
    this.#worker.postMessage({ do: 'connect', ...where });
  }

  /** @param {import('./generated/types.js').Command} command */
  send(command) {
    this.#worker.postMessage({ do: 'send', command });
  }

  /** @param {import('./views/drawing.js').Theme} theme */
  theme(theme) {
    this.#worker.postMessage({ do: 'theme', theme });
  }

  /** @param {import('./views/drawing.js').Lane[]} lanes */
  lanes(lanes) {
    this.#worker.postMessage({ do: 'lanes', lanes });
  }

  /** Nobody sees the page now. @param {boolean} hidden */
  hide(hidden) {
    this.#worker.postMessage({ do: 'hide', hidden });
  }

  /**
   * Let the worker draw on `canvas` from now on. The return is the view's id.
   * @param {string} view which drawing @param {HTMLCanvasElement} canvas
   * @param {{size: Size, lane: number | null, options: object}} given
   * @param {(text: string) => void} told hears the picture in a sentence, about once a second
   */
  open(view, canvas, given, told) {
    const id = `${view}-${++this.#count}`;
    const offscreen = canvas.transferControlToOffscreen();
    this.#told.set(id, told);
    this.#worker.postMessage({ do: 'open', id, view, canvas: offscreen, ...given }, [offscreen]);
    return id;
  }

  /** @param {string} id @param {{size?: Size, visible?: boolean, options?: object}} change */
  change(id, change) {
    this.#worker.postMessage({ do: 'change', id, change });
  }

  /** @param {string} id */
  close(id) {
    this.#told.delete(id);
    this.#worker.postMessage({ do: 'close', id });
  }

  /** What lies under the pointer. @param {string} id @param {number} x @param {number} y
   * @returns {Promise<import('./views/drawing.js').Pick | null>} */
  pick(id, x, y) {
    return this.#ask({ do: 'pick', id, x, y });
  }

  /** The values drawn. @param {string} id @returns {Promise<import('./views/drawing.js').Inspection | null>} */
  inspect(id) {
    return this.#ask({ do: 'inspect', id });
  }

  /** Lose the connection, as a bad network does. */
  drop() {
    this.#worker.postMessage({ do: 'drop' });
  }

  /** How smoothly the worker drew since it was last asked.
   * @returns {Promise<ReturnType<import('./worker/pace.js').Pace['report']>>} */
  pace() {
    return this.#ask({ do: 'pace' });
  }

  /** @param {object} question @returns {Promise<any>} */
  #ask(question) {
    const ticket = ++this.#count;
    this.#worker.postMessage({ ...question, ticket });
    return new Promise((resolve) => this.#tickets.set(ticket, resolve));
  }

  /** @param {number} ticket @param {unknown} answer */
  #answer(ticket, answer) {
    this.#tickets.get(ticket)?.(answer);
    this.#tickets.delete(ticket);
  }
}
