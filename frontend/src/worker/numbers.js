import { Evaluations } from './evaluations.js';
import { Series } from './series.js';

/** @typedef {import('./frames.js').Block} Block */

const LOSS_BINS = 4096; // more than a projector has pixels across
const GRADIENT_BINS = 1024; // times the layers, so fewer

/** Everything that the page holds of one lane: its past, and the newest of each picture. */
export class LaneNumbers {
  constructor() {
    this.loss = new Series(1, LOSS_BINS);
    /** Examples seen and seconds of compute up to each update. Appended and merged as `loss` is, in memory of the same
     * size, so bin `i` of the one covers the updates of bin `i` of the other. */
    this.effort = new Series(2, LOSS_BINS);
    /** On a surface: x, y, and the distance to the nearest known minimum, before each update. Binned as `loss` is. */
    this.path = new Series(3, LOSS_BINS, Float64Array);
    this.gradient = new Series(0, GRADIENT_BINS);
    this.evaluations = new Evaluations();
    /** Of the last update. */
    this.learningRate = NaN;
    /** The newest block of each kind that is a state and not a past. @type {Map<string, Block>} */
    this.newest = new Map();
  }

  /** The lane starts anew. */
  clear() {
    this.loss.clear();
    this.effort.clear();
    this.path.clear();
    this.gradient = new Series(0, GRADIENT_BINS);
    this.evaluations.clear();
    this.learningRate = NaN;
    this.newest.clear();
  }

  /** @param {Block} block */
  take(block) {
    const { name, start, width, rows, cols, values } = block;
    if (name === 'loss') this.loss.append(start, width, rows, values);
    else if (name === 'effort') this.effort.append(start, width, rows, values);
    else if (name === 'path') this.path.append(start, width, rows, values);
    else if (name === 'learning_rate') this.learningRate = values[values.length - 1];
    else if (name === 'gradient_norm') {
      const layers = width > 1 ? cols / 3 : cols;
      if (layers !== this.gradient.channels) this.gradient = new Series(layers, GRADIENT_BINS);
      this.gradient.append(start, width, rows, values);
    } else if (name === 'metrics') this.evaluations.add(start, values);
    else this.newest.set(name, block);
  }
}
