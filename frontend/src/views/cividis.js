/** cividis (Nunez, Anderton, Renslow 2018), at ten places; even in lightness, the same to colour-blind eyes. */
const ANCHORS = [
  [0, 34, 78], [18, 53, 112], [59, 73, 108], [87, 93, 109], [112, 113, 115],
  [138, 134, 120], [165, 156, 116], [195, 179, 105], [225, 204, 85], [254, 232, 56],
];

/** 256 colours as bytes R, G, B. */
export const CIVIDIS = new Uint8Array(256 * 3);
for (let i = 0; i < 256; i++) {
  const place = (i / 255) * (ANCHORS.length - 1);
  const low = Math.min(ANCHORS.length - 2, Math.floor(place));
  for (let c = 0; c < 3; c++)
    CIVIDIS[i * 3 + c] = Math.round(ANCHORS[low][c] + (ANCHORS[low + 1][c] - ANCHORS[low][c]) * (place - low));
}

/** @param {number} share 0..1 */
export const step = (share) => Math.max(0, Math.min(255, Math.round(share * 255)));

/** @param {number} share 0..1 */
export function cividis(share) {
  const i = step(share) * 3;
  return `rgb(${CIVIDIS[i]} ${CIVIDIS[i + 1]} ${CIVIDIS[i + 2]})`;
}
