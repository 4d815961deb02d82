// Written by `python -m ravine.spec.javascript` from the models in backend/ravine/spec. Do not edit.

/**
 * A name out of a family of the catalogue, and the values of its parameters beside it.
 * @typedef {{name: string, [parameter: string]: string | number}} Choice
 */

/**
 * The page has drawn the frame with this sequence number.
 * @typedef {object} Ack
 * @property {'ack'} kind
 * @property {number} sequence
 */

/**
 * A new lane, with changes: the default; or a copy of another one, as it was at update `at` or as it is now.
 * @typedef {object} AddLane
 * @property {number | null} [number]
 * @property {'add_lane'} kind
 * @property {number | null} [copy_of]
 * @property {number | null} [at]
 * @property {Record<string, any>} [changes]
 */

/**
 * Where a lane is in the recipe's flow chart, what can be seen of it, and what would help.
 * @typedef {object} Advise
 * @property {number | null} [number]
 * @property {'advise'} kind
 * @property {number} lane
 * @property {GoodSpec | null} [good]
 */

/**
 * A lane in the recipe's flow chart: the lit box, and the reason with its numbers.
 *
 * train, test: share of right answers; in a regression, of the spread of the targets explained; null where it is not
 * finite or there are no examples. good_training, good_testing: what counted as good. more: what would help and is no
 * change of a lane.
 * @typedef {object} Advised
 * @property {'advised'} kind
 * @property {number} lane
 * @property {number} update
 * @property {'functions' | 'goodness' | 'best' | 'training' | 'testing' | 'overfitting' | 'done'} box
 * @property {string} reason
 * @property {number | null} train
 * @property {number | null} test
 * @property {number} good_training
 * @property {number} good_testing
 * @property {FoundFault[]} findings
 * @property {OfferedRemedy[]} remedies
 * @property {RefusedRemedy[]} refused
 * @property {string | null} more
 * @property {number | null} number
 */

/**
 * What augmentation makes of the pictures of a lane's next batch.
 * @typedef {object} Augment
 * @property {number | null} [number]
 * @property {'augment'} kind
 * @property {number} lane
 * @property {number} [again]
 */

/**
 * The first pictures of a lane's next batch. rows: which training examples they are; labels: their classes; image:
 * their maps, height and width. before, after: base64 of a byte a number, 0 black and 255 white, map by map, each row
 * by row from the top: as they are, and as the network sees them with the random numbers of the update `drawn_at`.
 * @typedef {object} Augmented
 * @property {'augmented'} kind
 * @property {number} lane
 * @property {number} update
 * @property {number} drawn_at
 * @property {number[]} rows
 * @property {number[]} labels
 * @property {[number, number, number]} image
 * @property {string[]} before
 * @property {string[]} after
 * @property {number | null} number
 */

/**
 * average pooling: y = mean of the square
 *
 * Smaller maps, each pixel the mean of a square.
 * @typedef {object} AveragePoolSpec
 * @property {'average_pool'} kind
 * @property {number} keep
 * @property {number} skip
 * @property {number} branch
 * @property {number} back
 * @property {boolean} frozen
 * @property {number} size
 * @property {number} stride
 */

/**
 * One of a racer's hyper-parameters over a range, in equal steps or in equal ratios.
 * @typedef {object} Axis
 * @property {string} parameter
 * @property {number} low
 * @property {number} high
 * @property {boolean} log
 */

/**
 * batch normalisation: y = f(gamma (x - mean) / sqrt(var + eps) + beta)
 *
 * Mean and variance of each map over the batch; in testing those that ran along in training (Ioffe & Szegedy 2015).
 * @typedef {object} BatchNormSpec
 * @property {'batch_norm'} kind
 * @property {number} keep
 * @property {number} skip
 * @property {number} branch
 * @property {number} back
 * @property {boolean} frozen
 * @property {Choice} activation
 */

/**
 * All families, the plain fields, the limits, and the spec that the page loads with.
 * @typedef {object} Catalogue
 * @property {number} version
 * @property {CatalogueEntry[]} activations
 * @property {CatalogueEntry[]} losses
 * @property {CatalogueEntry[]} optimizers
 * @property {CatalogueEntry[]} schedules
 * @property {CatalogueEntry[]} stopping
 * @property {CatalogueEntry[]} initializers
 * @property {CatalogueEntry[]} penalties
 * @property {CatalogueEntry[]} datasets
 * @property {CatalogueEntry[]} surfaces
 * @property {CatalogueEntry[]} dropout_forms
 * @property {CatalogueLayer[]} layers
 * @property {CatalogueEntry[]} augmentations
 * @property {Record<string, number>} limits
 * @property {CatalogueField[]} fields
 * @property {CatalogueSetting[]} swept
 * @property {CatalogueMeasure[]} measures
 * @property {NetworkSpec} default
 * @property {Preset[]} presets
 * @property {Walkable} alexnet
 */

/**
 * One member of a family; what else the family says of its members stands beside.
 * @typedef {{name: string, formula: string, help: string, parameters: CatalogueParameter[], [more: string]: any}} CatalogueEntry
 */

/**
 * A plain number of a spec: where it stands, what to call it, and whether its change starts a lane anew.
 * @typedef {object} CatalogueField
 * @property {string} name
 * @property {number} default
 * @property {number} low
 * @property {number} high
 * @property {string} unit
 * @property {string} help
 * @property {boolean} integer
 * @property {number[]} choices
 * @property {boolean} restarts
 * @property {string} scope
 * @property {string} path
 * @property {string} label
 * @property {boolean} optional
 */

/**
 * A kind of hidden layer: whether it takes pictures only, and whether an activation follows it.
 * @typedef {object} CatalogueLayer
 * @property {string} name
 * @property {string} title
 * @property {string} formula
 * @property {string} help
 * @property {boolean} pictures
 * @property {boolean} activated
 */

/**
 * What a sweep may measure: its name, what to call it, which part of the data has to hold examples, whether they
 * need classes, and whether it is compared by ratios.
 * @typedef {object} CatalogueMeasure
 * @property {string} name
 * @property {string} label
 * @property {string | null} part
 * @property {boolean} answers
 * @property {boolean} log
 */

/**
 * A number that a person may set.
 * @typedef {object} CatalogueParameter
 * @property {string} name
 * @property {number} default
 * @property {number} low
 * @property {number} high
 * @property {string} unit
 * @property {string} help
 * @property {boolean} integer
 * @property {number[]} choices
 * @property {boolean} restarts
 */

/**
 * A number of every lane that may be swept: its path as a sweep names it, what to call it, and whether its values
 * are compared by their ratios.
 * @typedef {object} CatalogueSetting
 * @property {string} name
 * @property {number} default
 * @property {number} low
 * @property {number} high
 * @property {string} unit
 * @property {string} help
 * @property {boolean} integer
 * @property {number[]} choices
 * @property {boolean} restarts
 * @property {string} path
 * @property {string} label
 * @property {boolean} log
 */

/**
 * Compare a lane's gradient with finite differences.
 * @typedef {object} Check
 * @property {number | null} [number]
 * @property {'check'} kind
 * @property {number} lane
 */

/**
 * A lane's gradient against finite differences, both in float64, on the batch of its next update.
 * @typedef {object} Checked
 * @property {'checked'} kind
 * @property {number} lane
 * @property {number} update
 * @property {number} examples
 * @property {LayerCheck[]} layers
 * @property {string} engine
 * @property {number} seed
 * @property {number | null} number
 */

/**
 * One side of a claim; value: null where it is not finite.
 * @typedef {object} ClaimFigure
 * @property {string} label
 * @property {number | null} value
 * @property {string} unit
 */

/**
 * holds: null where it cannot be said yet. why: the comparison with its numbers, or why there is none.
 * @typedef {object} ClaimResult
 * @property {string} says
 * @property {ClaimFigure[]} figures
 * @property {boolean | null} holds
 * @property {string} why
 */

/**
 * The claims of a lesson's experiment, each measured on the session's lanes as they stood at this update. What
 * needs a run from update 0 comes later, without a number, and is dropped where the lanes are changed meanwhile.
 * @typedef {object} Claimed
 * @property {'claimed'} kind
 * @property {string} lesson
 * @property {number} experiment
 * @property {number} update
 * @property {ClaimResult[]} claims
 * @property {number | null} number
 */

/**
 * Measure the claims of a lesson's experiment, counted from 0, on the session's lanes as they are.
 * @typedef {object} Claims
 * @property {number | null} [number]
 * @property {'claims'} kind
 * @property {string} lesson
 * @property {number} [experiment]
 */

/**
 * How often each lane is wrong on the test part, and how often all of them together.
 * @typedef {object} Committee
 * @property {number | null} [number]
 * @property {'committee'} kind
 */

/**
 * mean, spread: of the members' errors, mean and sample standard deviation (null for one member). together: the
 * error of the mean of their probabilities. examples: of the test part, that they answered.
 * @typedef {object} CommitteeTold
 * @property {'committee_told'} kind
 * @property {number} examples
 * @property {MemberError[]} members
 * @property {number} mean
 * @property {number | null} spread
 * @property {number} together
 * @property {number | null} number
 */

/**
 * distance: root mean square difference of its outputs from the ensemble's mean outputs. outputs: of the first
 * example. accuracy: null in a regression.
 * @typedef {object} Compared
 * @property {number} distance
 * @property {number} loss
 * @property {number | null} accuracy
 * @property {number[]} outputs
 */

/**
 * convolution: y_o = f(b_o + sum over the maps m of w_om * x_m)
 *
 * Each filter slides over the maps and gives a map of its own; everywhere it has the same weights.
 * @typedef {object} ConvSpec
 * @property {'conv'} kind
 * @property {number} keep
 * @property {number} skip
 * @property {number} branch
 * @property {number} back
 * @property {boolean} frozen
 * @property {Choice} activation
 * @property {number} filters
 * @property {number} size
 * @property {number} stride
 * @property {number} padding
 */

/**
 * Examples in each part.
 * @typedef {object} Counts
 * @property {number} train
 * @property {number} validation
 * @property {number} test
 */

/**
 * A point of a surface where its gradient is 0.
 * @typedef {object} Critical
 * @property {number} x
 * @property {number} y
 * @property {number} value
 */

/**
 * A change of the lane's spec that would help, in words for a button.
 * @typedef {object} Cure
 * @property {string} label
 * @property {Record<string, any>} changes
 */

/**
 * What the data are: after welcome and after every change of them.
 * @typedef {object} DataShape
 * @property {'data'} kind
 * @property {number} inputs
 * @property {number} outputs
 * @property {string[]} classes
 * @property {'classification' | 'regression'} task
 * @property {[number, number, number] | null} image
 * @property {string[]} features
 * @property {Counts} counts
 * @property {[[number, number], [number, number]] | null} bounds
 * @property {Record<string, any> | null} own
 */

/**
 * dense: y = f(W x + b)
 *
 * Each neuron sees all inputs; an activation function follows.
 * @typedef {object} DenseSpec
 * @property {'dense'} kind
 * @property {number} keep
 * @property {number} skip
 * @property {number} branch
 * @property {number} back
 * @property {boolean} frozen
 * @property {Choice} activation
 * @property {number} units
 */

/**
 * A lane stopped at its last finite state.
 * @typedef {object} Diverged
 * @property {'diverged'} kind
 * @property {number} lane
 * @property {number} update
 * @property {string} reason
 * @property {Cure[]} cures
 */

/**
 * Average a lane's network over its dropout masks, and compare the network as it is used at test time.
 * @typedef {object} Ensemble
 * @property {number | null} [number]
 * @property {'ensemble'} kind
 * @property {number} lane
 */

/**
 * masks: how many of the 2^units were averaged, `exact` all of them, each with its probability; else a sample drawn
 * with it. linear: nothing behind the first dropout is anything else, so that scaled equals the ensemble. scaled: what
 * a kept unit gives, times p. unscaled: all of it. examples: so many of `part`, the test set where there is one; fewer
 * where the network is large. All in float64.
 * @typedef {object} Ensembled
 * @property {'ensembled'} kind
 * @property {number} lane
 * @property {number} update
 * @property {number} units
 * @property {number} masks
 * @property {boolean} exact
 * @property {boolean} linear
 * @property {'train' | 'validation' | 'test'} part
 * @property {number} examples
 * @property {Compared} ensemble
 * @property {Compared} scaled
 * @property {Compared} unscaled
 * @property {number | null} number
 */

/**
 * What was wrong with a command, where, and what is allowed. The session goes on as it was.
 * @typedef {object} Error
 * @property {'error'} kind
 * @property {string} message
 * @property {string | null} field
 * @property {string | null} allowed
 * @property {number | null} number
 * @property {[number, number] | null} span
 */

/**
 * The next update of a racer, step by step, with its numbers.
 * @typedef {object} Explain
 * @property {number | null} [number]
 * @property {'explain'} kind
 * @property {number} lane
 */

/**
 * The next update of a racer, in its parts: where it is, the gradient that it gets, what its optimizer remembers,
 * and each line of its formula, for x and for y.
 * @typedef {object} Explained
 * @property {'explained'} kind
 * @property {number} lane
 * @property {number} update
 * @property {string} optimizer
 * @property {[number, number]} point
 * @property {number} value
 * @property {[number, number]} gradient
 * @property {Record<string, [number, number]>} remembered
 * @property {Record<string, string>} meanings
 * @property {[Line, Line][]} lines
 * @property {[number | null, number | null]} next
 * @property {number | null} number
 */

/**
 * What is seen of a run, with its evidence in words and figures.
 * @typedef {object} FoundFault
 * @property {string} name
 * @property {string} title
 * @property {string} evidence
 */

/**
 * global average: y = mean of the map
 *
 * One number for each map, whatever its size.
 * @typedef {object} GlobalAverageSpec
 * @property {'global_average'} kind
 * @property {number} keep
 * @property {number} skip
 * @property {number} branch
 * @property {number} back
 * @property {boolean} frozen
 */

/**
 * What counts as good results on training data, and on testing data.
 * @typedef {object} GoodSpec
 * @property {number} training
 * @property {number} testing
 */

/**
 * How well the gradient of a batch agrees with that of all training examples, over batch sizes.
 * @typedef {object} GradientNoise
 * @property {number | null} [number]
 * @property {'gradient_noise'} kind
 * @property {number} lane
 */

/**
 * What the surface is: after welcome and after every change of it.
 * @typedef {object} Ground
 * @property {'ground'} kind
 * @property {string} title
 * @property {string} formula
 * @property {[[number, number], [number, number]]} domain
 * @property {Critical[]} minima
 * @property {Critical[]} saddles
 * @property {[number, number]} start
 * @property {[string, string]} axes
 * @property {string[]} columns
 * @property {number[][]} points
 * @property {Record<string, any> | null} own
 */

/**
 * The first message: a new session (with a spec, or the default), or the one that the page had before.
 * @typedef {object} Hello
 * @property {'hello'} kind
 * @property {number} version
 * @property {string | null} [session]
 * @property {NetworkSpec | SurfaceSpec | VisionSpec | null} [spec]
 * @property {Record<string, [number, number]>} [cursors]
 */

/**
 * One colour of a map: where a start may end, or which lane wins. share: of the cells.
 * @typedef {object} Label
 * @property {'minimum' | 'moving' | 'resting' | 'diverged' | 'lane' | 'tie' | 'value'} role
 * @property {string} name
 * @property {number} share
 * @property {number | null} x
 * @property {number | null} y
 * @property {number | null} value
 * @property {number | null} lane
 */

/**
 * A lane of the spec and its id: the ids follow the order of `spec.lanes` and stay when others are removed.
 *
 * life: counts how often its past was thrown away; what a page holds of an earlier life is no longer true.
 * @typedef {object} LaneName
 * @property {number} id
 * @property {string} name
 * @property {number} life
 */

/**
 * Everything that one learner may differ in. `layers` are the hidden ones; data and loss give the output layer.
 * @typedef {object} LaneSpec
 * @property {string} name
 * @property {number | null} seed
 * @property {(DenseSpec | MaxoutSpec | ConvSpec | MaxPoolSpec | AveragePoolSpec | GlobalAverageSpec | LocalResponseNormSpec | BatchNormSpec)[]} layers
 * @property {Choice} output
 * @property {string} dropout
 * @property {Choice} initializer
 * @property {Choice} loss
 * @property {Choice} optimizer
 * @property {Choice} schedule
 * @property {Choice} stopping
 * @property {number} l1
 * @property {number} l2
 * @property {number} weight_decay
 * @property {number} clip
 * @property {number} batch
 * @property {Record<string, unknown>} augment
 */

/**
 * Where a lane is, and where its past ends: further, while one looks at an earlier update. `reason` says why it
 * diverged or stopped; best: the update with the lowest validation loss, where a rule watches for it.
 * @typedef {object} LaneState
 * @property {number} id
 * @property {string} name
 * @property {number} life
 * @property {'ready' | 'diverged' | 'stopped'} status
 * @property {number} update
 * @property {number} end
 * @property {number} epoch
 * @property {string | null} reason
 * @property {number | null} best
 */

/**
 * error: the largest |a - n| of the layer over its largest |a| or |n|, a from backprop, n from differences.
 *
 * checked: how many of its `of` parameters were compared. doubtful: how many more were tried whose difference itself
 * is in doubt by more than `DOUBTFUL` of the largest derivative: corners of ReLUs in every step, in deep nets.
 * @typedef {object} LayerCheck
 * @property {number} error
 * @property {number} checked
 * @property {number} of
 * @property {number} doubtful
 */

/**
 * layer: counted from 0. kind: a learned slope (PReLU), alpha is it and all units have one shape; or pieces
 * (Maxout).
 * @typedef {object} LayerShape
 * @property {number} layer
 * @property {'slope' | 'pieces'} kind
 * @property {number | null} alpha
 * @property {number[]} x
 * @property {UnitShape[]} units
 */

/**
 * Of one layer, biases left out: how many weights, sqrt(sum w^2), and how many are small.
 * @typedef {object} LayerSize
 * @property {number} weights
 * @property {number} norm
 * @property {number} small
 */

/**
 * One line of an optimizer's update, for one coordinate: its formula with the numbers in their places.
 * @typedef {object} Line
 * @property {string} target
 * @property {string} meaning
 * @property {string} formula
 * @property {string} plugged
 * @property {string} formula_latex
 * @property {string} plugged_latex
 * @property {number | null} value
 */

/**
 * Another spec instead of this one: every lane anew.
 * @typedef {object} Load
 * @property {number | null} [number]
 * @property {'load'} kind
 * @property {NetworkSpec | SurfaceSpec | VisionSpec} spec
 */

/**
 * local response normalisation: y_i = x_i / (k + alpha sum over n neighbouring maps j of x_j^2)^beta
 *
 * A pixel that is large in one map makes the neighbouring maps' smaller there (Krizhevsky 2012, section 3.3).
 * @typedef {object} LocalResponseNormSpec
 * @property {'local_response_norm'} kind
 * @property {number} keep
 * @property {number} skip
 * @property {number} branch
 * @property {number} back
 * @property {boolean} frozen
 * @property {number} neighbours
 * @property {number} k
 * @property {number} alpha
 * @property {number} beta
 */

/**
 * The edits that the lanes' pasts hold, oldest first; a replay makes them again. Whole, or what is new in it.
 * @typedef {object} Log
 * @property {'log'} kind
 * @property {LoggedEdit[]} edits
 * @property {boolean} whole
 */

/**
 * What was changed of a lane, and before which of its updates.
 * @typedef {object} LoggedEdit
 * @property {number} lane
 * @property {number} update
 * @property {string} what
 */

/**
 * The part of a surface that is shown, lowest and highest x and y; null: all of its domain.
 * @typedef {object} Look
 * @property {number | null} [number]
 * @property {'look'} kind
 * @property {[[number, number], [number, number]] | null} window
 */

/**
 * What becomes of many racers: from every start in the window (`basins`: where one lane ends, `winners`: which lane
 * ends lowest), or with every pair of two hyper-parameters of one lane (`plane`). `what` null: no map any more.
 * @typedef {object} Map
 * @property {number | null} [number]
 * @property {'map'} kind
 * @property {'basins' | 'winners' | 'plane' | null} what
 * @property {number | null} [lane]
 * @property {number} [updates]
 * @property {Axis | null} [x]
 * @property {Axis | null} [y]
 */

/**
 * How far a map is: `side` cells along a side; `done` when it gets no finer.
 * @typedef {object} Mapped
 * @property {'mapped'} kind
 * @property {'basins' | 'winners' | 'plane'} what
 * @property {number | null} lane
 * @property {number} updates
 * @property {number} side
 * @property {boolean} done
 * @property {string} dtype
 * @property {[number, number]} x
 * @property {[number, number]} y
 * @property {[boolean, boolean]} log
 * @property {[string, string]} axes
 * @property {Label[]} labels
 * @property {[number, number]} range
 */

/**
 * max pooling: y = max of the square
 *
 * Smaller maps that keep the strongest answers.
 * @typedef {object} MaxPoolSpec
 * @property {'max_pool'} kind
 * @property {number} keep
 * @property {number} skip
 * @property {number} branch
 * @property {number} back
 * @property {boolean} frozen
 * @property {number} size
 * @property {number} stride
 */

/**
 * Maxout: y = max over the pieces k of W_k x + b_k
 *
 * Each neuron gives the largest of several linear functions: an activation that is learned.
 * @typedef {object} MaxoutSpec
 * @property {'maxout'} kind
 * @property {number} keep
 * @property {number} skip
 * @property {number} branch
 * @property {number} back
 * @property {boolean} frozen
 * @property {number} units
 * @property {number} pieces
 */

/**
 * error: the share of wrong answers, at this update.
 * @typedef {object} MemberError
 * @property {number} lane
 * @property {number} update
 * @property {number} error
 */

/**
 * Up to eight networks on the same data; the bare `NetworkSpec()` is what the page loads with.
 * @typedef {object} NetworkSpec
 * @property {'network'} place
 * @property {number} seed
 * @property {Choice} data
 * @property {SplitSpec} split
 * @property {LaneSpec[]} lanes
 */

/**
 * norm: of the gradient over all `examples`, of a large training set a part. Dropout is in its test form, penalties
 * are not counted, frozen layers are left out.
 * @typedef {object} Noise
 * @property {'noise'} kind
 * @property {number} lane
 * @property {number} update
 * @property {number} examples
 * @property {number} norm
 * @property {NoiseRow[]} rows
 * @property {number | null} number
 */

/**
 * Of `draws` batches of this size: mean and standard deviation of the cosine between their gradient and that of all
 * examples, and of the ratio of the two norms.
 * @typedef {object} NoiseRow
 * @property {number} batch
 * @property {number} draws
 * @property {number} cosine
 * @property {number} cosine_spread
 * @property {number} ratio
 * @property {number} ratio_spread
 */

/**
 * Add each of these to one weight and see what becomes of every layer and of the loss.
 * @typedef {object} Nudge
 * @property {number | null} [number]
 * @property {'nudge'} kind
 * @property {number} lane
 * @property {Spot} spot
 * @property {number[]} deltas
 */

/**
 * delta: what was added. changes: of each layer, the root mean square over its units and the examples of how what
 * it hands on has changed. loss: afterwards. slope: (loss - loss before) / delta.
 * @typedef {object} NudgeStep
 * @property {number} delta
 * @property {number[]} changes
 * @property {number} loss
 * @property {number} slope
 */

/**
 * derivative: dL/dw by backprop. All in float64, on the batch of the next update without dropout.
 * @typedef {object} Nudged
 * @property {'nudged'} kind
 * @property {number} lane
 * @property {number} update
 * @property {number} examples
 * @property {number} value
 * @property {number} loss
 * @property {number} derivative
 * @property {NudgeStep[]} steps
 * @property {number | null} number
 */

/**
 * changes: of the lane, for a fork of it.
 * @typedef {object} OfferedRemedy
 * @property {string} label
 * @property {string} why
 * @property {Record<string, any>} changes
 */

/**
 * What a network of these hidden layers is made of, whether it is too large to be trained here or not: over
 * pictures of `side` x `side` pixels in 1 (grey) or 3 (colour) maps, with an output for each class. batch: examples
 * that its memory is told for.
 * @typedef {object} Outline
 * @property {number | null} [number]
 * @property {'outline'} kind
 * @property {number | null} [lane]
 * @property {(DenseSpec | MaxoutSpec | ConvSpec | MaxPoolSpec | AveragePoolSpec | GlobalAverageSpec | LocalResponseNormSpec | BatchNormSpec)[]} layers
 * @property {number} [maps]
 * @property {number} [side]
 * @property {number} [classes]
 * @property {number} [batch]
 */

/**
 * Of every layer, the last one gives the outputs.
 * @typedef {object} Outlined
 * @property {'outlined'} kind
 * @property {number | null} lane
 * @property {[number, number, number]} shape
 * @property {OutlinedLayer[]} layers
 * @property {number} parameters
 * @property {number} products
 * @property {number} bytes
 * @property {number | null} number
 */

/**
 * given, shape: maps, height and width of what it takes and of what it hands on. weights, biases: how many.
 * products: multiply-adds of one example forward. field: height and width of the part of the picture that one of its
 * pixels sees; step: how many pixels of the picture two neighbours of its pixels are apart. parameter_bytes: of its
 * weights, their gradient and movement; batch_bytes: of what it hands on for the batch, and the gradient of that.
 * @typedef {object} OutlinedLayer
 * @property {string} layer
 * @property {[number, number, number]} given
 * @property {[number, number, number]} shape
 * @property {number} weights
 * @property {number} biases
 * @property {number} products
 * @property {[number, number]} field
 * @property {number} step
 * @property {number} parameter_bytes
 * @property {number} batch_bytes
 */

/**
 * Change a lane's spec: a merge patch.
 * @typedef {object} PatchLane
 * @property {number | null} [number]
 * @property {'patch_lane'} kind
 * @property {number} lane
 * @property {Record<string, any>} changes
 */

/**
 * Change seed, data or split: a merge patch.
 * @typedef {object} PatchSession
 * @property {number | null} [number]
 * @property {'patch_session'} kind
 * @property {Record<string, any>} changes
 */

/**
 * Stop after the update that is being computed.
 * @typedef {object} Pause
 * @property {number | null} [number]
 * @property {'pause'} kind
 */

/**
 * gradient_norm: of the layer. moved: Euclidean norm of what the update adds to its parameters. activations,
 * gradient, before, after: of a small network only, else empty: what each unit hands on for the first example of the
 * batch; dL/dw, w before and w after, unit by unit, the weights of its inputs and then its bias.
 * @typedef {object} PhaseLayer
 * @property {number} gradient_norm
 * @property {number} moved
 * @property {number[]} activations
 * @property {number[]} gradient
 * @property {number[]} before
 * @property {number[]} after
 */

/**
 * One update in its parts. rows: which training examples are in the batch. loss: of the batch, before; loss_after:
 * of the same batch with the same dropout masks, after the update, null where it is not finite. rate: in force.
 * @typedef {object} Phased
 * @property {'phased'} kind
 * @property {number} lane
 * @property {number} update
 * @property {number[]} rows
 * @property {number[]} inputs
 * @property {number} loss
 * @property {number | null} loss_after
 * @property {number} rate
 * @property {PhaseLayer[]} layers
 * @property {number | null} number
 */

/**
 * The next update of a lane in its four phases: sample, forward, backprop, update.
 * @typedef {object} Phases
 * @property {number | null} [number]
 * @property {'phases'} kind
 * @property {number} lane
 */

/**
 * Let the clock run; with `until`, pause at exactly that update.
 * @typedef {object} Play
 * @property {number | null} [number]
 * @property {'play'} kind
 * @property {number | null} [until]
 */

/**
 * name: in tests. title: on its button. says: what to look at, in a sentence or two.
 * @typedef {object} Preset
 * @property {string} name
 * @property {string} title
 * @property {string} says
 * @property {SurfaceSpec} spec
 */

/**
 * The example whose way through the networks is shown: `x`, a point of the plane or the pixels of a picture (map by
 * map, row by row, 0 to 1), or the picture in this `row` of a `part`. Both null: the first one.
 * @typedef {object} Probe
 * @property {number | null} [number]
 * @property {'probe'} kind
 * @property {number[] | null} [x]
 * @property {number | null} [row]
 * @property {'train' | 'validation' | 'test'} [part]
 */

/**
 * Kernels being compiled: `done` of `total`.
 * @typedef {object} Progress
 * @property {'progress'} kind
 * @property {string} stage
 * @property {number} done
 * @property {number} total
 */

/**
 * Everything that one racer may differ in; `start` null: where the session says.
 * @typedef {object} RacerSpec
 * @property {string} name
 * @property {[number, number] | null} start
 * @property {Choice} optimizer
 * @property {Choice} schedule
 * @property {number} batch
 */

/**
 * What would not help, and why not.
 * @typedef {object} RefusedRemedy
 * @property {string} label
 * @property {string} why
 */

/**
 * What the optimizer of a lane remembers of its parameters, and the rate that this gives to each of them; also of a
 * point on a surface.
 * @typedef {object} Remember
 * @property {number | null} [number]
 * @property {'remember'} kind
 * @property {number} lane
 */

/**
 * rate: in force, before what is remembered divides it. cells: in each power of ten. updates: of the courses, which
 * a point has, slot by slot x and y.
 * @typedef {object} Remembered
 * @property {'remembered'} kind
 * @property {number} lane
 * @property {number} update
 * @property {string} optimizer
 * @property {number} rate
 * @property {number} cells
 * @property {RememberedQuantity[]} quantities
 * @property {RememberedPart[]} parts
 * @property {number[]} updates
 * @property {[RememberedCourse, RememberedCourse][]} courses
 * @property {number | null} number
 */

/**
 * What a slot held of one coordinate before each of the updates. low, high: around a mean that stands for several
 * updates; empty where every number stands for one.
 * @typedef {object} RememberedCourse
 * @property {(number | null)[]} mean
 * @property {(number | null)[]} low
 * @property {(number | null)[]} high
 */

/**
 * A layer of a network, biases included, or a coordinate of a point; spreads: of each quantity.
 * @typedef {object} RememberedPart
 * @property {number} parameters
 * @property {RememberedSpread[]} spreads
 */

/**
 * The effective rate of a parameter, or one of the optimizer's slots. formula: what the rate is, what the slot
 * becomes in the next update. signed: its values may be below 0, and their sizes are counted. powers: of ten, between
 * which they are.
 * @typedef {object} RememberedQuantity
 * @property {string} name
 * @property {string} formula
 * @property {string} formula_latex
 * @property {boolean} signed
 * @property {[number, number]} powers
 */

/**
 * Of the sizes of one quantity over the parameters of a part. levels: smallest, tenth, median, ninetieth and
 * largest of those that are not 0, null where none is. zeros: how many are 0; of the rate: how many no gradient has
 * reached yet. counts: of each cell how many; the first and the last hold what lies beyond, too.
 * @typedef {object} RememberedSpread
 * @property {[number | null, number | null, number | null, number | null, number | null]} levels
 * @property {number} zeros
 * @property {number[]} counts
 */

/**
 * Take a lane away; the last one stays.
 * @typedef {object} RemoveLane
 * @property {number | null} [number]
 * @property {'remove_lane'} kind
 * @property {number} lane
 */

/**
 * Back to update 0: the same spec, the same seeds.
 * @typedef {object} Reset
 * @property {number | null} [number]
 * @property {'reset'} kind
 */

/**
 * What the next update does to one weight, penalties and optimizer line by line.
 * @typedef {object} Rule
 * @property {number | null} [number]
 * @property {'rule'} kind
 * @property {number} lane
 * @property {Spot} spot
 */

/**
 * One weight in the next update. lines: gradient of the data, what each penalty adds, then the optimizer's; with
 * plain gradient descent and one penalty the whole once more, in one line. after: null where it is not finite.
 * @typedef {object} Ruled
 * @property {'ruled'} kind
 * @property {number} lane
 * @property {number} update
 * @property {number} value
 * @property {number | null} after
 * @property {Line[]} lines
 * @property {number | null} number
 */

/**
 * Which of AlexNet's tricks a lane has, and the change that puts each on or takes it away.
 * @typedef {object} Rungs
 * @property {number | null} [number]
 * @property {'rungs'} kind
 * @property {number} lane
 */

/**
 * Pause, and show every lane as it was at this update.
 * @typedef {object} Scrub
 * @property {number | null} [number]
 * @property {'scrub'} kind
 * @property {number} update
 */

/**
 * Make the loss over two weights of a lane, all others as they are, a surface of the Surface place.
 * @typedef {object} Section
 * @property {number | null} [number]
 * @property {'section'} kind
 * @property {number} lane
 * @property {Spot} first
 * @property {Spot} second
 */

/**
 * The surface that `section` made, by the name that a spec of the Surface place asks for it with.
 * @typedef {object} Sectioned
 * @property {'sectioned'} kind
 * @property {string} name
 * @property {string} title
 * @property {number | null} number
 */

/**
 * Put a number in the place of one weight; without `input`, of the unit's bias. Layer 0 is the first hidden one.
 * @typedef {object} SetWeight
 * @property {number | null} [number]
 * @property {'set_weight'} kind
 * @property {number} lane
 * @property {number} layer
 * @property {number} unit
 * @property {number | null} [input]
 * @property {number} value
 */

/**
 * Layers that learn their activation; none: no layer does.
 * @typedef {object} Shaped
 * @property {'shaped'} kind
 * @property {number} lane
 * @property {number} update
 * @property {LayerShape[]} layers
 * @property {number | null} number
 */

/**
 * The activation functions that a lane has learned.
 * @typedef {object} Shapes
 * @property {number | null} [number]
 * @property {'shapes'} kind
 * @property {number} lane
 */

/**
 * below: a weight w is small where |w| is less than this.
 * @typedef {object} Sized
 * @property {'sized'} kind
 * @property {number} lane
 * @property {number} update
 * @property {number} below
 * @property {LayerSize[]} layers
 * @property {number | null} number
 */

/**
 * How large the weights of a lane are.
 * @typedef {object} Sizes
 * @property {number | null} [number]
 * @property {'sizes'} kind
 * @property {number} lane
 */

/**
 * The loss over a plane through a lane's parameters: along two random directions, each filter as long as the
 * network's own (`random`), through three lanes (`lanes`), or along the two main directions of its path (`path`).
 * @typedef {object} Slice
 * @property {number | null} [number]
 * @property {'slice'} kind
 * @property {number} lane
 * @property {'random' | 'lanes' | 'path'} [plane]
 * @property {number[]} [lanes]
 * @property {number} [side]
 * @property {number} [reach]
 */

/**
 * Where a lane was: at each update its place in the plane and its distance from it (Euclidean, in parameters).
 * @typedef {object} SlicePath
 * @property {number} lane
 * @property {number[]} updates
 * @property {number[]} x
 * @property {number[]} y
 * @property {number[]} distance
 */

/**
 * loss: row by row, the highest y first, in float32; null where it is not finite. x, y: the range of the middles of
 * the cells.
 *
 * paths: of all lanes whose parameters lie alike. explained: the share of the squared distances between the places
 * where the lane was and the one where it is that lies in the plane's directions; null where it has not moved.
 * examples: that the loss is the mean over, of `drawn_from`; fewer where the network is large.
 * @typedef {object} Sliced
 * @property {'sliced'} kind
 * @property {number} lane
 * @property {number} update
 * @property {'random' | 'lanes' | 'path'} plane
 * @property {[string, string]} axes
 * @property {[number, number]} x
 * @property {[number, number]} y
 * @property {((number | null)[])[]} loss
 * @property {SlicePath[]} paths
 * @property {number | null} explained
 * @property {number} examples
 * @property {number} drawn_from
 * @property {number | null} number
 */

/**
 * The whole spec in force, after every patch, add, remove and reset; which lanes started anew, and why.
 * @typedef {object} Spec
 * @property {'spec'} kind
 * @property {NetworkSpec | SurfaceSpec | VisionSpec} spec
 * @property {LaneName[]} lanes
 * @property {number[]} restarted
 * @property {string | null} why
 * @property {number | null} number
 */

/**
 * How many updates a second; null: as many as the machine gives.
 * @typedef {object} Speed
 * @property {number | null} [number]
 * @property {'speed'} kind
 * @property {number | null} updates_per_second
 */

/**
 * The shares of training, validation and test part; they add up to 1.
 * @typedef {object} SplitSpec
 * @property {number} train
 * @property {number} validation
 * @property {number} test
 */

/**
 * One weight of a network; without `input`, the unit's bias. Layer 0 is the first hidden one.
 * @typedef {object} Spot
 * @property {number} layer
 * @property {number} unit
 * @property {number | null} input
 */

/**
 * The clock and every lane; after each change of one of them.
 * @typedef {object} State
 * @property {'state'} kind
 * @property {'paused' | 'playing' | 'seeking'} clock
 * @property {number} update
 * @property {number} start
 * @property {number} end
 * @property {number} epoch
 * @property {number | null} speed
 * @property {LaneState[]} lanes
 */

/**
 * One update, or as many as are left of the epoch.
 * @typedef {object} Step
 * @property {number | null} [number]
 * @property {'step'} kind
 * @property {'update' | 'epoch'} [unit]
 */

/**
 * Compute no more of the sweep; what it has found stays.
 * @typedef {object} StopSweep
 * @property {number | null} [number]
 * @property {'stop_sweep'} kind
 */

/**
 * End the walk that is running; what it has found so far stays.
 * @typedef {object} StopWalk
 * @property {number | null} [number]
 * @property {'stop_walk'} kind
 */

/**
 * row: of the test part. truth: its class. value: the map's largest pixel. part: first row and column of the part
 * of the picture that this pixel sees, and behind the last ones. pixels: map by map, row by row, 0 to 255.
 * @typedef {object} StrongPicture
 * @property {number} row
 * @property {number} truth
 * @property {number} value
 * @property {[number, number, number, number]} part
 * @property {number[]} pixels
 */

/**
 * For which test pictures a map of a layer gives its largest numbers, and where. Both count from 0.
 * @typedef {object} Strongest
 * @property {number | null} [number]
 * @property {'strongest'} kind
 * @property {number} lane
 * @property {number} layer
 * @property {number} map
 */

/**
 * The strongest first, out of the first `of` test pictures.
 * @typedef {object} StrongestPictures
 * @property {'strongest_pictures'} kind
 * @property {number} lane
 * @property {number} update
 * @property {number} layer
 * @property {number} map
 * @property {number} of
 * @property {StrongPicture[]} pictures
 * @property {number | null} number
 */

/**
 * sum over i = 1..terms of sigmoid(x + 0.5 - i), beside softplus and ReLU.
 * @typedef {object} SumOfSigmoids
 * @property {number | null} [number]
 * @property {'sum_of_sigmoids'} kind
 * @property {number} terms
 */

/**
 * Over x: the sum, softplus and ReLU. difference: the largest |sum - softplus| for x from -1 to half the terms.
 * @typedef {object} SummedSigmoids
 * @property {'summed_sigmoids'} kind
 * @property {number} terms
 * @property {number[]} x
 * @property {number[]} total
 * @property {number[]} softplus
 * @property {number[]} rectified
 * @property {number} difference
 * @property {number | null} number
 */

/**
 * Up to eight racers on one surface; the bare `SurfaceSpec()` is what the page loads with.
 * @typedef {object} SurfaceSpec
 * @property {'surface'} place
 * @property {number} seed
 * @property {Choice} surface
 * @property {string} expression
 * @property {number[][] | null} points
 * @property {[number, number] | null} start
 * @property {number} noise
 * @property {RacerSpec[]} lanes
 */

/**
 * Train every lane anew at each of these values, beside the session; a sweep that is on its way gives way.
 * @typedef {object} Sweep
 * @property {number | null} [number]
 * @property {'sweep'} kind
 * @property {SweepSpec} sweep
 */

/**
 * vary: a setting of every lane, as a path from the lane on. values: rising.
 * @typedef {object} SweepSpec
 * @property {string} vary
 * @property {number[]} values
 * @property {number} seeds
 * @property {number} updates
 * @property {string} measure
 */

/**
 * How far a sweep is. vary, label, unit: the setting that the values are of. log: to be shown over their ratios.
 * measure, measured: what the means are of, by name and in words; log_measure likewise.
 *
 * done: networks, of `total`; share: of all its work. why: it ended before all were done.
 * @typedef {object} Swept
 * @property {'swept'} kind
 * @property {string} vary
 * @property {string} label
 * @property {string} unit
 * @property {boolean} log
 * @property {number[]} values
 * @property {number} seeds
 * @property {number} updates
 * @property {string} measure
 * @property {string} measured
 * @property {boolean} log_measure
 * @property {SweptLane[]} series
 * @property {number} done
 * @property {number} total
 * @property {number} share
 * @property {boolean} running
 * @property {string | null} why
 * @property {number | null} number
 */

/**
 * One lane over the values. means, spreads: over the seeds that are done, mean and sample standard deviation; null
 * where there are none, for a spread fewer than two. counts: how many these are. diverged: how many networks stopped
 * at their last finite state, where they are measured. together: where networks of several seeds answer together, how
 * often they are right; else empty.
 * @typedef {object} SweptLane
 * @property {number} lane
 * @property {string} name
 * @property {(number | null)[]} means
 * @property {(number | null)[]} spreads
 * @property {number[]} counts
 * @property {number[]} diverged
 * @property {(number | null)[]} together
 */

/**
 * changes: of the lane, to put it on or to take it away. anew: why the lane would start anew; null: it goes on.
 * @typedef {object} ToldRung
 * @property {string} name
 * @property {string} title
 * @property {string} help
 * @property {boolean} on
 * @property {Record<string, any>} changes
 * @property {string | null} anew
 */

/**
 * In the order of the ladder.
 * @typedef {object} ToldRungs
 * @property {'told_rungs'} kind
 * @property {number} lane
 * @property {ToldRung[]} rungs
 * @property {number | null} number
 */

/**
 * The rates that were tried for one lane, the value that each led to (null: it diverged), and the best of them.
 * @typedef {object} Tried
 * @property {number} lane
 * @property {number[]} rates
 * @property {(number | null)[]} values
 * @property {number | null} best
 */

/**
 * Try rates for every racer from its start, take each one's best, and start all of them anew.
 * @typedef {object} Tune
 * @property {number | null} [number]
 * @property {'tune'} kind
 * @property {number} updates
 */

/**
 * What `tune` found.
 * @typedef {object} Tuned
 * @property {'tuned'} kind
 * @property {number} updates
 * @property {Tried[]} lanes
 * @property {number | null} number
 */

/**
 * y over the layer's pre-activation (PReLU), or over the first input with all others at their mean (Maxout); of
 * Maxout each piece's line, too, and which one is the largest where.
 * @typedef {object} UnitShape
 * @property {number[]} y
 * @property {number[][]} pieces
 * @property {number[]} winners
 */

/**
 * Up to eight networks on the same pictures; the bare `VisionSpec()` is what the Vision place loads with.
 * @typedef {object} VisionSpec
 * @property {'vision'} place
 * @property {number} seed
 * @property {Choice} data
 * @property {SplitSpec} split
 * @property {LaneSpec[]} lanes
 */

/**
 * Pass photographs through a network of these hidden layers, forward and back, with one step of gradient descent,
 * and forward again. As many layers as AlexNet has, or what was made of it; its weights are drawn anew. photo: of
 * those in the catalogue, from 0; further ones of a batch are crops of all.
 * @typedef {object} Walk
 * @property {number | null} [number]
 * @property {'walk'} kind
 * @property {(DenseSpec | MaxoutSpec | ConvSpec | MaxPoolSpec | AveragePoolSpec | GlobalAverageSpec | LocalResponseNormSpec | BatchNormSpec)[]} layers
 * @property {number} [photo]
 * @property {number} [batch]
 */

/**
 * side, maps: of the picture. names: of the layers, the output last. layers: the hidden ones. grouped: weights and
 * biases of the original, where three convolutions saw half of the maps. photographs: by name.
 * @typedef {object} Walkable
 * @property {string} name
 * @property {number} side
 * @property {number} maps
 * @property {number} classes
 * @property {string[]} names
 * @property {Record<string, any>[]} layers
 * @property {number} grouped
 * @property {string[]} photographs
 */

/**
 * How far a walk is. photo: of the catalogue's. at: the place of the layer where it is, null before and after.
 *
 * rate: of the step. loss: mean of the batch, before the step and after it; chance: of a network that takes all
 * classes for alike. seconds: of the pass forward and back. built: seconds until the weights were drawn. bytes: that
 * its numbers take, computed; grown: by how much the server's memory grew, measured, null where the system does not
 * say. why: it ended before all was done.
 * @typedef {object} Walked
 * @property {'walked'} kind
 * @property {number} photo
 * @property {number} batch
 * @property {WalkedLayer[]} layers
 * @property {number | null} at
 * @property {'forward' | 'backward' | 'update' | null} way
 * @property {number} rate
 * @property {number} chance
 * @property {number | null} loss
 * @property {number | null} loss_after
 * @property {number} seconds
 * @property {number | null} built
 * @property {number} bytes
 * @property {number | null} grown
 * @property {number} done
 * @property {number} total
 * @property {boolean} running
 * @property {string | null} why
 * @property {number | null} number
 */

/**
 * Seconds that the pass took in a layer, null where it has not come by: forward; backward, with its learning.
 * gradient_norm: of its weights and biases, null before; 0 where there are none.
 * @typedef {object} WalkedLayer
 * @property {string} layer
 * @property {number | null} forward
 * @property {number | null} backward
 * @property {number | null} gradient_norm
 */

/**
 * The kinds of block that are on the screen; what nobody looks at is not computed.
 * @typedef {object} Watch
 * @property {'watch'} kind
 * @property {string[]} views
 */

/**
 * The answer to hello.
 * @typedef {object} Welcome
 * @property {'welcome'} kind
 * @property {string} session
 * @property {number} version
 * @property {string} engine
 * @property {NetworkSpec | SurfaceSpec | VisionSpec} spec
 * @property {LaneName[]} lanes
 * @property {State} state
 */

/** @typedef {Hello | Play | Pause | Step | Reset | Speed | Scrub | PatchLane | PatchSession | AddLane | RemoveLane | SetWeight | Section | Check | Probe | Load | Look | Explain | Tune | Map | Augment | Nudge | Slice | Ensemble | GradientNoise | SumOfSigmoids | Shapes | Sizes | Remember | Phases | Rule | Outline | Strongest | Rungs | Committee | Walk | StopWalk | Claims | Sweep | StopSweep | Advise | Watch | Ack} Command */

/** @typedef {Welcome | State | Spec | Log | Checked | Sectioned | Diverged | DataShape | Ground | Explained | Tuned | Mapped | Augmented | Nudged | Sliced | Ensembled | Noise | SummedSigmoids | Shaped | Sized | Remembered | Phased | Ruled | Outlined | StrongestPictures | ToldRungs | CommitteeTold | Walked | Claimed | Swept | Advised | Progress | Error} Event */

export {};
