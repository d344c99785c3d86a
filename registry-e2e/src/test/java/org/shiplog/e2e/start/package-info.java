/** The command line as a newcomer meets it. */
@NullMarked
package org.shiplog.e2e.start;

import org.jspecify.annotations.NullMarked;
