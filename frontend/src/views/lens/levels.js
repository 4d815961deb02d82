/** How a small change grows or shrinks on its way from a weight to the loss. */

/** @typedef {import('../../generated/types.js').Nudged} Nudged */
/** @typedef {import('../../generated/types.js').NudgeStep} NudgeStep */
/** @typedef {{name: string, change: number, factor: number | null}} Level  factor: of the one before */

/** The axis is the same for all nets and all times, as that of the gradients is. */
export const LOW = 1e-10;
export const HIGH = 1e1;
const DECADES = Math.log10(HIGH / LOW);

/** The steps that a slider of delta w has, down to a ten-thousandth. */
export const DELTAS = [-3, -1, -0.3, -0.1, -0.03, -0.01, -1e-3, -1e-4, 1e-4, 1e-3, 0.01, 0.03, 0.1, 0.3, 1, 3];
/** What the table compares. */
export const COMPARED = [1, 0.1, 0.01, 1e-3, 1e-4];

/** From the weight through the layers behind it to the loss. @param {Nudged} nudged @param {NudgeStep} step
 * @param {number} from the layer of the weight @param {(layer: number, layers: number) => string} named
 * @returns {Level[]} */
export function levelsOf({ loss }, { delta, changes, loss: after }, from, named) {
  const all = [
    { name: 'Δw', change: Math.abs(delta) },
    ...changes.map((change, layer) => ({ name: named(layer, changes.length), change })).slice(from),
    { name: 'loss', change: Math.abs(after - loss) },
  ];
  return all.map(({ name, change }, i) => {
    const before = all[i - 1]?.change ?? 0;
    return { name, change, factor: before > 0 ? change / before : null };
  });
}

/** 0..1 along the axis; below 0 or above 1 beyond it. @param {number} change */
export const share = (change) => (change > 0 ? Math.log10(change / LOW) / DECADES : -1);
