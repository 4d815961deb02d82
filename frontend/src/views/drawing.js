/**
 * @typedef {object} Theme  colours and sizes for drawing, read from the style sheet by theme.js
 * @property {string} paper
 * @property {string} ink
 * @property {string} quiet  text beside the data
 * @property {string} line
 * @property {string} grid
 * @property {string} font
 * @property {number} fontSize  pixels
 * @property {number} stroke  pixels of a lane's line
 * @property {{colour: string, casing: string}[]} lanes  by slot
 * @property {string[]} classes
 * @property {string} minus  a weight below 0
 * @property {string} plus
 */
/** @typedef {{left: number, right: number, top: number, bottom: number, margin: number}} Box */
/** @typedef {{width: number, height: number, ratio: number}} Size  in CSS pixels */
/** @typedef {{id: number, name: string, slot: number}} Lane */
/**
 * @typedef {object} Scene  what a view may draw from; it changes none of it
 * @property {(Lane & {numbers: import('../worker/numbers.js').LaneNumbers,
 *   state?: import('../generated/types.js').LaneState})[]} lanes  state: what the server last said of it
 * @property {number | null} lane  the one lane that the view is about
 * @property {import('../worker/frames.js').Block | null} points
 * @property {import('../generated/types.js').DataShape | null} data  what the server last said of the data
 * @property {import('../generated/types.js').Ground | null} ground  what the server last said of the surface
 * @property {import('../generated/types.js').Mapped | null} mapped  how far the map of the surface is
 * @property {Map<string, import('../worker/frames.js').Block>} shared  the newest of what belongs to all lanes
 * @property {import('../store.js').SessionSpec | null} spec  in force
 * @property {boolean} playing
 * @property {any} options  what the view's own buttons say
 * @property {Theme} theme
 * @property {Record<string, any>} memory  the view's own cache between drawings
 */
/** @typedef {{label: string, value: string, slot?: number}} PickLine */
/** @typedef {{x: number, y: number, title: string, lines: PickLine[], at?: [number, number],
 *   place?: import('./network.layout.js').Place, sums?: string[],
 *   map?: {cells: ArrayLike<number>, low: number, high: number}, way?: {layer: number, map: number},
 *   row?: number}} Pick
 *   at a place in CSS pixels; `at`: which point of the plane that is; `place`: which neuron or link, `sums`: what it
 *   computes, `map`: over the plane; `way`: which map of which layer; `row`: of its part of the data, a picture */
/** @typedef {{columns: string[], rows: (string | number)[][], [more: string]: any}} Inspection */
/**
 * @typedef {object} Drawing  the half of a view that lives in the worker
 * @property {string[]} blocks  what it draws
 * @property {boolean} [together]  what other lanes did concerns the picture of one, too
 * @property {(g: OffscreenCanvasRenderingContext2D, size: Size, scene: Scene) => void} draw
 * @property {(size: Size, scene: Scene, x: number, y: number) => Pick | null} pick
 * @property {(scene: Scene) => Inspection} inspect  the values drawn
 * @property {(scene: Scene) => string} describe  the picture in a sentence
 * @property {(values: Inspection, theme: Theme, options: any) => {data: object[], layout: object}} [plotly]
 *   what was inspected as a figure of Plotly's
 */

/** Lanes differ by dash as well as by colour. In line widths. @type {number[][]} */
export const DASHES = [
  [], [4, 2], [1.2, 1.8], [6, 2, 1.5, 2], [8, 2], [2.5, 2.5], [5, 1.5, 1.2, 1.5, 1.2, 1.5], [1, 3],
];

/** @param {Scene} scene */
export function laneOf(scene) {
  return scene.lanes.find((lane) => lane.id === scene.lane);
}

/** A sentence in the middle of the picture, where there is nothing to draw yet.
 * @param {OffscreenCanvasRenderingContext2D} g @param {Size} size @param {Theme} theme @param {string} text */
export function say(g, size, theme, text) {
  g.font = theme.font;
  g.fillStyle = theme.quiet;
  g.textAlign = 'center';
  g.textBaseline = 'middle';
  const lines = wrap(g, text, size.width - 24);
  const step = theme.fontSize * 1.4;
  lines.forEach((line, i) => g.fillText(line, size.width / 2, size.height / 2 + (i - (lines.length - 1) / 2) * step));
}

/** @param {OffscreenCanvasRenderingContext2D} g @param {string} text @param {number} width */
export function wrap(g, text, width) {
  /** @type {string[]} */
  const lines = [];
  for (const word of text.split(' ')) {
    const joined = lines.length ? `${lines[lines.length - 1]} ${word}` : word;
    if (lines.length && g.measureText(joined).width <= width) lines[lines.length - 1] = joined;
    else lines.push(word);
  }
  return lines;
}

/** The stroke of a lane: dash by slot, a darker casing under a colour that the paper would swallow.
 * @param {OffscreenCanvasRenderingContext2D} g @param {Theme} theme @param {number} slot @param {number} width */
export function strokeLane(g, theme, slot, width = theme.stroke) {
  const { colour, casing } = theme.lanes[slot];
  g.lineJoin = 'round';
  if (casing) {
    g.setLineDash([]);
    g.strokeStyle = casing;
    g.lineWidth = width + 1.5;
    g.stroke();
  }
  g.setLineDash(DASHES[slot].map((part) => part * width));
  g.strokeStyle = colour;
  g.lineWidth = width;
  g.stroke();
  g.setLineDash([]);
}
