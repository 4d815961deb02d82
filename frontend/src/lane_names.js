/** A lane that is called after its optimizer is called after the next one too, else its name would lie. */

/** @param {string} text */
const bare = (text) => text.toLowerCase().replaceAll(/[\s_]/g, '');

/**
 * Whether this is the name of an optimizer, as it stands or of a copy.
 * @param {string} name @param {string} optimizer
 */
export const isAfter = (name, optimizer) => bare(name.replace(/ \d+$/, '')) === bare(optimizer);

/** What a lane with this optimizer is called: as the ready-made races write it, and with a number where that is taken.
 * @param {string} optimizer @param {string[]} written names of lanes @param {Set<string>} taken */
export function nameAfter(optimizer, written, taken) {
  const name = written.find((one) => bare(one) === bare(optimizer)) ?? optimizer.replaceAll('_', ' ');
  for (let i = 1; ; i++) {
    const next = i === 1 ? name : `${name} ${i}`;
    if (!taken.has(next)) return next;
  }
}
