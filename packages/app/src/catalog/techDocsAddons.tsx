import { techdocsPlugin } from '@backstage/plugin-techdocs';
import {
  createTechDocsAddonExtension,
  TechDocsAddonLocations,
  TechDocsAddons,
} from '@backstage/plugin-techdocs-react';
import { lazy, Suspense } from 'react';

const LoadedReportIssue = lazy(async () => {
  const { ReportIssue: Addon } = await import(
    '@backstage/plugin-techdocs-module-addons-contrib'
  );
  return { default: Addon };
});

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

/** Add-ons for documentation pages. */
export const techDocsAddons = (
  <TechDocsAddons>
    <ReportIssue />
  </TechDocsAddons>
);
