/**
 * The session's spec in the address, so that any state can be linked: `#s=` and the JSON, deflated, in base64url.
 * A person's own data are not in it, only their name.
 */

const KEY = 's';

/** @param {object} spec @returns {Promise<string>} the part from # on */
export async function toHash(spec) {
  const bytes = await through(new TextEncoder().encode(JSON.stringify(spec)), new CompressionStream('deflate-raw'));
  const text = btoa(String.fromCharCode(...bytes));
  return `#${KEY}=${text.replaceAll('+', '-').replaceAll('/', '_').replace(/=+$/, '')}`;
}

/** Whether the hash is meant to hold a spec, whole or damaged. @param {string} hash */
export const isSpec = (hash) => new URLSearchParams(hash.replace(/^#/, '')).has(KEY);

/** @param {string} hash @returns {Promise<object | null>} null where the hash holds no spec, or a broken one */
export async function fromHash(hash) {
  const text = new URLSearchParams(hash.replace(/^#/, '')).get(KEY);
  if (!text) return null;
  try {
    const binary = atob(text.replaceAll('-', '+').replaceAll('_', '/'));
    const bytes = Uint8Array.from(binary, (letter) => letter.charCodeAt(0));
    const plain = await through(bytes, new DecompressionStream('deflate-raw'));
    return JSON.parse(new TextDecoder().decode(plain));
  } catch {
    return null;
  }
}

/** @param {Uint8Array<ArrayBuffer>} bytes @param {CompressionStream | DecompressionStream} stream */
async function through(bytes, stream) {
  const passed = new Blob([bytes]).stream().pipeThrough(stream);
  return new Uint8Array(await new Response(passed).arrayBuffer());
}
