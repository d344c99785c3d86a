/** The running node: the one place where everything is put together. */
@NullMarked
package org.shiplog.cluster;

import org.jspecify.annotations.NullMarked;
