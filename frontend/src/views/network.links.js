import { gapAt, heightAt } from './network.layout.js';

/** @typedef {import('./network.layout.js').Layout} Layout */
/** @typedef {import('./network.layout.js').Column} Column */
/** @typedef {import('./network.layout.js').Place} Place */
/** @typedef {import('./network.inside.js').Inside} Inside */
/** @typedef {import('./drawing.js').Theme} Theme */

const LEVELS = 8; // of width: so all links are drawn in few strokes, however many there are
const THINNEST = 0.5; // pixels: a link is never out of sight
const FAINTEST = 0.4; // opacity of the thinnest link
const CROWD = 60; // links between two layers from which on thin ones become fainter still
const UNMARKED = 0.25; // opacity of those that do not concern the neuron under the pointer
export const OUT = 0.22; // and of units and links that take no part
const REACH = 5; // pixels from a link at which the pointer still means it

/** Width of the largest weight. @param {Column} column @param {Theme} theme */
const widest = ({ half }, theme) => Math.max(1.8, Math.min(4.5, half * 0.28)) * (theme.stroke / 2);

/** 0 to LEVELS - 1 by the share of the largest weight of these layers. @param {number} share */
const levelOf = (share) => Math.min(LEVELS - 1, Math.floor(share * LEVELS));

/** @param {number} level @param {number} most */
const widthOf = (level, most) => Math.max(THINNEST, ((level + 0.75) / LEVELS) * most);

/**
 * Every link as a curve: as wide as its |weight| against the largest between these two layers, coloured by its sign;
 * thin ones first, so that the wide ones stay whole. There are few widths, so from one drawing to the next hardly any
 * link changes its own: until one does, the links are the same picture.
 * @param {OffscreenCanvasRenderingContext2D} g @param {import('./drawing.js').Size} size @param {Layout} layout
 * @param {Inside} inside @param {Theme} theme @param {Place | null} marked
 * @param {Record<string, any>} memory the view's own
 */
export function drawLinks(g, size, layout, inside, theme, marked, memory) {
  const bins = layout.columns.slice(1).map((to, i) => binned(layout.columns[i], to, inside));
  const outs = layout.columns.map(({ first, ys }) => ys.map((_, unit) => inside.out(first, unit)));
  const key = JSON.stringify([size, layout, marked, outs, bins.map((one) => one && String.fromCharCode(...one))]);
  if (memory.linksKey !== key || memory.linksTheme !== theme) {
    Object.assign(memory, { linksKey: key, linksTheme: theme });
    memory.links ??= new OffscreenCanvas(1, 1);
    Object.assign(memory.links, {
      width: Math.round(size.width * size.ratio), height: Math.round(size.height * size.ratio) });
    const ink = memory.links.getContext('2d', { alpha: false });
    ink.setTransform(size.ratio, 0, 0, size.ratio, 0, 0);
    ink.fillStyle = theme.paper;
    ink.fillRect(0, 0, size.width, size.height);
    paintLinks(ink, layout, bins, outs, theme, marked);
  }
  g.drawImage(memory.links, 0, 0, memory.links.width / size.ratio, memory.links.height / size.ratio); // pixel on pixel
}

/** @param {OffscreenCanvasRenderingContext2D} g @param {Layout} layout
 * @param {(Uint8Array | null)[]} bins of the links between a column and the next
 * @param {boolean[][]} outs  of each column, which units take no part
 * @param {Theme} theme @param {Place | null} marked */
function paintLinks(g, layout, bins, outs, theme, marked) {
  bins.forEach((links, i) => {
    const [from, to] = [layout.columns[i], layout.columns[i + 1]];
    if (!links) return drawBand(g, from, to, layout, theme);
    const most = widest(to, theme);
    const faintest = FAINTEST * Math.min(1, Math.sqrt(CROWD / links.length));
    for (let bin = 0; bin < 2 * LEVELS; bin++) {
      const group = grouped(links, bin, from.ys.length);
      if (!group.length) continue;
      const level = bin >> 1;
      const opacity = faintest + (1 - faintest) * (level / (LEVELS - 1));
      g.strokeStyle = bin % 2 ? theme.plus : theme.minus;
      g.lineWidth = widthOf(level, most);
      const part = group.filter(([input, unit]) => !outs[i][input] && !outs[i + 1][unit]);
      const mine = marked ? group.filter(([input, unit]) => concerns(marked, to.first, input, unit)) : part;
      if (part.length < group.length) {
        g.globalAlpha = opacity * OUT;
        strokeLinks(g, from, to, group);
      }
      if (marked && part.length) {
        g.globalAlpha = opacity * UNMARKED;
        strokeLinks(g, from, to, part);
      }
      g.globalAlpha = marked ? 1 : opacity;
      if (mine.length) strokeLinks(g, from, to, mine);
    }
    g.globalAlpha = 1;
    return undefined;
  });
}

const NONE = 255; // of a weight that is 0: no link

/** Of each link between two columns, unit by unit, its bin: 2 level of a negative one, 2 level + 1 of a positive one.
 * Null where links are not drawn one by one. @param {Column} from @param {Column} to @param {Inside} inside */
function binned(from, to, inside) {
  if (!inside.parameters || !from.ys.length || !to.ys.length) return null;
  const bins = new Uint8Array(from.ys.length * to.ys.length);
  const { weight: largest } = inside.largest(to.first);
  for (let unit = 0, at = 0; unit < to.ys.length; unit++) {
    const weights = /** @type {ArrayLike<number>} */ (inside.into(to.first, unit));
    for (let input = 0; input < from.ys.length; input++, at++) {
      const weight = weights[input];
      bins[at] = weight ? 2 * levelOf(Math.abs(weight) / largest) + (weight > 0 ? 1 : 0) : NONE;
    }
  }
  return bins;
}

/** The links of one bin. @param {Uint8Array} links @param {number} bin @param {number} inputs */
function grouped(links, bin, inputs) {
  /** @type {[input: number, unit: number][]} */
  const found = [];
  links.forEach((one, at) => one === bin && found.push([at % inputs, Math.floor(at / inputs)]));
  return found;
}

/** @param {Place} marked @param {number} layer @param {number} input @param {number} unit */
function concerns(marked, layer, input, unit) {
  if (marked.input !== null) return marked.layer === layer && marked.unit === unit && marked.input === input;
  return marked.layer === layer ? marked.unit === unit : marked.layer === layer - 1 && marked.unit === input;
}

/** @param {OffscreenCanvasRenderingContext2D} g @param {Column} from @param {Column} to
 * @param {[input: number, unit: number][]} links */
function strokeLinks(g, from, to, links) {
  const [start, stop] = [from.x + from.half, to.x - to.half];
  const middle = (start + stop) / 2;
  g.beginPath();
  for (const [input, unit] of links) {
    const [y0, y1] = [from.ys[input], to.ys[unit]];
    g.moveTo(start, y0);
    g.bezierCurveTo(middle, y0, middle, y1, stop, y1);
  }
  g.stroke();
}

/** All links of a column whose neurons, or whose weights, are not shown one by one.
 * @param {OffscreenCanvasRenderingContext2D} g @param {Column} from @param {Column} to @param {Layout} layout
 * @param {Theme} theme */
function drawBand(g, from, to, { body }, theme) {
  const [start, stop] = [from.x + from.half, to.x - to.half];
  const middle = (start + stop) / 2;
  const [a, b] = [reach(from, body), reach(to, body)];
  g.beginPath();
  g.moveTo(start, a.top);
  g.bezierCurveTo(middle, a.top, middle, b.top, stop, b.top);
  g.lineTo(stop, b.bottom);
  g.bezierCurveTo(middle, b.bottom, middle, a.bottom, start, a.bottom);
  g.closePath();
  g.fillStyle = theme.grid;
  g.fill();
}

/** Top and bottom of what stands in a column. @param {Column} column @param {{top: number, bottom: number}} body */
export function reach({ ys, half }, { top, bottom }) {
  if (ys.length) return { top: ys[0] - half, bottom: ys[ys.length - 1] + half };
  const air = (bottom - top) * 0.12;
  return { top: top + air, bottom: bottom - air };
}

/** The link that a point means: the nearest in reach, of equals the widest.
 * @param {Layout} layout @param {Inside} inside @param {Theme} theme @param {number} x @param {number} y
 * @returns {Place | null} */
export function linkAt(layout, inside, theme, x, y) {
  const gap = inside.parameters ? gapAt(layout, x) : null;
  if (!gap) return null;
  const { from, to, t } = gap;
  const run = to.x - to.half - from.x - from.half;
  const { weight: largest } = inside.largest(to.first);
  /** @type {Place | null} */
  let found = null;
  let least = REACH;
  to.ys.forEach((y1, unit) => {
    const weights = /** @type {ArrayLike<number>} */ (inside.into(to.first, unit));
    from.ys.forEach((y0, input) => {
      const slope = ((y1 - y0) * 6 * t * (1 - t)) / (run * (1.5 - 3 * t + 3 * t * t));
      const away = Math.abs(y - heightAt(y0, y1, t)) / Math.hypot(1, slope);
      const wide = widthOf(levelOf(largest ? Math.abs(weights[input]) / largest : 0), widest(to, theme)) / 2;
      if (away - wide >= least) return;
      least = away - wide;
      found = { layer: to.first, unit, input };
    });
  });
  return found;
}
