// Evaluates FHIRPath by @medplum/core. Argument: the folder of the npm packages. Reads a JSON list of
// [expression, QuestionnaireResponse] from standard input; writes the list of what each comes to.
"use strict";
const fs = require("node:fs");
const path = require("node:path");

const modules = process.argv[2];
const core = require(path.join(modules, "@medplum", "core"));
const definitions = path.join(modules, "@medplum", "definitions", "dist", "fhir", "r4");
for (const name of ["profiles-types.json", "profiles-resources.json"]) {
  core.indexStructureDefinitionBundle(JSON.parse(fs.readFileSync(path.join(definitions, name), "utf8")));
}

const found = JSON.parse(fs.readFileSync(0, "utf8")).map(([expression, response]) => {
  const resource = core.toTypedValue(response);
  return core.evalFhirPathTyped(expression, [resource], { "%resource": resource }).map((one) => one.value);
});
process.stdout.write(JSON.stringify(found));
