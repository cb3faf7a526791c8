import { techdocsPlugin } from '@backstage/plugin-techdocs';
import {
  createTechDocsAddonExtension,
  TechDocsAddonLocations,
  TechDocsAddons,
} from '@backstage/plugin-techdocs-react';
import { lazy, Suspense } from 'react';

const LoadedReportIssue = lazy(() => import('./reportIssue'));

const ReportIssue = techdocsPlugin.provide(
  createTechDocsAddonExtension({
    name: 'ReportIssue',
    location: TechDocsAddonLocations.Content,
    component: () => (
      <Suspense fallback={null}>
        <LoadedReportIssue />
      </Suspense>
    ),
  }),
);

/** What documentation pages have beside their text. */
export const techDocsAddons = (
  <TechDocsAddons>
    <ReportIssue />
  </TechDocsAddons>
);
