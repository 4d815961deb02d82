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
 * A new lane: a copy of another one or the default, with changes.
 * @typedef {object} AddLane
 * @property {'add_lane'} kind
 * @property {number | null} [copy_of]
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
 * @property {'session' | 'lane' | 'layer' | 'clock'} scope
 * @property {string} path
 * @property {string} label
 * @property {boolean} optional
 * @property {boolean} restarts
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
 */

/**
 * The first message: a new session (with a spec, or the default), or the one that the page had before.
 * @typedef {object} Hello
 * @property {'hello'} kind
 * @property {number} version
 * @property {string | null} [session]
 * @property {SessionSpec | null} [spec]
 * @property {Record<string, number>} [cursors]
 */

/**
 * A lane of the spec and its id: the ids follow the order of `spec.lanes` and stay when others are removed.
 * @typedef {object} LaneName
 * @property {number} id
 * @property {string} name
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
 * How far a lane is; `reason` says why it diverged.
 * @typedef {object} LaneState
 * @property {number} id
 * @property {string} name
 * @property {'ready' | 'diverged'} status
 * @property {number} update
 * @property {number} epoch
 * @property {string | null} reason
 */

/**
 * Change a lane's spec: a merge patch.
 * @typedef {object} PatchLane
 * @property {'patch_lane'} kind
 * @property {number} lane
 * @property {Record<string, any>} changes
 */

/**
 * Change seed, data or split: a merge patch.
 * @typedef {object} PatchSession
 * @property {'patch_session'} kind
 * @property {Record<string, any>} changes
 */

/**
 * Stop after the update that is being computed.
 * @typedef {object} Pause
 * @property {'pause'} kind
 */

/**
 * Let the clock run.
 * @typedef {object} Play
 * @property {'play'} kind
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
 * @property {'remove_lane'} kind
 * @property {number} lane
 */

/**
 * Back to update 0: the same spec, the same seeds.
 * @typedef {object} Reset
 * @property {'reset'} kind
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
 * The whole spec in force, after every patch, add, remove and reset; which lanes started anew, and why.
 * @typedef {object} Spec
 * @property {'spec'} kind
 * @property {SessionSpec} spec
 * @property {LaneName[]} lanes
 * @property {number[]} restarted
 * @property {string | null} why
 */

/**
 * How many updates a second; null: as many as the machine gives.
 * @typedef {object} Speed
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
 * @property {'paused' | 'playing' | 'finished'} clock
 * @property {number} update
 * @property {number} epoch
 * @property {number | null} speed
 * @property {LaneState[]} lanes
 */

/**
 * One update, or as many as are left of the epoch.
 * @typedef {object} Step
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
 * @property {SessionSpec} spec
 * @property {LaneName[]} lanes
 * @property {State} state
 */

/** @typedef {Hello | Play | Pause | Step | Reset | Speed | PatchLane | PatchSession | AddLane | RemoveLane | Watch | Ack} Command */

/** @typedef {Welcome | State | Spec | Diverged | DataShape | Progress | Error} Event */

export {};
