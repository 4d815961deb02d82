/**
 * The page's second thread: holds the socket and the numbers, and draws. Frames never touch the page's own thread.
 * Messages from the page have `do`, messages to it have `is`.
 */
import { VERSION } from './generated/protocol.js';
import { Connection } from './worker/connection.js';
import { Receipt } from './worker/receipt.js';
import { Run } from './worker/run.js';
import { Stage } from './worker/stage.js';
import * as confusion from './views/confusion.draw.js';
import * as course from './views/course.draw.js';
import * as data from './views/data.draw.js';
import * as filters from './views/filters.draw.js';
import * as gradients from './views/gradients.draw.js';
import * as histograms from './views/lens/histograms.draw.js';
import * as slice from './views/lens/slice.draw.js';
import * as loss from './views/loss.draw.js';
import * as map from './views/map.draw.js';
import * as misclassified from './views/misclassified.draw.js';
import * as network from './views/network.draw.js';
import * as regions from './views/regions.draw.js';
import * as scatter from './views/scatter.draw.js';
import * as statistics from './views/statistics.draw.js';
import * as surface from './views/surface.draw.js';
import * as way from './views/way.draw.js';

/** @type {Record<string, import('./views/drawing.js').Drawing>} */
const DRAWINGS = {
  confusion, course, data, filters, gradients, loss, map, misclassified, network, regions, scatter, statistics,
  surface, way,
  'lens/histograms': histograms, 'lens/slice': slice,
};

/** What makes up the past is always followed: the server has one cursor for all of it. */
const PAST = ['loss', 'learning_rate', 'gradient_norm', 'effort', 'metrics', 'path'];
const LIVE = 100; // milliseconds between the numbers that the page's own thread shows
const READ = 200; // and between those that change faster than anybody reads
const FAST = 20; // updates a second
const TOLD = 1000; // milliseconds between the sentences

const run = new Run();
/** @type {import('./views/drawing.js').Theme | null} */
let theme = null;
/** @type {Connection | null} */
let connection = null;
/** @type {{session?: string, spec?: object}} */
let first = {};
let hidden = false;
let watched = '';
let changed = false;

const receipt = new Receipt((sequence) => connection?.send({ kind: 'ack', sequence }));

const stage = new Stage((view) => theme && {
  lanes: run.lanes.map((lane) => ({ ...lane, numbers: run.numbers(lane.id), state: run.states.get(lane.id) })),
  lane: view.lane, points: run.points, data: run.data, ground: run.ground, mapped: run.mapped, shared: run.shared,
  spec: run.spec, playing: run.playing, options: view.options, theme, memory: view.memory,
}, () => receipt.give());

const RECENT = 200; // updates that the mean is taken over, so that one batch does not decide

/** How much of the last layer's gradient arrives at the first one: the mean of the ratio's logarithm over the updates
 * before the one shown. @param {import('./worker/series.js').Series} gradient @param {number} update */
function arrives({ channels, mean, start, length }, update) {
  let [sum, bins] = [0, 0];
  for (let i = length - 1; i >= 0 && start[i] > update - RECENT; i--) {
    if (start[i] > update) continue;
    const [first, last] = [mean[i * channels], mean[(i + 1) * channels - 1]];
    if (!(first > 0 && last > 0)) return first > 0 ? NaN : 0;
    sum += Math.log(first / last);
    bins++;
  }
  return bins ? Math.exp(sum / bins) : NaN;
}

/** @param {object} message */
const tell = (message) => self.postMessage(message);

function watch() {
  const views = hidden ? [] : [...new Set([...PAST, ...stage.watched()])];
  if (views.join() === watched) return;
  if (connection?.send({ kind: 'watch', views })) watched = views.join();
}

/** Several views open, close or move at once: look when they are done. */
const watchSoon = () => queueMicrotask(watch);

const on = {
  // the spec goes along in case that the server has forgotten the session
  hello() {
    receipt.forget();
    const held = run.session && { session: run.session, spec: run.spec, cursors: run.cursors() };
    return { kind: 'hello', version: VERSION, ...first, ...held };
  },
  plain() {
    const had = Boolean(first.session || first.spec || run.session);
    first = {};
    run.session = null;
    return had;
  },
  event(/** @type {import('./generated/types.js').Event} */ event) {
    run.receive(event);
    if (event.kind === 'welcome') {
      watched = '';
      watch();
    }
    if (['welcome', 'spec', 'data', 'ground', 'mapped'].includes(event.kind)) stage.touchAll();
    if (event.kind === 'state') stage.touchAll('path'); // how far a path is shown, and whether its lane goes on
    changed = true;
    tell({ is: 'event', event });
  },
  frame(/** @type {import('./worker/frames.js').Frame} */ frame) {
    const arrived = performance.now();
    run.take(frame, arrived);
    receipt.take(frame.sequence);
    stage.touch(frame.blocks, arrived);
    changed = true;
  },
  phase: (/** @type {import('./worker/connection.js').Phase} */ phase) => tell({ is: 'phase', ...phase }),
};

let told = 0;
setInterval(() => {
  const now = performance.now();
  const rate = run.rate(now);
  if ((!changed && !run.playing) || (run.playing && rate > FAST && now - told < READ - LIVE / 2)) return;
  changed = false;
  told = now;
  const lanes = run.lanes.map(({ id }) => {
    const { evaluations, gradient, learningRate } = run.numbers(id);
    const i = evaluations.find(run.update); // the last one, or that of the update that one looks back to
    const values = evaluations.values.map((column) => column[i]);
    return {
      id, learningRate, gradient: gradient.last(), arrives: arrives(gradient, run.update),
      evaluated: i < 0 ? null : { update: evaluations.update[i], values },
    };
  });
  tell({ is: 'live', update: run.update, rate, lanes });
}, LIVE);

setInterval(() => {
  for (const [id, text] of stage.describe()) tell({ is: 'described', id, text });
}, TOLD);

/** @type {Record<string, (message: any) => void>} */
const actions = {
  connect({ url, session, spec }) {
    run.session = null; // what is held is not of the session that comes
    first = { ...(session && { session }), ...(spec && { spec }) };
    if (connection) return connection.again();
    connection = new Connection(url, on);
    return connection.open();
  },
  send: ({ command }) => connection?.send(command),
  drop: () => connection?.drop(),
  lanes({ lanes }) {
    run.lanes = lanes;
    changed = true;
    stage.touchAll();
  },
  theme(message) {
    theme = message.theme;
    stage.touchAll();
  },
  hide(message) {
    hidden = message.hidden;
    watch();
  },
  open({ id, view, ...given }) {
    stage.open(id, DRAWINGS[view], given);
    watchSoon();
  },
  change({ id, change }) {
    stage.change(id, change);
    watchSoon();
  },
  close({ id }) {
    stage.close(id);
    watchSoon();
  },
  pick: ({ id, x, y, ticket }) => tell({ is: 'answer', ticket, answer: stage.pick(id, x, y) }),
  pace: ({ ticket }) => tell({ is: 'answer', ticket, answer: stage.pace.report() }),
  inspect: ({ id, ticket }) => tell({ is: 'answer', ticket, answer: stage.inspect(id) }),
};

self.onmessage = ({ data }) => actions[data.do](data);
