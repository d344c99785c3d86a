/** The ways in which clients push. */
@NullMarked
package org.shiplog.e2e.push;

import org.jspecify.annotations.NullMarked;
