/** Renders the OpenAPI document that this server generates; nothing is loaded from elsewhere. */

const specification = await (await fetch('/api/v1/openapi.json')).json();
const schemas = specification.components.schemas;
const calls = document.getElementById('calls');

function element(name, text, ...children) {
  const made = document.createElement(name);
  if (text) made.textContent = text;
  made.append(...children);
  return made;
}

function named(schema) {
  return schema?.$ref?.split('/').pop();
}

/** A schema as a type one can read; structs are spelled out once, `seen` stops those that hold themselves. */
function written(schema, indent = '', seen = []) {
  if (!schema) return 'nothing';
  const name = named(schema);
  if (name) return seen.includes(name) ? name : written(schemas[name], indent, [...seen, name]);
  if ('const' in schema) return JSON.stringify(schema.const);
  if (schema.enum) return schema.enum.map((value) => JSON.stringify(value)).join(' | ');
  const options = schema.anyOf ?? schema.oneOf;
  if (options) return options.map((option) => written(option, indent, seen)).join(' | ');
  if (schema.type === 'array') return `[ ${written(schema.items, indent, seen)}, … ]`;
  if (schema.type === 'object' && schema.properties) {
    const inner = `${indent}  `;
    const required = schema.required ?? [];
    const lines = Object.entries(schema.properties).map(
      ([key, value]) => `${inner}${key}${required.includes(key) ? '' : '?'}: ${written(value, inner, seen)}`,
    );
    return `{\n${lines.join('\n')}\n${indent}}`;
  }
  const bounds = ['format', 'minLength', 'maxLength', 'minimum', 'maximum', 'pattern']
    .filter((key) => key in schema)
    .map((key) => `${key} ${schema[key]}`);
  const kind = [schema.type ?? 'any'].flat().join(' | ');
  return bounds.length ? `${kind} (${bounds.join(', ')})` : kind;
}

function table(rows, ...heads) {
  const head = element('tr', '', ...heads.map((text) => element('th', text)));
  const body = rows.map((cells) => element('tr', '', ...cells.map((cell) => element('td', '', cell))));
  return element('table', '', element('thead', '', head), element('tbody', '', ...body));
}

function body(content) {
  return content?.['application/json']?.schema;
}

function detail(method, path, operation) {
  const inside = element('div');
  inside.append(element('p', operation.security.length ? 'Needs a bearer token.' : 'Needs no sign-in.'));
  if (operation.parameters) {
    const rows = operation.parameters.map((parameter) => [
      element('code', parameter.name),
      `${parameter.in}${parameter.required ? '' : ', optional'}`,
      element('code', written(parameter.schema)),
    ]);
    inside.append(element('h3', 'Parameters'), table(rows, 'Name', 'Where', 'Type'));
  }
  const asked = body(operation.requestBody?.content);
  if (asked) inside.append(element('h3', 'Body'), element('pre', written(asked)));
  const refusals = [];
  for (const [status, answer] of Object.entries(operation.responses)) {
    if (status.startsWith('2')) {
      inside.append(element('h3', `Answer ${status}`));
      const given = body(answer.content);
      inside.append(given ? element('pre', written(given)) : element('p', answer.description));
    } else {
      refusals.push([status, answer.description]);
    }
  }
  inside.append(element('h3', 'Errors'), table(refusals, 'Status', 'Codes'));
  const summary = element('summary', '', element('b', method.toUpperCase()), element('code', path));
  summary.append(` — ${operation.summary}`);
  const made = element('details', '', summary);
  // Spelled out when it is opened: a page of everything is slow to read for a screen reader, too.
  made.addEventListener('toggle', () => made.open && !inside.isConnected && made.append(inside));
  made.dataset.text = `${method} ${path} ${operation.summary}`.toLowerCase();
  return made;
}

document.getElementById('version').textContent = specification.info.version;
document.getElementById('about').textContent = specification.info.description.replaceAll('`', '');
calls.replaceChildren(
  ...specification.tags.map(({ name }) => {
    const operations = Object.entries(specification.paths).flatMap(([path, methods]) =>
      Object.entries(methods)
        .filter(([, operation]) => operation.tags.includes(name))
        .map(([method, operation]) => detail(method, path, operation)),
    );
    return element('section', '', element('h2', name), ...operations);
  }),
);

document.getElementById('search').addEventListener('input', (event) => {
  const wanted = event.target.value.trim().toLowerCase();
  for (const section of calls.children) {
    const entries = [...section.querySelectorAll('details')];
    for (const entry of entries) entry.hidden = !entry.dataset.text.includes(wanted);
    section.hidden = entries.every((entry) => entry.hidden);
  }
});
