/** Where the pictures of a way through a network stand: a column a layer, from left to right as data flow; where they
 * do not fit side by side, in rows. */

/** @typedef {[number, number, number]} Shape  maps, height and width */
/** @typedef {{title: string, shape: Shape}} Step  what one layer hands on */
/**
 * @typedef {object} Column
 * @property {number} left
 * @property {number} top  of the title
 * @property {number} width
 * @property {number} height
 * @property {number} lines  of the title
 * @property {number} tiles  pixels from `top` to the first map
 * @property {number} across  maps side by side
 * @property {number} side  pixels of a map's longer side
 * @property {number} shown  maps for which there is room
 */

const GAP = 2; // pixels between two maps
const NARROWEST = 9; // letters' heights of a column
const LETTER = 0.56; // of its height: how wide a letter is, at most on average
export const LINE = 1.25; // letters' heights
const SMALLEST = 3; // pixels of a map that can be told from its neighbour
const LARGEST = 10; // letters' heights: of a map, a picture too

/** @param {{width: number, height: number}} size @param {number} fontSize @param {Step[]} steps
 * @returns {Column[]} */
export function columnsOf(size, fontSize, steps) {
  const most = Math.max(1, Math.floor(size.width / (NARROWEST * fontSize)));
  const rows = Math.ceil(steps.length / most);
  const each = Math.ceil(steps.length / rows); // as many in each row as in the others
  const [width, height] = [size.width / each, size.height / rows];
  const longest = Math.max(...steps.map(({ title }) => title.length));
  const lines = longest * LETTER * fontSize > width - fontSize ? 2 : 1;
  const tiles = Math.round(fontSize * LINE * (lines + 2) + 4); // below the title: the shape, the scale of the colours
  return steps.map(({ shape }, i) => {
    const left = (i % each) * width;
    const wide = i === steps.length - 1 ? size.width - left : width; // the last one takes what is left of its row
    const room = { width: wide - fontSize, height: height - tiles - fontSize };
    return {
      left, top: Math.floor(i / each) * height, width: wide, height, lines, tiles,
      ...gridOf(room, shape, fontSize * LARGEST),
    };
  });
}

/** As large as they may be so that all are seen; when they would be too small, only the first ones.
 * @param {{width: number, height: number}} room @param {Shape} shape @param {number} largest */
function gridOf({ width, height }, [maps, high, wide], largest) {
  const tall = high / Math.max(high, wide);
  let best = { across: 1, side: 0, shown: maps };
  for (let across = 1; across <= maps; across++) {
    const down = Math.ceil(maps / across);
    const side = Math.min(width / across - GAP, (height / down - GAP) / tall, largest);
    if (side > best.side) best = { across, side, shown: maps };
  }
  if (best.side >= SMALLEST) return { ...best, side: Math.floor(best.side) };
  const across = Math.max(1, Math.floor(width / (SMALLEST + GAP)));
  const down = Math.max(1, Math.floor(height / (SMALLEST + GAP)));
  return { across, side: SMALLEST, shown: Math.min(maps, across * down) };
}

/** Where a map stands: left, top, width and height. @param {Column} column @param {Shape} shape @param {number} map
 * @returns {[number, number, number, number]} */
export function tileOf({ left, top, tiles, across, side }, [, high, wide], map) {
  const [w, h] = [Math.max(1, (side * wide) / Math.max(high, wide)), Math.max(1, (side * high) / Math.max(high, wide))];
  return [left + (map % across) * (side + GAP), top + tiles + Math.floor(map / across) * (h + GAP), w, h];
}

/** The step and the map at a place; null: none. @param {Column[]} columns @param {Step[]} steps @param {number} x
 * @param {number} y @returns {{step: number, map: number} | null} */
export function mapAt(columns, steps, x, y) {
  for (const [step, column] of columns.entries()) {
    for (let map = 0; map < column.shown; map++) {
      const [left, top, width, height] = tileOf(column, steps[step].shape, map);
      if (x >= left && x < left + width + GAP && y >= top && y < top + height + GAP) return { step, map };
    }
  }
  return null;
}
