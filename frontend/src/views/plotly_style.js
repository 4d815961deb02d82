import { CIVIDIS } from './cividis.js';
import { DASHES } from './drawing.js';

/** @typedef {import('./drawing.js').Theme} Theme */

/** The page's look for a figure of Plotly's: what a drawing says of its axes goes on top of this.
 * @param {Theme} theme @param {Record<string, any>} layout */
export function styled(theme, layout) {
  const { grid, line } = theme;
  const axis = { automargin: true, gridcolor: grid, linecolor: line, tickcolor: line, zerolinecolor: grid };
  const axes = Object.entries({ xaxis: {}, yaxis: {}, ...layout }).filter(([key]) => /^[xy]axis/.test(key));
  return {
    paper_bgcolor: theme.paper, plot_bgcolor: theme.paper,
    font: { family: theme.font.replace(/^\S+ /, ''), size: theme.fontSize + 1, color: theme.ink },
    hoverlabel: { bgcolor: theme.paper, bordercolor: theme.line, font: { color: theme.ink } },
    modebar: { bgcolor: 'transparent', color: theme.quiet, activecolor: theme.ink },
    margin: { l: 70, r: 20, t: 40, b: 60 }, autosize: true, hovermode: 'closest',
    legend: { orientation: 'h', y: 1.02, yanchor: 'bottom' },
    ...layout,
    ...Object.fromEntries(axes.map(([key, own]) => [key, { ...axis, .../** @type {object} */ (own) }])),
  };
}

/** cividis as Plotly takes it. */
export const CIVIDIS_SCALE = Array.from({ length: 16 }, (_, i) => {
  const at = i * 17 * 3;
  return [i / 15, `rgb(${CIVIDIS[at]},${CIVIDIS[at + 1]},${CIVIDIS[at + 2]})`];
});

/** A lane's dash in pixels. @param {number} slot @param {Theme} theme */
export function dashed(slot, theme) {
  return DASHES[slot].map((part) => `${part * theme.stroke}px`).join(',') || 'solid';
}

/** The colour of a lane's band. @param {string} colour #rrggbb */
export const faded = (colour) => `${colour}33`;

/** A name that somebody typed, as text: Plotly reads some tags. @param {string} name */
export const plain = (name) => name.replaceAll('&', '&amp;').replaceAll('<', '&lt;');
