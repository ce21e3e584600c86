export const dynamic = 'force-dynamic';

/** Asked by WAYPOINT and others whether the application is well. */
export function GET(): Response {
  return Response.json({ status: 'ok' });
}
