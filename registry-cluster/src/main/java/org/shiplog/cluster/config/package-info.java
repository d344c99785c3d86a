/** The settings of a node: where they come from, what they must look like, and everything that is wrong with them at once. */
@NullMarked
package org.shiplog.cluster.config;

import org.jspecify.annotations.NullMarked;
