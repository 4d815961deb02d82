/** A person's own data: files and painted points on their way to the server, and data on their way back as a file. */

/** @typedef {import('./generated/types.js').CatalogueEntry} Entry */
/** @typedef {{name: string, title: string, examples: number, entry: Entry}} Own  as the server holds it now */

/** The server takes no more; said before it is sent. */
const FILE_BYTES = 2 * 1024 * 1024;
const PAUSE = 250; // milliseconds between two postings of points that are being painted

/** @param {string} name of a data set */
export const isOwn = (name) => name.startsWith('own_');

/** Why something was not taken, in words for the person. */
export class NotTaken extends Error {}

/**
 * What a dropped or chosen file is for. Raises NotTaken for what cannot be data or a spec.
 * @param {{name: string, size: number, type: string}[]} files @param {number} specBytes how large a spec may be
 * @param {boolean} isFolder what looks like a file is one
 * @returns {'data' | 'spec'}
 */
export function purposeOf(files, specBytes, isFolder = false) {
  const [file] = files;
  if (!file) throw new NotTaken(`There is no file in it. ${ONE}`);
  if (files.length > 1) throw new NotTaken(`These are ${files.length} files. ${ONE}`);
  if (isFolder) throw new NotTaken(`${file.name} is a folder. ${ONE}`);
  const { name, size, type } = file;
  const [media] = type.split('/');
  if (['image', 'audio', 'video', 'font'].includes(media) || type === 'application/pdf')
    throw new NotTaken(`${name} is ${WORDS[media] ?? 'a document'}. Allowed: a CSV file with two or more columns of `
      + `numbers and a last column with the label.${media === 'image' ? PICTURES : ''}`);
  if (!size) throw new NotTaken(`${name} is empty.`);
  const isSpec = /\.json$/i.test(name) || type === 'application/json';
  const most = isSpec ? specBytes : FILE_BYTES;
  if (size > most) throw new NotTaken(`${name} is too large: ${bytes(size)}. Allowed: at most ${bytes(most)}.`);
  return isSpec ? 'spec' : 'data';
}

const PICTURES = ' Pictures are given to the server: ravine serve --data FOLDER.';
const ONE = 'Allowed: one CSV file, or one spec (.json).';
const WORDS = /** @type {Record<string, string>} */ ({
  image: 'a picture', audio: 'a sound', video: 'a film', font: 'a font',
});

/** @param {number} size */
const bytes = (size) => (size < 1024 * 1024 ? `${Math.ceil(size / 1024)} KB` : `${(size / 1024 / 1024).toFixed(1)} MB`);

/** @param {File} file @returns {Promise<Own>} */
export async function sendCsv(file) {
  const content = await file.arrayBuffer().catch(() => {
    throw new NotTaken(`${file.name} cannot be read. Is it a folder, or was it moved?`);
  });
  const headers = { 'Content-Type': 'text/csv', 'X-File-Name': encodeURIComponent(file.name) };
  return (await asked('/api/data', { headers, body: content })).json();
}

/** @param {{points: readonly import('./painting.js').Point[], classes: number}} painted @returns {Promise<Own>} */
export async function sendPoints(painted) {
  const headers = { 'Content-Type': 'application/json' };
  return (await asked('/api/data', { headers, body: JSON.stringify(painted) })).json();
}

/**
 * The session's data as CSV.
 * @param {Pick<import('./generated/types.js').NetworkSpec, 'data' | 'seed'>} spec @returns {Promise<Blob>}
 */
export async function csvOf({ data, seed }) {
  const headers = { 'Content-Type': 'application/json' };
  return (await asked('/api/data/csv', { headers, body: JSON.stringify({ data, seed }) })).blob();
}

/** What a spec file holds; the server says whether it can run. @param {File} file
 * @returns {Promise<import('./store.js').SessionSpec>} */
export async function readSpec(file) {
  const text = await file.text().catch(() => {
    throw new NotTaken(`${file.name} cannot be read. Is it a folder, or was it moved?`);
  });
  let spec;
  try {
    spec = JSON.parse(text);
  } catch (error) {
    throw new NotTaken(`${file.name} is no JSON: ${/** @type {Error} */ (error).message}.`);
  }
  if (typeof spec !== 'object' || !spec || Array.isArray(spec))
    throw new NotTaken(`${file.name} holds no spec. Allowed: an object with seed, data, split and lanes.`);
  return spec;
}

/** @param {string} name of the file @param {Blob} content */
export function save(name, content) {
  const link = document.createElement('a');
  link.href = URL.createObjectURL(content);
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 10_000); // the browser reads it after the click
}

/** @param {string} url @param {{headers: Record<string, string>, body: BodyInit}} question */
async function asked(url, question) {
  const answer = await fetch(url, { method: 'POST', ...question }).catch(() => {
    throw new NotTaken('The server does not answer. What runs goes on; try again when it is connected.');
  });
  if (!answer.ok) throw new NotTaken(told(await answer.json().catch(() => ({})), answer.status));
  return answer;
}

/** @param {{message?: string, line?: number | null, allowed?: string | null}} error @param {number} status */
function told({ message, line, allowed }, status) {
  if (!message) return `The server did not take it (answer ${status}).`;
  const where = line && !message.includes(`line ${line}`) ? `Line ${line}: ` : '';
  const allows = allowed && !message.includes(allowed) ? ` Allowed: ${allowed}.` : '';
  return `${where}${message.replace(/\.?$/, '.')}${allows}`;
}

/**
 * Sends what changes quickly: one at a time, at most about four a second, always the newest; the ones between are
 * dropped.
 * @template Content, Answer
 */
export class Outbox {
  /** @type {{content: Content} | null} */ #next = null;
  #busy = false;
  #round = 0;

  /** @param {(content: Content) => Promise<Answer>} send @param {(answer: Answer) => void} taken
   * @param {(error: Error) => void} refused @param {number} pause milliseconds between two */
  constructor(send, taken, refused, pause = PAUSE) {
    this.send = send;
    this.taken = taken;
    this.refused = refused;
    this.pause = pause;
  }

  /** @param {Content} content */
  offer(content) {
    this.#next = { content };
    if (!this.#busy) this.#work();
  }

  /** What is not answered yet no longer counts. */
  forget() {
    this.#next = null;
    this.#round++;
  }

  async #work() {
    this.#busy = true;
    while (this.#next) {
      const { content } = this.#next;
      this.#next = null;
      const round = this.#round;
      const rest = new Promise((resolve) => setTimeout(resolve, this.pause));
      try {
        const answer = await this.send(content);
        if (round === this.#round) this.taken(answer);
      } catch (error) {
        if (round === this.#round) this.refused(/** @type {Error} */ (error));
      }
      await rest;
    }
    this.#busy = false;
  }
}
