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
 * One of a racer's hyper-parameters over a range, in equal steps or in equal ratios.
 * @typedef {object} Axis
 * @property {string} parameter
 * @property {number} low
 * @property {number} high
 * @property {boolean} log
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
 * @property {CatalogueEntry[]} surfaces
 * @property {CatalogueEntry[]} dropout_forms
 * @property {Record<string, number>} limits
 * @property {CatalogueField[]} fields
 * @property {NetworkSpec} default
 * @property {Preset[]} presets
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
 * @property {'session' | 'lane' | 'layer' | 'surface' | 'racer' | 'clock'} scope
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
 * @property {NetworkSpec | SurfaceSpec | null} [spec]
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
 * @property {NetworkSpec | SurfaceSpec} spec
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
 * Up to eight networks on the same data; the bare `NetworkSpec()` is what the page loads with.
 * @typedef {object} NetworkSpec
 * @property {'network'} place
 * @property {number} seed
 * @property {Choice} data
 * @property {SplitSpec} split
 * @property {LaneSpec[]} lanes
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
 * name: in tests. title: on its button. says: what to look at, in a sentence or two.
 * @typedef {object} Preset
 * @property {string} name
 * @property {string} title
 * @property {string} says
 * @property {SurfaceSpec} spec
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
 * Everything that one racer may differ in; `start` null: where the session says.
 * @typedef {object} RacerSpec
 * @property {string} name
 * @property {[number, number] | null} start
 * @property {Choice} optimizer
 * @property {Choice} schedule
 * @property {number} batch
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
 * The whole spec in force, after every patch, add, remove and reset; which lanes started anew, and why.
 * @typedef {object} Spec
 * @property {'spec'} kind
 * @property {NetworkSpec | SurfaceSpec} spec
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
 * @property {NetworkSpec | SurfaceSpec} spec
 * @property {LaneName[]} lanes
 * @property {State} state
 */

/** @typedef {Hello | Play | Pause | Step | Reset | Speed | Scrub | PatchLane | PatchSession | AddLane | RemoveLane | SetWeight | Section | Check | Probe | Load | Look | Explain | Tune | Map | Watch | Ack} Command */

/** @typedef {Welcome | State | Spec | Log | Checked | Sectioned | Diverged | DataShape | Ground | Explained | Tuned | Mapped | Progress | Error} Event */

export {};
