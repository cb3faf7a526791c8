import { runCommand } from '../src';

// `backstage-cli repo start` passes its own arguments on to all processes.
runCommand([]);
