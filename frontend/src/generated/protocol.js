// Generated from backend/ravine/session/blocks.py and frames.py by `python -m ravine.session.javascript`.
// Change those, not this.

/** The first four bytes of a frame, 'RVN1', read as a little-endian u32. */
export const MAGIC = 0x314e5652;

export const VERSION = 2;

/** Every payload starts at a multiple of so many bytes and is padded to one. */
export const ALIGNMENT = 8;

/** u32 magic, u16 version, u16 blocks, u32 sequence, u32 reserved, f64 update: offsets. */
export const HEADER = Object.freeze({ bytes: 24, magic: 0, version: 4, blocks: 6, sequence: 8, reserved: 12, update: 16 });

/**
 * u16 kind, u8 dtype, u8 reserved, u32 lane, u32 rows, u32 cols, f64 start, u32 width, u32 payload: offsets.
 * `payload` counts the padding, so the next block's header follows it directly.
 */
export const BLOCK_HEADER = Object.freeze({ bytes: 32, kind: 0, dtype: 2, reserved: 3, lane: 4, rows: 8, cols: 12, start: 16, width: 24, payload: 28 });

/** Element types; a block header holds an index into this. */
export const DTYPES = /** @type {const} */ (['f32', 'u8', 'u16', 'u32', 'f64']);

/**
 * What a block may hold; the keys are what `watch` takes. 'append' goes on where the lane's last block of
 * the kind ended, 'state' replaces it.
 */
export const BLOCKS = /** @type {const} */ ({
  /** data loss of the batch before each update; 1 column, or 3 (smallest, largest, mean) where width > 1 */
  loss: { kind: 1, dtype: 'f32', merge: 'append' },
  /** rate in force at each update; the mean where width > 1 */
  learning_rate: { kind: 2, dtype: 'f32', merge: 'append' },
  /** norm of each layer's gradient before penalties and clipping; a column a layer, or all smallest, all largest, all means where width > 1 */
  gradient_norm: { kind: 3, dtype: 'f32', merge: 'append' },
  /** loss and accuracy on train, validation and test at update `start`, NaN where there is none; of two rows for one update the later holds */
  metrics: { kind: 4, dtype: 'f32', merge: 'append' },
  /** x0, x1, target, part (0 train, 1 validation, 2 test) of every example; lane 0 */
  points: { kind: 5, dtype: 'f32', merge: 'state' },
  /** class with the largest output; row 0 has the highest x1 */
  region_class: { kind: 6, dtype: 'u8', merge: 'state' },
  /** probability of that class, 0 to 255 */
  region_confidence: { kind: 7, dtype: 'u8', merge: 'state' },
  /** predicted value (regression) */
  region_value: { kind: 8, dtype: 'f32', merge: 'state' },
  /** a row a layer: size of the last update over that of the weights, mean and standard deviation of the activation, share of dead units (NaN where none can die) */
  layer_statistics: { kind: 9, dtype: 'f32', merge: 'state' },
  /** a row a layer: lowest, highest, then the counts of 32 bins */
  weight_histogram: { kind: 10, dtype: 'f32', merge: 'state' },
  /** a row a layer: lowest, highest, then the counts of 32 bins */
  gradient_histogram: { kind: 11, dtype: 'f32', merge: 'state' },
  /** examples of the validation part, or of the training part where there is none; a row a true class, a column a predicted one */
  confusion: { kind: 12, dtype: 'f32', merge: 'state' },
  /** examples seen and seconds of compute up to each update, itself included; both smallest, both largest, both means where width > 1 */
  effort: { kind: 13, dtype: 'f32', merge: 'append' },
  /** a row a neuron: what it gives at each cell of the plane, 0 to 255 over its own range; row by row, the first at the highest x1; first the inputs, then layer by layer, the outputs last */
  neuron_maps: { kind: 14, dtype: 'u8', merge: 'state' },
  /** a row a neuron, as in neuron_maps: lowest and highest */
  neuron_ranges: { kind: 15, dtype: 'f32', merge: 'state' },
  /** layer by layer, unit by unit: the weights of its inputs, then its bias */
  weights: { kind: 16, dtype: 'f32', merge: 'state' },
  /** of one example: the inputs, then of each layer all z, then all y */
  probe: { kind: 17, dtype: 'f32', merge: 'state' },
  /** a row a picture that the net takes for another class */
  misclassified: { kind: 18, dtype: 'u8', merge: 'state' },
  /** a row a picture: its class, the class that the net says, with what probability, its row in its part */
  misclassified_labels: { kind: 19, dtype: 'f32', merge: 'state' },
  /** x, y before each update and the distance to the nearest known minimum, NaN where none is known; all three smallest, all largest, all means where width > 1 */
  path: { kind: 20, dtype: 'f64', merge: 'append' },
  /** lowest and highest x, lowest and highest y of what `field` shows; lane 0 */
  window: { kind: 21, dtype: 'f64', merge: 'state' },
  /** f at the middle of each cell; row 0 has the highest y; lane 0 */
  field: { kind: 22, dtype: 'f32', merge: 'state' },
  /** of each cell of a map which of its labels it has, counted from 0; row 0 has the highest y; lane 0 */
  map_label: { kind: 23, dtype: 'u8', merge: 'state' },
  /** of each cell of a map: updates needed (basins), value reached (winners, plane), infinite where it diverged */
  map_shade: { kind: 24, dtype: 'f32', merge: 'state' },
  /** where a racer is before its next update: x, y and f there */
  point: { kind: 25, dtype: 'f64', merge: 'state' },
  /** of each hidden unit, layer by layer: 0 where the last update's dropout mask dropped it, else 1 */
  masks: { kind: 26, dtype: 'u8', merge: 'state' },
  /** a row a filter of the first layer: map by map, row by row its weights */
  filters: { kind: 27, dtype: 'f32', merge: 'state' },
  /** the picture that is looked into: map by map, row by row from the top */
  picture: { kind: 28, dtype: 'u8', merge: 'state' },
  /** what each layer hands on of that picture, layer by layer, map by map, row by row; 0 to 255 over the layer's range */
  feature_maps: { kind: 29, dtype: 'u8', merge: 'state' },
  /** a row a layer, as in feature_maps: lowest and highest */
  feature_ranges: { kind: 30, dtype: 'f32', merge: 'state' },
  /** of that picture: its class, -1 for one's own, then the classes' probabilities */
  scores: { kind: 31, dtype: 'f32', merge: 'state' },
});
