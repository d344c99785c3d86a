/** The user aggregate and the principal that a request acts as. */
@NullMarked
package org.shiplog.domain.identity;

import org.jspecify.annotations.NullMarked;
