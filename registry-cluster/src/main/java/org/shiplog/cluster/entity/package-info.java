/** The entity shell: how an aggregate runs as a sharded, persistent actor. */
@NullMarked
package org.shiplog.cluster.entity;

import org.jspecify.annotations.NullMarked;
