/**
 * A whole cluster on one machine, for trying and testing: a supervisor with an embedded PostgreSQL, a process for each node, and
 * a balancer before them when one is installed.
 */
@NullMarked
package org.shiplog.cluster.localcluster;

import org.jspecify.annotations.NullMarked;
