/** The listener for those who run the node: health, metrics. Apart from the registry's, so that it can be closed to clients. */
@NullMarked
package org.shiplog.http.management;

import org.jspecify.annotations.NullMarked;
