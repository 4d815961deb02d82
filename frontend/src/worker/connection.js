import { decode } from './frames.js';

/** @typedef {import('./frames.js').Frame} Frame */
/** @typedef {{phase: 'connecting' | 'open' | 'waiting' | 'refused', why: string}} Phase */

/** The hello was not understood: a link to a session that this version cannot read, or a page of another version. */
const BAD_HELLO = 4400;
/** Why a server closes for good, in words for the person at the page (the codes are the server's). */
const REFUSALS = /** @type {Record<number, string>} */ ({
  [BAD_HELLO]: 'The server did not understand this page. Reload it; if that does not help, they differ in version.',
  1011: 'The engine could not be made ready, so nothing can be trained here.',
  4401: 'This server asks for a token. Open the address that it printed when it started.',
});
/** And why it closes for now. */
const WHY = /** @type {Record<number, string>} */ ({
  1013: 'The server is full.',
  4408: 'This page was too slow to read what the server sent.',
});

/**
 * The socket, opened again whenever it is lost. It says hello with the session and the last update held of each lane,
 * so that the curves go on without a gap.
 */
export class Connection {
  /** @type {WebSocket | undefined} */ #socket;
  #tries = 0;
  #timer = 0;

  /**
   * @param {string} url
   * @param {{hello: () => object, plain: () => boolean, event: (event: any) => void, frame: (frame: Frame) => void,
   *   phase: (phase: Phase) => void}} on `plain`: say hello without a spec from now on; false where there was none
   * @param {typeof WebSocket} Socket
   */
  constructor(url, on, Socket = WebSocket) {
    this.url = url;
    this.on = on;
    this.Socket = Socket;
  }

  open() {
    clearTimeout(this.#timer);
    this.on.phase({ phase: 'connecting', why: '' });
    const socket = new this.Socket(this.url);
    socket.binaryType = 'arraybuffer';
    socket.onopen = () => socket.send(JSON.stringify(this.on.hello()));
    socket.onmessage = ({ data }) => {
      if (typeof data !== 'string') return this.on.frame(decode(data));
      const event = JSON.parse(data);
      if (event.kind === 'welcome') {
        this.#tries = 0;
        this.on.phase({ phase: 'open', why: '' });
      }
      return this.on.event(event);
    };
    socket.onclose = ({ code }) => {
      if (socket === this.#socket) this.#lost(code);
    };
    this.#socket = socket;
  }

  /** True when the command left; false when there is no connection to send it on. @param {object} command */
  send(command) {
    if (this.#socket?.readyState !== 1) return false;
    this.#socket.send(JSON.stringify(command));
    return true;
  }

  /** Close the socket as if the network had. */
  drop() {
    this.#socket?.close();
  }

  /** Let go of the present socket and say hello anew, for instance with another spec. */
  again() {
    const old = this.#socket;
    this.#socket = undefined;
    old?.close();
    this.open();
  }

  /** @param {number} code */
  #lost(code) {
    if (code === BAD_HELLO && this.on.plain()) return this.open();
    if (REFUSALS[code]) return this.on.phase({ phase: 'refused', why: REFUSALS[code] });
    // jittered, so that a class does not come back all in the same moment
    const wait = Math.min(8000, 250 * 2 ** this.#tries++) * (0.5 + Math.random());
    const why = WHY[code] ?? 'The connection is lost.';
    this.on.phase({ phase: 'waiting', why: `${why} Trying again; nothing is lost.` });
    this.#timer = Number(setTimeout(() => this.open(), wait));
    return undefined;
  }
}
