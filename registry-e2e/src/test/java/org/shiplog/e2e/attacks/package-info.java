/** Attacks that need a whole node: what it tells where nobody thinks of, and how long its answers take. */
@NullMarked
package org.shiplog.e2e.attacks;

import org.jspecify.annotations.NullMarked;
