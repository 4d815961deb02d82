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
 * All families, the plain fields, the limits, and the spec that the page loads with.
 * @typedef {object} Catalogue
 * @property {number} version
 * @property {CatalogueEntry[]} activations
 * @property {CatalogueEntry[]} losses
 * @property {CatalogueEntry[]} optimizers
 * @property {CatalogueEntry[]} schedules
 * @property {CatalogueEntry[]} initializers
 * @property {CatalogueEntry[]} penalties
 * @property {CatalogueEntry[]} datasets
 * @property {CatalogueEntry[]} dropout_forms
 * @property {Record<string, number>} limits
 * @property {CatalogueField[]} fields
 * @property {SessionSpec} default
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
 * @property {'session' | 'lane' | 'layer' | 'clock'} scope
 * @property {string} path
 * @property {string} label
 * @property {boolean} optional
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
 * Examples in each part.
 * @typedef {object} Counts
 * @property {number} train
 * @property {number} validation
 * @property {number} test
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
 * @property {[number, number] | null} image
 * @property {string[]} features
 * @property {Counts} counts
 * @property {[[number, number], [number, number]] | null} bounds
 * @property {Record<string, any> | null} own
 */

/**
 * A dense layer, the activation that follows it, and its dropout.
 * @typedef {object} DenseSpec
 * @property {'dense'} kind
 * @property {number} units
 * @property {Choice} activation
 * @property {number} keep
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
 * What was wrong with a command, where, and what is allowed. The session goes on as it was.
 * @typedef {object} Error
 * @property {'error'} kind
 * @property {string} message
 * @property {string | null} field
 * @property {string | null} allowed
 * @property {number | null} number
 */

/**
 * The first message: a new session (with a spec, or the default), or the one that the page had before.
 * @typedef {object} Hello
 * @property {'hello'} kind
 * @property {number} version
 * @property {string | null} [session]
 * @property {SessionSpec | null} [spec]
 * @property {Record<string, [number, number]>} [cursors]
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
 * @property {DenseSpec[]} layers
 * @property {Choice} output
 * @property {string} dropout
 * @property {Choice} initializer
 * @property {Choice} loss
 * @property {Choice} optimizer
 * @property {Choice} schedule
 * @property {number} l1
 * @property {number} l2
 * @property {number} weight_decay
 * @property {number} clip
 * @property {number} batch
 */

/**
 * Where a lane is, and where its past ends: further, while one looks at an earlier update. `reason` says why it
 * diverged.
 * @typedef {object} LaneState
 * @property {number} id
 * @property {string} name
 * @property {number} life
 * @property {'ready' | 'diverged'} status
 * @property {number} update
 * @property {number} end
 * @property {number} epoch
 * @property {string | null} reason
 */

/**
 * error: the largest difference between backprop and finite differences, over the layer's largest derivative.
 * checked: how many of its `of` parameters were compared. doubtful: how many more were tried whose difference is no
 * clear one, for ReLUs have corners.
 * @typedef {object} LayerCheck
 * @property {number} error
 * @property {number} checked
 * @property {number} of
 * @property {number} doubtful
 */

/**
 * Another spec instead of this one: every lane anew.
 * @typedef {object} Load
 * @property {number | null} [number]
 * @property {'load'} kind
 * @property {SessionSpec} spec
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
 * Let the clock run.
 * @typedef {object} Play
 * @property {number | null} [number]
 * @property {'play'} kind
 */

/**
 * The point of the plane whose way through the networks is shown; null: the first training example.
 * @typedef {object} Probe
 * @property {number | null} [number]
 * @property {'probe'} kind
 * @property {[number, number] | null} x
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
 * Pause, and show every lane as it was at this update.
 * @typedef {object} Scrub
 * @property {number | null} [number]
 * @property {'scrub'} kind
 * @property {number} update
 */

/**
 * Up to eight lanes on the same data; the bare `SessionSpec()` is what the page loads with.
 * @typedef {object} SessionSpec
 * @property {number} seed
 * @property {Choice} data
 * @property {SplitSpec} split
 * @property {LaneSpec[]} lanes
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
 * The whole spec in force, after every patch, add, remove and reset; which lanes started anew, and why.
 * @typedef {object} Spec
 * @property {'spec'} kind
 * @property {SessionSpec} spec
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
 * @property {SessionSpec} spec
 * @property {LaneName[]} lanes
 * @property {State} state
 */

/** @typedef {Hello | Play | Pause | Step | Reset | Speed | Scrub | PatchLane | PatchSession | AddLane | RemoveLane | SetWeight | Check | Probe | Load | Watch | Ack} Command */

/** @typedef {Welcome | State | Spec | Log | Checked | Diverged | DataShape | Progress | Error} Event */

export {};
