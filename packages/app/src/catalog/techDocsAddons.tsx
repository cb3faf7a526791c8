import { ReportIssue } from '@backstage/plugin-techdocs-module-addons-contrib';
import { TechDocsAddons } from '@backstage/plugin-techdocs-react';

/** What documentation pages have beside their text. */
export const techDocsAddons = (
  <TechDocsAddons>
    <ReportIssue />
  </TechDocsAddons>
);
