export { ReportIssue as default } from '@backstage/plugin-techdocs-module-addons-contrib';
