import {
  AuthService,
  BackstageCredentials,
  HttpAuthService,
  PermissionsRegistryService,
  PermissionsService,
} from '@backstage/backend-plugin-api';
import {
  ANNOTATION_ORIGIN_LOCATION,
  Entity,
  parseEntityRef,
  RELATION_OWNED_BY,
  stringifyEntityRef,
} from '@backstage/catalog-model';
import { NotAllowedError } from '@backstage/errors';
import { catalogEntityDeletePermission } from '@backstage/plugin-catalog-common/alpha';
import { CatalogService } from '@backstage/plugin-catalog-node';
import { catalogEntityPermissionResourceRef } from '@backstage/plugin-catalog-node/alpha';
import { AuthorizeResult } from '@backstage/plugin-permission-common';
import { createConditionAuthorizer } from '@backstage/plugin-permission-node';
import express, { Request, RequestHandler } from 'express';

export interface LocationGuardOptions {
  auth: AuthService;
  catalog: CatalogService;
  httpAuth: HttpAuthService;
  permissions: PermissionsService;
  permissionsRegistry: PermissionsRegistryService;
}

type FindEntities = (
  req: Request,
  credentials: BackstageCredentials,
) => Promise<Entity[]>;

/** Refuses requests that register, change or unregister a location, unless the user may delete each of its entities. */
export function createLocationGuard({
  auth,
  catalog,
  httpAuth,
  permissions,
  permissionsRegistry,
}: LocationGuardOptions): express.Router {
  /** Finds the location's entities in the catalog, including those that the user can't read. */
  const currentEntities: FindEntities = async ({ params }) => {
    const credentials = await auth.getOwnServiceCredentials();
    const location = await catalog.getLocationById(params.id, { credentials });
    const { items } = await catalog.getEntities(
      {
        filter: {
          [`metadata.annotations.${ANNOTATION_ORIGIN_LOCATION}`]: `${location?.type}:${location?.target}`,
        },
      },
      { credentials },
    );
    return items;
  };

  /** Finds the entities that the location would add to the catalog. */
  const newEntities: FindEntities = async ({ body }, credentials) => {
    const { entities } = await catalog.addLocation(
      { type: body.type, target: body.target, dryRun: true },
      { credentials },
    );
    return entities.map(withOwner);
  };

  const notAllowed = () =>
    new NotAllowedError('You do not own every entity in this location');

  const mayDeleteAll = async (req: Request, findEntities: FindEntities) => {
    const credentials = await httpAuth.credentials(req);
    const [decision] = await permissions.authorizeConditional(
      [{ permission: catalogEntityDeletePermission }],
      { credentials },
    );
    if (decision.result === AuthorizeResult.ALLOW) {
      return true;
    }
    const mayDelete = createConditionAuthorizer(
      permissionsRegistry.getPermissionRuleset(
        catalogEntityPermissionResourceRef,
      ),
    );
    // The location itself has no owner.
    const entities = (await findEntities(req, credentials)).filter(
      ({ kind }) => kind !== 'Location',
    );
    return (
      entities.length > 0 &&
      entities.every(entity => mayDelete(decision, entity))
    );
  };

  const guard =
    (findEntities: FindEntities): RequestHandler =>
    (req, _res, next) => {
      mayDeleteAll(req, findEntities).then(
        allowed => next(allowed ? undefined : notAllowed()),
        next,
      );
    };

  const router = express.Router();
  router.use('/locations', express.json());
  router.post('/locations', (req, res, next) =>
    isDryRun(req) ? next() : guard(newEntities)(req, res, next),
  );
  router.put('/locations/:id', guard(currentEntities), guard(newEntities));
  router.delete('/locations/:id', guard(currentEntities));
  return router;
}

/** A dry run changes nothing; the guard itself uses one. */
function isDryRun({ query }: Request): boolean {
  return query.dryRun === 'true';
}

/** The catalog adds owner relations to entities only when it stores them. */
function withOwner(entity: Entity): Entity {
  const owner = entity.spec?.owner;
  if (typeof owner !== 'string') {
    return entity;
  }
  const targetRef = stringifyEntityRef(
    parseEntityRef(owner, {
      defaultKind: 'Group',
      defaultNamespace: entity.metadata.namespace,
    }),
  );
  return { ...entity, relations: [{ type: RELATION_OWNED_BY, targetRef }] };
}
