/** What {@code deploy/} brings, checked by the programs that it is for. */
@NullMarked
package org.shiplog.e2e.deployment;

import org.jspecify.annotations.NullMarked;
