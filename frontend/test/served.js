// Lets Node find modules by the addresses under which the server serves them: /static/... lies in static/.
import { register } from 'node:module';

const root = new URL('../../', import.meta.url).href;
const hooks = `
  export function resolve(specifier, context, next) {
    return next(specifier.startsWith('/static/') ? ${JSON.stringify(root)} + specifier.slice(1) : specifier, context);
  }`;
register(`data:text/javascript,${encodeURIComponent(hooks)}`);
