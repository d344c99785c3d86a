/** What a node tells about itself: metrics for Prometheus, traces over OTLP, an access log and logs as JSON. */
@NullMarked
package org.shiplog.cluster.telemetry;

import org.jspecify.annotations.NullMarked;
