import { useLayoutEffect, useState } from '/static/vendor/ui.js';

/** How large an element is, in pixels, as it changes; 0 while it is not there.
 * @param {() => Element | null | undefined} find gives it once it is there */
export function useSize(find) {
  const [size, setSize] = useState({ width: 0, height: 0 });
  useLayoutEffect(() => {
    const box = find();
    if (!box) return undefined;
    const measure = () => {
      const { clientWidth: width, clientHeight: height } = box;
      setSize((/** @type {typeof size} */ old) => (
        old.width === width && old.height === height ? old : { width, height })); // else all is drawn once more
    };
    const sizes = new ResizeObserver(measure);
    sizes.observe(box);
    measure();
    return () => sizes.disconnect();
  }, []);
  return size;
}
