import { batch, computed, signal } from '/static/vendor/ui.js';
import { Answers } from './answers.js';
import { Edits } from './edits.js';
import { Newest } from './newest.js';
import { Restarts } from './restarts.js';
import { slotsFor } from './slots.js';
import { Transport } from './transport.js';

/** @template T @typedef {import('/static/vendor/ui.js').Signal<T>} Signal */
/** @typedef {import('./views/drawing.js').Lane} Lane */
/** @typedef {import('./generated/types.js').Command} Command */
/** @typedef {import('./generated/types.js').Event} Event */
/** @typedef {import('./generated/types.js').NetworkSpec} NetworkSpec */
/** @typedef {import('./generated/types.js').SurfaceSpec} SurfaceSpec */
/** @typedef {import('./generated/types.js').VisionSpec} VisionSpec */
/** @typedef {NetworkSpec | SurfaceSpec | VisionSpec} SessionSpec  of the place that is shown */
/** @typedef {Pick<import('./generated/types.js').Diverged, 'reason' | 'cures'>} Trouble */
/**
 * @typedef {object} Live  what changes many times a second; measured in the worker
 * @property {number} update
 * @property {number} rate  updates a second
 * @property {{id: number, learningRate: number, gradient: number[], arrives: number,
 *   evaluated: null | {update: number, values: number[]}}[]} lanes
 */

const LOGGED = 600; // edits that are listed; the server keeps about as many of each lane

/**
 * The page's state. Components read the signals; only this file writes them, from the server's events and from what
 * the person does here. Everything the person asks for leaves as a command and comes back as an event.
 */
export class Store {
  /** @type {Signal<import('./generated/types.js').Catalogue | null>} */ catalogue = signal(null);
  /** @type {Signal<SessionSpec | null>} */ spec = signal(null);
  /** @type {Signal<import('./generated/types.js').State | null>} */ state = signal(null);
  /** @type {Signal<import('./generated/types.js').DataShape | null>} */ data = signal(null);
  /** @type {Signal<import('./generated/types.js').Ground | null>} */ ground = signal(null);
  /** @type {Signal<Lane[]>} */ lanes = signal([]);
  connection = signal({ phase: 'connecting', why: '' });
  /** @type {Signal<import('./generated/types.js').Progress | null>} */
  progress = signal(null);
  /** Whom the controls are about: a lane's id, or all of them. @type {Signal<number | 'all'>} */
  picked = signal('all');
  /** Why a lane stopped, and what would help. @type {Signal<Map<number, Trouble>>} */
  troubles = signal(new Map());
  /** Every edit that the lanes' pasts hold. @type {Signal<import('./generated/types.js').LoggedEdit[]>} */
  log = signal([]);
  /** The next update from inside, of the lane that was asked for last.
   * @type {Signal<import('./generated/types.js').Explained | null>} */
  explained = signal(null);
  /** The rates that were tried last. @type {Signal<import('./generated/types.js').Tuned | null>} */
  tuned = signal(null);
  /** How far the map is. @type {Signal<import('./generated/types.js').Mapped | null>} */
  mapped = signal(null);
  /** Where a typed function is wrong: first character, and behind the last one.
   * @type {Signal<{message: string, allowed: string, span: [number, number]} | null>} */
  mistake = signal(null);
  /** Gradients against finite differences, by lane.
   * @type {Signal<Map<number, import('./generated/types.js').Checked>>} */
  checks = signal(new Map());
  /** The section of a network that was asked for here, when it is made.
   * @type {Signal<import('./generated/types.js').Sectioned | null>} */
  sectioned = signal(null);
  /** The version of what computes. */
  engine = signal('');
  /** One line for the person; also read out. */
  notice = signal('');
  /** @type {Signal<Live>} */
  live = signal({ update: 0, rate: 0, lanes: [] });

  /** The spec, where its lanes are networks. */
  network = computed(() => (this.spec.value && this.spec.value.place !== 'surface' ? this.spec.value : null));
  /** The spec, where it is one of the Surface place. */
  surface = computed(() => (this.spec.value?.place === 'surface' ? this.spec.value : null));
  playing = computed(() => this.state.value?.clock === 'playing');
  /** What is shown lies before the newest update. */
  past = computed(() => {
    const state = this.state.value;
    return state !== null && state.clock !== 'playing' && state.lanes.some((lane) => lane.update < lane.end);
  });
  ready = computed(() => this.connection.value.phase === 'open' && this.spec.value !== null);
  /** The lanes that an edit is for, with their specs. */
  targets = computed(() => {
    const specs = this.spec.value?.lanes ?? [];
    const lanes = this.lanes.value.map((lane, i) => ({ ...lane, spec: specs[i] }));
    return this.picked.value === 'all' ? lanes : lanes.filter((lane) => lane.id === this.picked.value);
  });

  /** The lane that a view of one lane is about: the picked one, else the first. */
  focus = computed(() => this.lanes.value.find(({ id }) => id === this.picked.value) ?? this.lanes.value[0] ?? null);

  restarts = new Restarts();
  transport = new Transport(this);
  /** The lane that comes next is to be picked: somebody forked it to change it. */
  #picksNew = false;
  /** The part of the surface that a drag or a zoom asks for. @type {Newest<import('./views/window.js').Window>} */
  #looked = new Newest((window) => this.askFor({ kind: 'look', window }));

  /** @param {(command: Command) => void} send */
  constructor(send) {
    this.send = send;
    const connected = () => this.connection.value.phase === 'open';
    this.edits = new Edits(send, connected);
    this.answers = new Answers(send, connected, () => this.edits.number());
  }

  /** Where a lane stands among the lanes, and its spec in the session's; -1: nowhere. @param {unknown} id */
  indexOf(id) {
    return this.lanes.value.findIndex((lane) => lane.id === id);
  }

  /** What the server last said of a lane. @param {number | undefined} id */
  stateOf(id) {
    return this.state.value?.lanes.find((lane) => lane.id === id) ?? null;
  }

  // -- what the person does

  /** @param {Command} command @returns {boolean} whether an answer will come */
  askFor(command) {
    if (this.ready.value) this.send(command);
    return this.ready.value;
  }

  /** @param {number | 'all'} lane */
  pick(lane) {
    this.picked.value = lane;
  }

  /** Change the picked lanes. @param {string} key the field, as errors name it @param {unknown} value what is shown
   * until the answer comes @param {(lane: any) => object} changes  of a lane's spec */
  editLanes(key, value, changes) {
    const meant = this.targets.value.map(({ id }) => id); // another lane may be picked before it is sent
    this.edits.edit(key, value, () => this.lanes.value.flatMap(({ id }, i) => {
      const spec = this.spec.value?.lanes[i];
      return spec && meant.includes(id) ? [{ kind: 'patch_lane', lane: id, changes: changes(spec) }] : [];
    }));
  }

  /** Change what all lanes share. @param {string} key @param {unknown} value
   * @param {(session: any) => object} changes  of the session's spec */
  editSession(key, value, changes) {
    this.edits.edit(key, value, () =>
      this.spec.value ? [{ kind: 'patch_session', changes: changes(this.spec.value) }] : []);
  }

  /** Change a lane from its own picture: all lanes, if the controls are about all.
   * @param {number} lane @param {string} key @param {(lane: any) => object} changes  of its spec */
  editFrom(lane, key, changes) {
    if (this.picked.value !== 'all') this.pick(lane);
    this.editLanes(key, undefined, changes);
  }

  /** @param {number} lane @param {number} layer @param {number} unit @param {number | null} input null: the bias
   * @param {number} value */
  setWeight(lane, layer, unit, input, value) {
    this.edits.ask({ kind: 'set_weight', lane, layer, unit, input, value });
  }

  /** Make the loss over two weights of a lane a surface. Layers count from 1 here, for 0 is the input.
   * @param {number} lane @param {import('./sections.js').Place} x @param {import('./sections.js').Place} y */
  section(lane, x, y) {
    const [first, second] = [x, y].map(({ layer, ...place }) => ({ ...place, layer: layer - 1 }));
    this.edits.edit('section', true, () => [{ kind: 'section', lane, first, second }]);
  }

  /** @param {[number, number] | null} x the point whose way through the networks is shown */
  probe(x) {
    this.send({ kind: 'probe', x });
  }

  /** Compare backprop with finite differences. @param {number} lane */
  check(lane) {
    this.edits.ask({ kind: 'check', lane });
  }

  /** Show another part of the surface. @param {import('./views/window.js').Window} window */
  look(window) {
    this.#looked.ask(window);
  }

  /** Where all lanes begin. @param {[number, number]} start */
  startAll(start) {
    this.editSession('session.start', start, () => ({ start }));
  }

  /** Where one lane begins; null: where all do. @param {number} lane @param {[number, number] | null} start */
  startOne(lane, start) {
    this.edits.edit(`start.${lane}`, start, () => [{ kind: 'patch_lane', lane, changes: { start } }]);
  }

  /** A question, which changes nothing; its answer is in `answers`.
   * @param {import('./answers.js').Question} kind @param {import('./answers.js').Fields} [fields] of the command */
  ask(kind, fields) {
    this.answers.ask(kind, fields);
  }

  /** The same rate for all lanes, and all from the start: a fair race in one sense. @param {number} lr */
  sameRate(lr) {
    const changes = { optimizer: { lr } };
    for (const { id } of this.lanes.value) this.edits.ask({ kind: 'patch_lane', lane: id, changes });
    this.transport.reset();
  }

  /** What the next update of a lane does, step by step. @param {number} lane */
  explain(lane) {
    this.edits.ask({ kind: 'explain', lane }, 'explain');
  }

  /** Find the best rate of each lane. @param {number} updates */
  tune(updates) {
    this.tuned.value = null;
    this.restarts.asked(this.edits.ask({ kind: 'tune', updates }, 'tune'));
  }

  /** What becomes of many racers; `what` null: no map any more.
   * @param {Omit<import('./generated/types.js').Map, 'kind' | 'number'>} map */
  map(map) {
    this.send({ kind: 'map', ...map });
  }

  /** Another spec instead of this one. @param {SessionSpec} spec */
  load(spec) {
    this.restarts.asked(this.edits.ask({ kind: 'load', spec }));
  }

  /** @param {number} lane @param {object} changes */
  cure(lane, changes) {
    this.edits.ask({ kind: 'patch_lane', lane, changes });
  }

  /** A copy of a lane as it is shown, to change one thing of it; or with what is changed of it.
   * @param {number} lane @param {object} [changes] */
  fork(lane, changes) {
    this.#picksNew = true;
    const at = this.stateOf(lane)?.update;
    this.edits.ask({ kind: 'add_lane', copy_of: lane, ...(this.past.value && { at }), ...(changes && { changes }) });
  }

  /** @param {number} lane */
  remove(lane) {
    this.edits.ask({ kind: 'remove_lane', lane });
  }

  // -- what comes in

  /** Another session comes: what is held is not of it. */
  clear() {
    batch(() => {
      const { spec, state, data, ground, explained, tuned, mapped, mistake, sectioned } = this;
      for (const held of [spec, state, data, ground, explained, tuned, mapped, mistake, sectioned]) held.value = null;
      this.lanes.value = [];
      this.log.value = [];
      this.picked.value = 'all';
      this.troubles.value = new Map();
      this.checks.value = new Map();
      this.notice.value = '';
      this.edits.clear();
      this.answers.clear();
      this.live.value = { update: 0, rate: 0, lanes: [] };
    });
  }

  /** What may be chosen at all. @param {import('./generated/types.js').Catalogue} catalogue */
  learned(catalogue) {
    this.catalogue.value = catalogue;
  }

  /** @param {Live} live */
  measured(live) {
    this.live.value = live;
  }

  /** @param {{phase: string, why: string}} phase */
  connected(phase) {
    batch(() => {
      this.connection.value = phase;
      this.edits.forget(); // nothing that was asked before is answered on a new connection
      this.answers.forget();
      this.transport.forget();
      this.#looked.forget();
      this.#picksNew = false;
    });
  }

  /** @param {Event} event */
  receive(event) {
    batch(() => this.#receive(event));
  }

  /** @param {Event} event */
  #receive(event) {
    if (event.kind === 'error' ? this.answers.refused(event) : this.answers.take(event)) return;
    switch (event.kind) {
      case 'welcome':
        this.#take(event);
        this.engine.value = event.engine;
        this.state.value = event.state;
        this.live.value = { ...this.live.value, update: event.state.update, rate: 0 };
        break;
      case 'spec':
        this.#take(event);
        this.mistake.value = null;
        this.notice.value =
          this.restarts.told(event, this.edits.settled(event.number) ?? '', this.lanes.value, !this.edits.idle);
        break;
      case 'state':
        this.state.value = event;
        this.live.value = { ...this.live.value, update: event.update };
        this.#healed(event.lanes);
        this.transport.answered();
        this.#looked.answered();
        break;
      case 'log':
        this.log.value = (event.whole ? event.edits : [...this.log.value, ...event.edits]).slice(-LOGGED);
        break;
      case 'checked':
        this.edits.settled(event.number);
        this.checks.value = new Map(this.checks.value).set(event.lane, event);
        break;
      case 'sectioned':
        this.edits.settled(event.number);
        if (event.number !== null) this.sectioned.value = event; // else another page that watches asked for it
        break;
      case 'data':
        this.data.value = event;
        break;
      case 'ground':
        this.ground.value = event;
        this.mapped.value = null;
        break;
      case 'explained':
        this.edits.settled(event.number);
        this.edits.accept('explain');
        this.explained.value = event;
        break;
      case 'tuned':
        this.edits.settled(event.number);
        this.tuned.value = event;
        break;
      case 'mapped':
        this.mapped.value = event;
        break;
      case 'diverged':
        this.troubles.value = new Map(this.troubles.value).set(event.lane, event);
        break;
      case 'progress':
        this.progress.value = event.done < event.total ? event : null;
        break;
      case 'error':
        if (event.span) this.mistake.value = { message: event.message, allowed: event.allowed ?? '', span: event.span };
        this.notice.value = this.edits.refused(event);
        this.#picksNew = false;
        this.transport.answered();
        this.#looked.answered();
        break;
    }
  }

  /** The whole spec in force. @param {{spec: SessionSpec, lanes: {id: number, name: string}[]}} event */
  #take({ spec, lanes }) {
    this.spec.value = spec;
    const known = this.lanes.value;
    this.lanes.value = slotsFor(lanes, known);
    const added = lanes.find(({ id }) => !known.some((lane) => lane.id === id));
    if (this.#picksNew && added) {
      this.picked.value = added.id;
      this.#picksNew = false;
    }
    if (!lanes.some((lane) => lane.id === this.picked.value)) this.picked.value = 'all';
  }

  /** A lane that is no longer stopped needs no cure. @param {{id: number, status: string}[]} lanes */
  #healed(lanes) {
    const stopped = lanes.filter(({ status }) => status === 'diverged').map(({ id }) => id);
    const ill = [...this.troubles.value].filter(([id]) => stopped.includes(id));
    if (ill.length !== this.troubles.value.size) this.troubles.value = new Map(ill);
  }
}
