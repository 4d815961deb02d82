import { signal } from '/static/vendor/ui.js';

/** The looks that the style sheet knows, in the order in which the button goes through them. */
export const THEMES = /** @type {const} */ (['light', 'dark', 'projector']);
const KEPT = 'ravine-theme';
const LANES = 8;
const CLASSES = 10;

/** @type {import('/static/vendor/ui.js').Signal<typeof THEMES[number]>} */
export const theme = signal(first());

/** The person's own choice, else what the system asks for. */
function first() {
  const kept = THEMES.find((name) => name === localStorage.getItem(KEPT));
  return kept ?? (matchMedia('(prefers-color-scheme: dark)').matches ? 'dark' : 'light');
}

/** @param {typeof THEMES[number]} name */
export function choose(name) {
  localStorage.setItem(KEPT, name);
  theme.value = name;
}

/** What drawing needs of the style sheet, where all colours are defined once.
 * @returns {import('./views/drawing.js').Theme} */
export function drawingTheme() {
  const style = getComputedStyle(document.documentElement);
  const read = (/** @type {string} */ name) => style.getPropertyValue(`--${name}`).trim();
  const fontSize = parseFloat(read('chart-size'));
  return {
    paper: read('paper'), ink: read('ink'), quiet: read('quiet'), line: read('line'), grid: read('grid'),
    font: `${fontSize}px ${style.fontFamily}`, fontSize, stroke: parseFloat(read('stroke')),
    lanes: Array.from({ length: LANES }, (_, i) => i + 1).map((lane) => (
      { colour: read(`lane-${lane}`), casing: read(`casing-${lane}`) })),
    classes: Array.from({ length: CLASSES }, (_, i) => read(`class-${i + 1}`)),
    minus: read('minus'), plus: read('plus'),
  };
}
