/**
 * The metrics, under the names that dashboards and alerts are written against. Meters are resolved once per snapshot (data
 * plane) or when a label set first appears (control plane); recording is a field access and an addition.
 *
 * <p>Labels are bounded: models, versions, policies, rules, entities and reasons come from the configuration or from enums, never
 * from a request. Feature labels are capped per version. Every series carries {@code env}.
 *
 * <p>Called by {@code proxy} on event loops ({@link io.driftgate.telemetry.DataPlaneMeters}) and through {@code app} by the
 * control plane's threads ({@link io.driftgate.telemetry.ControlPlaneMeters}). Knows the domain and nothing else of ours.
 */
package io.driftgate.telemetry;
