// The reference: openapi.json, laid out to be read. Everything is set as text.

const main = document.getElementById("reference");

function element(name, ...children) {
  const made = document.createElement(name);
  made.append(...children.filter((child) => child !== null && child !== undefined));
  return made;
}

function type(schema) {
  if (!schema) return "";
  if (schema.$ref) return schema.$ref.split("/").pop();
  if (schema.const !== undefined) return JSON.stringify(schema.const);
  if (schema.enum) return schema.enum.map((value) => JSON.stringify(value)).join(" | ");
  const many = schema.anyOf || schema.oneOf || schema.allOf;
  if (many) return many.map(type).join(" | ");
  if (schema.type === "array") return `[${type(schema.items || schema.prefixItems?.[0])}]`;
  if (schema.type === "object" && schema.additionalProperties) return `{…: ${type(schema.additionalProperties)}}`;
  return [schema.type, schema.format].filter(Boolean).join(", ") || "any";
}

function limits(schema) {
  const names = {
    minimum: "≥", maximum: "≤", exclusiveMinimum: ">", exclusiveMaximum: "<",
    minLength: "length ≥", maxLength: "length ≤", minItems: "items ≥", maxItems: "items ≤",
  };
  const found = Object.entries(names).filter(([key]) => schema[key] !== undefined).map(([key, sign]) => `${sign} ${schema[key]}`);
  if (schema.default !== undefined && schema.default !== null) found.push(`default ${JSON.stringify(schema.default)}`);
  if (schema.description) found.push(schema.description);
  return found.join("; ");
}

function table(rows) {
  const body = element("tbody", ...rows.map((row) => element("tr", ...row.map((cell, at) => {
    const made = element("td");
    made.append(at === 0 ? element("code", cell) : cell);
    return made;
  }))));
  return element("table", body);
}

function properties(schema) {
  const required = schema.required || [];
  return table(Object.entries(schema.properties || {}).map(([name, each]) => [
    name, type(each) + (required.includes(name) ? " (required)" : ""), limits(each),
  ]));
}

function operation(path, verb, told) {
  const name = element("span", verb.toUpperCase());
  name.className = "verb";
  const summary = element("summary", name, " ", element("code", path), " — ", told.summary || "");
  const made = element("details", summary);
  if (told.description && told.description !== told.summary) made.append(element("p", told.description));
  if (told.parameters?.length) {
    made.append(element("h3", "Parameters"), table(told.parameters.map((each) => [
      each.name, `${each.in}, ${type(each.schema)}${each.required ? " (required)" : ""}`, limits({ ...each.schema, description: each.description || each.schema?.description }),
    ])));
  }
  for (const [kind, content] of Object.entries(told.requestBody?.content || {})) {
    made.append(element("h3", `Body: ${kind}`), content.schema.$ref ? element("p", type(content.schema)) : properties(content.schema));
  }
  made.append(element("h3", "Answers"), table(Object.entries(told.responses || {}).map(([status, answer]) => [
    status, Object.entries(answer.content || {}).map(([kind, content]) => `${kind}${content.schema ? ` · ${type(content.schema)}` : ""}`).join(", "), answer.description || "",
  ])));
  return made;
}

const document_ = await (await fetch("/openapi.json")).json();
document.getElementById("summary").textContent = document_.info.summary;
const groups = new Map();
for (const [path, operations] of Object.entries(document_.paths)) {
  for (const [verb, told] of Object.entries(operations)) {
    const tag = told.tags?.[0] || "other";
    if (!groups.has(tag)) groups.set(tag, []);
    groups.get(tag).push(operation(path, verb, told));
  }
}
for (const [tag, operations] of groups) {
  const section = element("section", element("h2", tag), ...operations);
  section.className = "card";
  main.append(section);
}
const models = Object.entries(document_.components.schemas).sort(([one], [other]) => one.localeCompare(other));
const section = element("section", element("h2", "Models"), ...models.map(([name, schema]) => {
  const made = element("details", element("summary", element("code", name)));
  if (schema.description) made.append(element("p", schema.description));
  made.append(schema.properties ? properties(schema) : element("p", type(schema)));
  return made;
}));
section.className = "card";
main.append(section);
