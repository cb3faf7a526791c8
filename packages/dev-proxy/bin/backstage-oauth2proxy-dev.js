#!/usr/bin/env node
require('..').runCommand(process.argv.slice(2));
