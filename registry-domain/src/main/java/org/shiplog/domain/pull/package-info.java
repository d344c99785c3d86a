/** What was pulled, and by whom. */
@NullMarked
package org.shiplog.domain.pull;

import org.jspecify.annotations.NullMarked;
