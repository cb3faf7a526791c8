export { catalogImport } from './catalogImport';
export { scaffolder, selectedTemplate } from './scaffolder';
