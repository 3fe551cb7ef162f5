// Validates FHIR resources by @medplum/core. Arguments: the folder of the npm packages, then the files.
// Writes one JSON object: each file's findings.
"use strict";
const fs = require("node:fs");
const path = require("node:path");

const [modules, ...files] = process.argv.slice(2);
const core = require(path.join(modules, "@medplum", "core"));
const definitions = path.join(modules, "@medplum", "definitions", "dist", "fhir", "r4");
for (const name of ["profiles-types.json", "profiles-resources.json"]) {
  core.indexStructureDefinitionBundle(JSON.parse(fs.readFileSync(path.join(definitions, name), "utf8")));
}

const findings = {};
for (const file of files) {
  try {
    const issues = core.validateResource(JSON.parse(fs.readFileSync(file, "utf8")));
    findings[file] = issues.map((issue) => JSON.stringify(issue));
  } catch (error) {
    findings[file] = [error.message];
  }
}
process.stdout.write(JSON.stringify(findings));
