// What static/vendor/ui.js holds (see vendor.mjs), typed by the packages that it is built from.
import type { VNode } from 'preact';
export { h, render, Fragment } from 'preact';
export type { ComponentChildren, VNode } from 'preact';
export { useEffect, useLayoutEffect, useRef, useState, useMemo, useId } from 'preact/hooks';
export { signal, computed, effect, batch, untracked } from '@preact/signals';
export type { Signal, ReadonlySignal } from '@preact/signals';
export function html(strings: TemplateStringsArray, ...values: unknown[]): VNode<any>;
